"""Alarms that change their state with the data, and tell topics."""

import json
from datetime import timedelta

import pytest

from tests.support.served import wait_until


@pytest.fixture
def topic(world, unique):
    """Make topics; gives the ARN, and reads what was published."""

    def make(**attributes):
        name = unique("alerts")
        arn = world.served.client("sns").create_topic(Name=name, Attributes=attributes)[
            "TopicArn"
        ]
        sqs = world.served.client("sqs")
        url = sqs.create_queue(QueueName=name)["QueueUrl"]
        queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        world.served.client("sns").subscribe(
            TopicArn=arn, Protocol="sqs", Endpoint=queue["Attributes"]["QueueArn"]
        )

        def published():
            found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
            return [
                json.loads(json.loads(m["Body"])["Message"])
                for m in found.get("Messages", [])
            ]

        return arn, published

    return make


def test_an_alarm_begins_without_data_and_keeps_its_state_when_changed(world, unique):
    name = world.alarm(unique("alarm"))
    assert world.state(name) == "INSUFFICIENT_DATA"
    world.measure(name, 1, world.now(), namespace="Tests")
    wait_until(lambda: world.state(name) == "ALARM")

    world.alarm(name, AlarmDescription="Changed.")

    assert world.state(name) == "ALARM"


def test_a_state_follows_the_data_minute_by_minute(world, unique):
    name = world.alarm(unique("alarm"), EvaluationPeriods=2, Statistic="Average")
    begin = world.now().replace(second=0, microsecond=0) + timedelta(minutes=1)
    found = []
    for minute, value in enumerate((5, 5, 0, None, None, None, None)):
        at = begin + timedelta(minutes=minute)
        world.move_to(at + timedelta(seconds=10))
        if value is not None:
            world.measure(name, value, at, namespace="Tests")
        world.move_to(at + timedelta(seconds=61))
        found.append(world.state(name))

    missing = "INSUFFICIENT_DATA"
    assert found == [missing, "ALARM", "OK", "OK", "OK", "OK", missing]


def test_missing_data_counts_as_the_alarm_says(world, unique):
    alarms = {
        missing: world.alarm(unique("alarm"), TreatMissingData=missing)
        for missing in ("breaching", "ignore", "missing", "notBreaching")
    }

    world.advance(minutes=5)

    assert {missing: world.state(name) for missing, name in alarms.items()} == {
        "breaching": "ALARM",
        "ignore": "INSUFFICIENT_DATA",
        "missing": "INSUFFICIENT_DATA",
        "notBreaching": "OK",
    }


def test_other_dimensions_are_another_metric(world, unique):
    name = world.alarm(unique("alarm"), TreatMissingData="notBreaching")

    world.measure(name, 1, world.now(), namespace="Tests", Of="something else")
    world.advance(minutes=1)

    assert world.state(name) == "OK"


def test_a_topic_hears_of_each_change_once(world, unique, topic):
    arn, published = topic()
    name = world.alarm(
        unique("alarm"),
        AlarmActions=[arn],
        OKActions=[arn],
        TreatMissingData="notBreaching",
    )
    world.measure(name, 1, world.now(), namespace="Tests")
    wait_until(lambda: world.state(name) == "ALARM")
    world.advance(minutes=10)

    assert [(m["OldStateValue"], m["NewStateValue"]) for m in published()] in (
        [("INSUFFICIENT_DATA", "ALARM"), ("ALARM", "OK")],
        # The engine may look between alarm and data.
        [("INSUFFICIENT_DATA", "OK"), ("OK", "ALARM"), ("ALARM", "OK")],
    )


def test_actions_that_are_off_are_not_run(world, unique, topic):
    arn, published = topic()
    name = world.alarm(unique("alarm"), AlarmActions=[arn], ActionsEnabled=False)

    world.measure(name, 1, world.now(), namespace="Tests")
    wait_until(lambda: world.state(name) == "ALARM")
    world.advance(minutes=1)

    assert published() == []


@pytest.mark.parametrize("service", ["cloudwatch.amazonaws.com", "s3.amazonaws.com"])
def test_a_topic_hears_only_what_cloudwatch_may_encrypt(world, unique, topic, service):
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
        "Resource": "*",
    }
    account = f"arn:aws:iam::{world.served.local.account_id}:root"
    owner = {
        "Effect": "Allow",
        "Principal": {"AWS": account},
        "Action": "kms:*",
        "Resource": "*",
    }
    policy = {"Version": "2012-10-17", "Statement": [owner, statement]}
    key = world.served.client("kms").create_key(Policy=json.dumps(policy))
    arn, published = topic(KmsMasterKeyId=key["KeyMetadata"]["Arn"])
    name = world.alarm(unique("alarm"), AlarmActions=[arn])

    world.measure(name, 1, world.now(), namespace="Tests")
    wait_until(lambda: world.state(name) == "ALARM")
    world.advance(minutes=1)

    heard = [m["NewStateValue"] for m in published()]
    assert heard == (["ALARM"] if service.startswith("cloudwatch") else [])


def test_awss_own_key_of_sns_lets_cloudwatch_tell_nobody(world, unique, topic):
    arn, published = topic(KmsMasterKeyId="alias/aws/sns")
    name = world.alarm(unique("alarm"), AlarmActions=[arn])

    world.measure(name, 1, world.now(), namespace="Tests")
    wait_until(lambda: world.state(name) == "ALARM")
    world.advance(minutes=1)

    assert published() == []


def test_a_state_set_by_hand_stays_for_a_minute(world, unique):
    name = world.alarm(unique("alarm"), TreatMissingData="notBreaching")
    world.move_to(world.now().replace(second=30) + timedelta(minutes=1))
    world.cloudwatch.set_alarm_state(
        AlarmName=name, StateValue="ALARM", StateReason="a drill"
    )

    world.advance(seconds=40)
    then = world.state(name)
    world.advance(minutes=2)

    assert (then, world.state(name)) == ("ALARM", "OK")


def test_metric_math_stays_without_data(world, unique):
    name = unique("alarm")
    world.cloudwatch.put_metric_alarm(
        AlarmName=name,
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
        Threshold=0,
        TreatMissingData="breaching",
        Metrics=[
            {
                "Id": "m",
                "MetricStat": {
                    "Metric": {"Namespace": "Tests", "MetricName": name},
                    "Period": 60,
                    "Stat": "Sum",
                },
                "ReturnData": False,
            },
            {"Id": "e", "Expression": "m * 2"},
        ],
    )

    world.advance(minutes=5)

    assert world.state(name) == "INSUFFICIENT_DATA"
