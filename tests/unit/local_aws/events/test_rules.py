"""Rules of the default bus: which events match, and who gets them."""

import json

import pytest

from tests.unit.local_aws.events.conftest import unique

SOURCE = "tests.events"


@pytest.fixture
def rule(world):
    """Make rules of a pattern; gives name and ARN."""
    events, names = world.client("events"), []

    def make(pattern, **more):
        name = unique("rule")
        names.append(name)
        arn = events.put_rule(Name=name, EventPattern=json.dumps(pattern), **more)
        return name, arn["RuleArn"]

    yield make
    for name in names:
        targets = events.list_targets_by_rule(Rule=name)["Targets"]
        if targets:
            events.remove_targets(Rule=name, Ids=[t["Id"] for t in targets])
        events.delete_rule(Name=name)


def put(world, detail, *, detail_type="Test", source=SOURCE):
    [entry] = world.client("events").put_events(
        Entries=[
            {"Source": source, "DetailType": detail_type, "Detail": json.dumps(detail)}
        ]
    )["Entries"]
    return entry


def target(world, name, arn, **more):
    answer = world.client("events").put_targets(
        Rule=name, Targets=[{"Id": "one", "Arn": arn, **more}]
    )
    assert answer["FailedEntryCount"] == 0


def open_queue(world, source_arn):
    """Make a queue that EventBridge may send to for a rule."""
    url, arn = world.queue()
    let_in(world, url, arn, source_arn)
    return url, arn


def let_in(world, url, arn, source_arn):
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": source_arn}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    world.client("sqs").set_queue_attributes(
        QueueUrl=url, Attributes={"Policy": policy}
    )


@pytest.mark.parametrize(
    ("pattern", "taken", "left"),
    [
        ({"detail": {"a": ["x"]}}, {"a": "x"}, {"a": "y"}),
        ({"detail": {"a": [{"prefix": "in-"}]}}, {"a": "in-1"}, {"a": "on-1"}),
        ({"detail": {"a": [{"exists": True}]}}, {"a": 0}, {"b": 0}),
        ({"detail": {"a": [{"exists": False}]}}, {"b": 0}, {"a": 0}),
        ({"detail": {"a": [{"anything-but": ["x"]}]}}, {"a": "y"}, {"a": "x"}),
        ({"detail": {"a": [{"numeric": [">", 0, "<=", 5]}]}}, {"a": 5}, {"a": 6}),
        ({"detail": {"a": {"b": ["x"]}}}, {"a": {"b": "x"}}, {"a": {"b": "y"}}),
    ],
)
def test_a_pattern_decides(world, rule, pattern, taken, left):
    name, arn = rule({"source": [SOURCE], **pattern})
    url, queue_arn = open_queue(world, arn)
    target(world, name, queue_arn)

    put(world, left)
    put(world, taken)

    [heard] = [json.loads(body) for body in world.receive(url)]
    assert heard["detail"] == taken
    assert heard["source"] == SOURCE
    assert heard["detail-type"] == "Test"
    assert heard["time"].endswith("Z")


def test_a_disabled_rule_hears_nothing(world, rule):
    name, arn = rule({"source": [SOURCE]}, State="DISABLED")
    url, queue_arn = open_queue(world, arn)
    target(world, name, queue_arn)

    put(world, {})

    assert world.receive(url) == []


def test_a_function_is_invoked_if_it_lets_the_rule(world, rule):
    url, _ = world.queue()
    alias = world.recorder(url)
    name, arn = rule({"source": [SOURCE]})
    target(world, name, alias)
    put(world, {"n": 1})  # refused, and lost: there is no dead-letter queue
    world.client("lambda").add_permission(
        FunctionName=alias.split(":")[6],
        Qualifier="live",
        StatementId="rule",
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=arn,
    )

    put(world, {"n": 2})

    [heard] = world.events(url, 1)
    assert heard["arn"] == alias
    assert heard["event"]["detail"] == {"n": 2}


def test_what_may_not_be_delivered_is_buried_at_once(world, rule):
    _, closed = world.queue()
    name, arn = rule({"source": [SOURCE]})
    dead_url, dead_arn = open_queue(world, arn)
    target(world, name, closed, DeadLetterConfig={"Arn": dead_arn})

    put(world, {"n": 1})

    [letter] = world.messages(dead_url)
    said = {k: v["StringValue"] for k, v in letter["MessageAttributes"].items()}
    assert said["ERROR_CODE"] == "NO_PERMISSIONS"
    assert said["RETRY_ATTEMPTS"] == "0"
    assert (said["RULE_ARN"], said["TARGET_ARN"]) == (arn, closed)
    assert json.loads(letter["Body"])["detail"] == {"n": 1}


def test_a_passing_fault_is_mended_by_the_clock(world, rule):
    name, arn = rule({"source": [SOURCE]})
    url, queue_arn = open_queue(world, arn)
    target(world, name, queue_arn)
    fault = {
        "service": "sqs",
        "operation": "SendMessage",
        "calls": 2,
        "code": "ThrottlingException",
        "status": 400,
    }
    world.control("faults", fault)

    put(world, {"n": 1})
    world.advance(minutes=1)

    assert len(world.receive(url)) == 1


def test_one_rule_may_not_use_what_another_may(world, rule):
    name, _ = rule({"source": [SOURCE]})
    _, other = rule({"source": ["others"]})
    url, queue_arn = open_queue(world, other)
    target(world, name, queue_arn)

    put(world, {})

    assert world.receive(url) == []


def test_an_input_replaces_the_event(world, rule):
    name, arn = rule({"source": [SOURCE]})
    url, queue_arn = open_queue(world, arn)
    target(world, name, queue_arn, Input='{"fixed": true}')

    put(world, {})

    assert world.receive(url) == ['{"fixed": true}']


def test_nobody_speaks_for_a_service_of_aws(world):
    events = world.client("events")

    with pytest.raises(events.exceptions.ClientError) as refusal:
        put(world, {}, source="aws.sagemaker")

    assert refusal.value.response["Error"]["Code"] == "NotAuthorizedForSourceException"
