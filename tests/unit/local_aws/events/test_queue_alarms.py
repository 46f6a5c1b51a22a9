"""Alarms on queues, and what they invoke."""

import json

import pytest

from tests.unit.local_aws.events.conftest import unique


@pytest.fixture
def alarm(world):
    """Make alarms on a queue; gives their names."""
    names = []

    def make(url, metric, **more):
        name = unique("alarm")
        names.append(name)
        world.client("cloudwatch").put_metric_alarm(
            **{
                "AlarmName": name,
                "AlarmDescription": "a queue",
                "Namespace": "AWS/SQS",
                "MetricName": metric,
                "Dimensions": [{"Name": "QueueName", "Value": url.rpartition("/")[2]}],
                "Statistic": "Maximum",
                "Period": 60,
                "EvaluationPeriods": 1,
                "Threshold": 1,
                "ComparisonOperator": "GreaterThanOrEqualToThreshold",
                **more,
            }
        )
        return name

    yield make
    world.client("cloudwatch").delete_alarms(AlarmNames=names)


def state(world, alarm):
    [found] = world.client("cloudwatch").describe_alarms(AlarmNames=[alarm])[
        "MetricAlarms"
    ]
    return found["StateValue"]


def send(world, url, *bodies):
    for body in bodies:
        world.client("sqs").send_message(QueueUrl=url, MessageBody=body)


def test_messages_that_can_be_seen_ring_and_their_end_is_heard(world, alarm):
    url, _ = world.queue()
    name = alarm(url, "ApproximateNumberOfMessagesVisible", Threshold=2)
    world.advance(minutes=3)
    empty = state(world, name)
    send(world, url, "one")
    world.advance(minutes=3)
    one = state(world, name)
    send(world, url, "two")
    world.advance(minutes=3)
    two = state(world, name)
    world.receive(url, delete=True)
    world.advance(minutes=3)

    assert (empty, one, two, state(world, name)) == ("OK", "OK", "ALARM", "OK")


def test_a_message_that_is_worked_on_is_not_seen(world, alarm):
    url, _ = world.queue(VisibilityTimeout=600)
    name = alarm(url, "ApproximateNumberOfMessagesVisible")
    send(world, url, "one")
    world.receive(url)

    world.advance(minutes=5)
    hidden = state(world, name)
    world.advance(minutes=10)

    assert (hidden, state(world, name)) == ("OK", "ALARM")


def test_messages_grow_old(world, alarm):
    url, _ = world.queue()
    name = alarm(url, "ApproximateAgeOfOldestMessage", Threshold=1800)
    send(world, url, "one")

    world.advance(minutes=25)
    young = state(world, name)
    world.advance(minutes=10)

    assert (young, state(world, name)) == ("OK", "ALARM")


def let_in(world, alias, **more):
    world.client("lambda").add_permission(
        FunctionName=alias.split(":")[6],
        Qualifier="live",
        StatementId="alarm",
        Action="lambda:InvokeFunction",
        Principal="lambda.alarms.cloudwatch.amazonaws.com",
        **more,
    )


def test_an_alarm_invokes_a_function_that_lets_it(world, alarm):
    heard, _ = world.queue()
    url, _ = world.queue()
    alias = world.recorder(heard)
    name = alarm(url, "ApproximateNumberOfMessagesVisible", AlarmActions=[alias])
    let_in(
        world,
        alias,
        SourceAccount=world.account,
        SourceArn=f"arn:aws:cloudwatch:eu-west-1:{world.account}:alarm:{name}",
    )
    world.advance(minutes=2)
    send(world, url, "one")

    world.advance(minutes=2)

    [told] = world.events(heard, 1)
    event = told["event"]
    assert told["arn"] == alias
    assert event["source"] == "aws.cloudwatch"
    assert event["accountId"] == world.account
    assert event["alarmArn"].endswith(f":alarm:{name}")
    assert event["alarmData"]["alarmName"] == name
    assert event["alarmData"]["state"]["value"] == "ALARM"
    assert event["alarmData"]["previousState"]["value"] == "OK"
    [metric] = event["alarmData"]["configuration"]["metrics"]
    assert metric["metricStat"]["metric"] == {
        "namespace": "AWS/SQS",
        "name": "ApproximateNumberOfMessagesVisible",
        "dimensions": {"QueueName": url.rpartition("/")[2]},
    }
    assert json.dumps(event["time"])


def test_an_alarm_that_a_function_does_not_let_is_lost(world, alarm):
    heard, _ = world.queue()
    url, _ = world.queue()
    alias = world.recorder(heard)
    alarm(url, "ApproximateNumberOfMessagesVisible", AlarmActions=[alias])
    send(world, url, "one")

    world.advance(minutes=3)
    let_in(world, alias)
    name = alarm(url, "ApproximateNumberOfMessagesVisible", AlarmActions=[alias])
    world.advance(minutes=3)

    [told] = world.events(heard, 1)
    assert told["event"]["alarmData"]["alarmName"] == name
