"""What Scheduler, EventBridge and SQS refuse, each with its own code."""

import json
from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError

from tests.unit.local_aws.events.conftest import unique

INVALID = "ValidationException"
BAD = "InvalidParameterValue"
QUEUE = "arn:aws:sqs:eu-west-1:123456789012:q"


def code_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]["Code"]


@pytest.fixture(scope="module")
def role(world):
    return world.role("sqs:SendMessage")


@pytest.fixture
def schedule(world, role):
    """Return the arguments of a schedule that could be made."""

    def arguments(target=None, **changes):
        return {
            "Name": unique("refused"),
            "ScheduleExpression": "rate(1 hour)",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target": {"Arn": QUEUE, "RoleArn": role, **(target or {})},
            **changes,
        }

    return arguments


@pytest.mark.parametrize(
    "expression",
    [
        "rate(1 hours)",
        "rate(5 minute)",
        "rate(0 minutes)",
        "rate(10 seconds)",
        "cron(0 9 * * *)",
        "cron(0 9 * * * *)",
        "cron(0 25 * * ? *)",
        "at(2026-11-22)",
        "every hour",
    ],
)
def test_an_expression_that_says_no_time(world, schedule, expression):
    arguments = schedule(ScheduleExpression=expression)

    assert code_of(world.client("scheduler").create_schedule, **arguments) == INVALID


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ScheduleExpressionTimezone": "Mars/Base"}, INVALID),
        ({"Name": "a name"}, INVALID),
        ({"Name": "n" * 65}, INVALID),
        ({"GroupName": "nowhere"}, "ResourceNotFoundException"),
        (
            {
                "StartDate": datetime(2031, 1, 2, tzinfo=UTC),
                "EndDate": datetime(2031, 1, 1, tzinfo=UTC),
            },
            INVALID,
        ),
        (
            {"FlexibleTimeWindow": {"Mode": "OFF", "MaximumWindowInMinutes": 5}},
            INVALID,
        ),
        ({"target": {"Arn": "queue"}}, INVALID),
        ({"target": {"Arn": QUEUE.replace("eu-west-1", "us-east-1")}}, INVALID),
        ({"target": {"RetryPolicy": {"MaximumRetryAttempts": 186}}}, INVALID),
        (
            {
                "target": {
                    "Arn": QUEUE.replace("sqs", "lambda").replace(":q", ":function:f"),
                    "Input": "{",
                }
            },
            INVALID,
        ),
        (
            {"target": {"RoleArn": "arn:aws:iam::123456789012:role/nobody"}},
            INVALID,
        ),
    ],
)
def test_a_schedule_that_cannot_be(world, schedule, changes, code):
    arguments = schedule(**changes)

    assert code_of(world.client("scheduler").create_schedule, **arguments) == code


def test_a_role_that_scheduler_may_not_assume(world, schedule):
    stranger = world.role(service="lambda.amazonaws.com")
    arguments = schedule(target={"RoleArn": stranger})
    create = world.client("scheduler").create_schedule

    with pytest.raises(ClientError, match="must allow AWS EventBridge Scheduler"):
        create(**arguments)


def test_a_second_schedule_of_a_name(world, schedule):
    arguments = schedule()
    scheduler = world.client("scheduler")
    scheduler.create_schedule(**arguments)

    assert code_of(scheduler.create_schedule, **arguments) == "ConflictException"
    scheduler.delete_schedule(Name=arguments["Name"])
    assert (
        code_of(scheduler.delete_schedule, Name=arguments["Name"])
        == "ResourceNotFoundException"
    )


@pytest.mark.parametrize(
    "pattern",
    ["{", json.dumps({"source": "x"}), json.dumps({"source": []})],
)
def test_a_pattern_that_is_none(world, pattern):
    put = world.client("events").put_rule

    code = code_of(put, Name=unique("refused"), EventPattern=pattern)

    assert code == "InvalidEventPatternException"


@pytest.mark.parametrize(
    ("arn", "code"),
    [
        ("queue", INVALID),
        (QUEUE.replace("eu-west-1", "us-east-1"), INVALID),
        (QUEUE, "ResourceNotFoundException"),
    ],
)
def test_a_target_that_cannot_be(world, arn, code):
    put = world.client("events").put_targets

    assert code_of(put, Rule="nobody", Targets=[{"Id": "a", "Arn": arn}]) == code


@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        ({"VisibilityTimeout": "43201"}, "InvalidAttributeValue"),
        ({"DelaySeconds": "901"}, "InvalidAttributeValue"),
        ({"MessageRetentionPeriod": "59"}, "InvalidAttributeValue"),
        ({"ReceiveMessageWaitTimeSeconds": "21"}, "InvalidAttributeValue"),
        ({"VisibilityTimeout": "long"}, "InvalidAttributeValue"),
        (
            {
                "RedrivePolicy": json.dumps(
                    {"deadLetterTargetArn": f"{QUEUE}-none", "maxReceiveCount": 3}
                )
            },
            BAD,
        ),
        ({"RedrivePolicy": "{}"}, BAD),
    ],
)
def test_a_queue_that_cannot_be(world, attributes, code):
    create = world.client("sqs").create_queue

    assert code_of(create, QueueName=unique("no"), Attributes=attributes) == code


def test_letters_that_are_dead_before_they_are_read(world):
    _, arn = world.queue()
    redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 0})
    create = world.client("sqs").create_queue
    attributes = {"RedrivePolicy": redrive}

    assert code_of(create, QueueName=unique("no"), Attributes=attributes) == BAD


@pytest.mark.parametrize(
    ("operation", "arguments", "code"),
    [
        ("send_message", {"MessageBody": "x" * 2000}, BAD),
        # By its bytes, not its characters.
        ("send_message", {"MessageBody": "é" * 600}, BAD),
        ("send_message", {"MessageBody": ""}, "MissingParameter"),
        ("send_message", {"MessageBody": "\x00"}, "InvalidMessageContents"),
        ("send_message", {"MessageBody": "x", "DelaySeconds": 901}, BAD),
        ("receive_message", {"MaxNumberOfMessages": 11}, BAD),
        ("receive_message", {"WaitTimeSeconds": 21}, BAD),
        ("receive_message", {"VisibilityTimeout": 43201}, BAD),
        (
            "send_message_batch",
            {"Entries": [{"Id": str(n), "MessageBody": "x"} for n in range(11)]},
            "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
        ),
        (
            "send_message_batch",
            {"Entries": [{"Id": "a", "MessageBody": "x"}] * 2},
            "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
        ),
        (
            "delete_message_batch",
            {"Entries": []},
            "AWS.SimpleQueueService.EmptyBatchRequest",
        ),
    ],
)
def test_messages(world, operation, arguments, code):
    url, _ = world.queue(MaximumMessageSize=1024)
    call = getattr(world.client("sqs"), operation)

    assert code_of(call, QueueUrl=url, **arguments) == code
