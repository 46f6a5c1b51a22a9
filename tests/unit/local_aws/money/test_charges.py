"""The month's charges, and the alarms on them."""

from datetime import datetime, timedelta

import pytest

BUDGETS = "budgets.amazonaws.com"
CLOUDWATCH = "cloudwatch.amazonaws.com"
SIX_HOURS = 21600


def subjects(account, address):
    return [m["subject"].partition('"')[0] for m in account.received(address)]


def test_an_amount_is_told_once_when_it_is_reached(account, unique, topic):
    arn, address = topic()
    name = unique("bill")
    account.alarm(name, arn, 100)

    account.bill(99.99)
    below = account.state(name)
    account.bill(100)
    account.bill(140)
    account.advance(hours=30)

    assert below == "INSUFFICIENT_DATA"
    assert subjects(account, address) == ["ALARM: "]
    # Nothing new was said of the costs, and they do not become less.
    assert account.state(name) == "ALARM"


def test_a_new_month_ends_it_and_it_rings_again(account, unique, topic):
    arn, address = topic()
    name = unique("bill")
    account.alarm(name, arn, 100)
    account.bill(150)
    account.advance(hours=6)

    account.bill(2)
    account.advance(hours=12)
    between = account.state(name)
    account.bill(101)

    assert between == "OK"
    assert subjects(account, address) == ["ALARM: ", "ALARM: "]


def test_the_end_is_told_when_its_period_ends(account, unique, topic):
    arn, address = topic()
    account.alarm(unique("bill"), arn, 100, tells_end=True)
    account.bill(150)
    account.advance(hours=6)
    account.bill(2)
    said = account.now()

    account.advance(hours=20)

    ends = [m["at"] for m in account.received(address) if m["subject"].startswith("OK")]
    [end] = [datetime.fromisoformat(at) for at in ends]
    assert end.timestamp() % SIX_HOURS == 0
    assert end - said <= timedelta(hours=6)


def test_services_and_accounts_are_metrics_of_their_own(account, unique, topic):
    arn, _ = topic()
    names = [unique("bill") for _ in range(4)]
    for name, dimensions in zip(
        names,
        (
            {"ServiceName": "AmazonSageMaker"},
            {"ServiceName": "AWSLambda"},
            {"LinkedAccount": "222222222222"},
            {},
        ),
        strict=True,
    ):
        account.alarm(name, arn, 50, **dimensions)

    account.bill(
        40,
        services={"AmazonSageMaker": 60, "AWSLambda": 1},
        accounts={"222222222222": 70},
    )

    rings = [account.state(name) == "ALARM" for name in names]
    assert rings == [True, False, True, False]


def test_there_is_no_bill_outside_us_east_1(account, unique):
    arn = account.client("sns", "eu-west-1").create_topic(Name=unique("topic"))
    name = unique("bill")
    account.alarm(name, arn["TopicArn"], 10, region="eu-west-1")

    account.bill(500)
    account.advance(hours=12)

    assert account.state(name, "eu-west-1") == "INSUFFICIENT_DATA"
    metrics = account.client("cloudwatch", "eu-west-1").list_metrics(
        Namespace="AWS/Billing"
    )
    assert metrics["Metrics"] == []


@pytest.mark.parametrize(
    ("key", "publishers", "told"),
    [
        ("alias/aws/sns", [CLOUDWATCH], 0),
        ([BUDGETS], [CLOUDWATCH], 0),
        ([CLOUDWATCH], [BUDGETS], 0),
        ([CLOUDWATCH], [CLOUDWATCH], 1),
    ],
    ids=["AWS's own key", "a key for others", "a topic for others", "both let it"],
)
def test_m2_what_cloudwatch_may_not_publish_is_lost_in_silence(
    account, topic, key, publishers, told
):
    master = key if isinstance(key, str) else account.key(*key)
    arn, address = topic(KmsMasterKeyId=master)
    account.let_publish(arn, *publishers)
    name = arn.rpartition(":")[2]
    account.alarm(name, arn, 100)

    account.bill(100)

    assert account.state(name) == "ALARM"
    assert len(account.received(address)) == told


def test_what_is_no_amount_is_refused(account):
    answers = [
        account.bill(-1),
        account.bill("nan"),
        account.control("POST", "billing", {"services": {}}),
        account.bill(1, total_eur=1),
    ]

    assert [answer["status"] for answer in answers] == [400] * 4
