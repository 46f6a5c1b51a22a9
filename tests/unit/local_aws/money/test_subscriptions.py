"""Who is subscribed, and when messages reach them."""

import pytest
from botocore.exceptions import ClientError

HOOK = "https://hooks.example.com/{}"


@pytest.fixture
def bare_topic(account, unique):
    return account.client("sns").create_topic(Name=unique("topic"))["TopicArn"]


def publish(account, topic_arn, text="Hello."):
    account.client("sns").publish(TopicArn=topic_arn, Message=text, Subject="Said")


def attributes(account, arn):
    found = account.client("sns").get_subscription_attributes(SubscriptionArn=arn)
    return found["Attributes"]


@pytest.mark.parametrize(
    ("protocol", "form"), [("email", "{}@example.com"), ("https", HOOK)]
)
def test_nothing_is_delivered_before_it_is_confirmed(
    account, unique, bare_topic, protocol, form
):
    endpoint = form.format(unique("reader"))
    arn = account.subscribe(bare_topic, endpoint, protocol)
    publish(account, bare_topic, "Too early.")
    before = attributes(account, arn)["PendingConfirmation"]

    account.confirm(endpoint)
    publish(account, bare_topic)

    assert before == "true"
    assert attributes(account, arn)["PendingConfirmation"] == "false"
    [message] = account.received(endpoint)
    assert (message["subject"], message["message"]) == ("Said", "Hello.")
    assert (message["protocol"], message["topic_arn"]) == (protocol, bare_topic)


def test_the_token_that_was_sent_confirms(account, unique, bare_topic):
    sns, endpoint = account.client("sns"), f"{unique('reader')}@example.com"
    said = sns.subscribe(TopicArn=bare_topic, Protocol="email", Endpoint=endpoint)
    [request] = account.received(endpoint, "SubscriptionConfirmation")
    with pytest.raises(ClientError, match="Token"):
        sns.confirm_subscription(TopicArn=bare_topic, Token=bare_topic)

    made = sns.confirm_subscription(TopicArn=bare_topic, Token=request["token"])

    assert said["SubscriptionArn"] == "pending confirmation"
    [listed] = sns.list_subscriptions_by_topic(TopicArn=bare_topic)["Subscriptions"]
    assert listed["SubscriptionArn"] == made["SubscriptionArn"]


def test_what_waits_is_listed_and_counted_as_waiting(account, unique, bare_topic):
    sns = account.client("sns")
    for number in range(3):
        account.subscribe(bare_topic, f"{unique('reader')}{number}@example.com")
    [first, *_] = sns.list_subscriptions_by_topic(TopicArn=bare_topic)["Subscriptions"]
    account.confirm(first["Endpoint"])

    listed = sns.list_subscriptions_by_topic(TopicArn=bare_topic)["Subscriptions"]
    counts = sns.get_topic_attributes(TopicArn=bare_topic)["Attributes"]

    arns = [each["SubscriptionArn"] for each in listed]
    assert arns[1:] == ["PendingConfirmation"] * 2
    assert arns[0].startswith(f"{bare_topic}:")
    assert (counts["SubscriptionsPending"], counts["SubscriptionsConfirmed"]) == (
        "2",
        "1",
    )


def test_what_waits_cannot_be_ended_and_ends_after_two_days(
    account, unique, bare_topic
):
    sns = account.client("sns")
    arn = account.subscribe(bare_topic, f"{unique('reader')}@example.com")
    with pytest.raises(ClientError, match="pending confirmation"):
        sns.unsubscribe(SubscriptionArn=arn)

    account.advance(hours=47)
    assert attributes(account, arn)["PendingConfirmation"] == "true"
    account.advance(hours=1)

    with pytest.raises(ClientError, match="does not exist"):
        attributes(account, arn)


def test_who_has_confirmed_can_leave(account, unique, bare_topic):
    endpoint = f"{unique('reader')}@example.com"
    arn = account.subscribe(bare_topic, endpoint)
    account.confirm(endpoint)

    account.client("sns").unsubscribe(SubscriptionArn=arn)
    publish(account, bare_topic)

    assert account.received(endpoint) == []


@pytest.mark.parametrize(
    ("protocol", "endpoint"),
    [("email", "nobody"), ("email", "a@b"), ("https", "http://hooks.example.com")],
)
def test_an_address_that_is_none_is_refused(account, bare_topic, protocol, endpoint):
    with pytest.raises(ClientError, match="Invalid parameter"):
        account.subscribe(bare_topic, endpoint, protocol)


def test_nobody_confirms_what_was_not_asked(account):
    answer = account.confirm("stranger@example.com")

    assert answer["status"] == 400
    assert "waits to be confirmed" in answer["error"]


def test_a_queue_that_is_gone_keeps_nothing_from_the_others(
    account, unique, bare_topic
):
    sqs, sns = account.client("sqs"), account.client("sns")
    arns = []
    for name in (unique("gone"), unique("there")):
        url = sqs.create_queue(QueueName=name)["QueueUrl"]
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        arns.append((url, found["Attributes"]["QueueArn"]))
        sns.subscribe(TopicArn=bare_topic, Protocol="sqs", Endpoint=arns[-1][1])
    sqs.delete_queue(QueueUrl=arns[0][0])

    publish(account, bare_topic)

    [message] = sqs.receive_message(QueueUrl=arns[1][0])["Messages"]
    assert "Hello." in message["Body"]
