"""Schedules that fire by the clock, and what they do then."""

import json
from datetime import datetime, timedelta

import pytest

from tests.support.served import wait_until
from tests.unit.local_aws.events.conftest import unique

INPUT = json.dumps(
    {
        "at": "<aws.scheduler.scheduled-time>",
        "id": "<aws.scheduler.execution-id>",
        "attempt": "<aws.scheduler.attempt-number>",
    }
)


@pytest.fixture
def schedule(world):
    """Make a schedule that sends to a queue; gives its name."""
    role = world.role("sqs:SendMessage", "lambda:InvokeFunction")
    names = []

    def make(expression, arn, *, target=None, **more):
        name = unique("schedule")
        world.client("scheduler").create_schedule(
            **{
                "Name": name,
                "ScheduleExpression": expression,
                "FlexibleTimeWindow": {"Mode": "OFF"},
                "Target": {
                    "Arn": arn,
                    "RoleArn": role,
                    "Input": INPUT,
                    **(target or {}),
                },
                **more,
            }
        )
        names.append(name)
        return name

    yield make
    for name in names:
        scheduler = world.client("scheduler")
        try:
            scheduler.delete_schedule(Name=name)
        except scheduler.exceptions.ResourceNotFoundException:
            continue


def inputs(world, url):
    return [json.loads(body) for body in world.receive(url, delete=True)]


def times(world, url):
    return [each["at"] for each in inputs(world, url)]


def test_a_rate_fires_again_and_again(world, schedule):
    url, arn = world.queue()
    schedule("rate(5 minutes)", arn)
    made = world.now()

    world.advance(minutes=4)
    early = times(world, url)
    world.advance(minutes=12)

    found = times(world, url)
    assert (early, len(found)) == ([], 3)
    assert found == sorted(found)
    first = made + timedelta(minutes=5)
    assert abs(stamp(found[0]) - first) < timedelta(seconds=3)


def stamp(text):
    return datetime.fromisoformat(text)


def test_cron_goes_by_its_zone(world, schedule):
    url, arn = world.queue()
    begin = world.now() + timedelta(days=1)
    begin = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    world.move_to(begin)
    schedule("cron(0 9 * * ? *)", arn, ScheduleExpressionTimezone="America/New_York")

    world.move_to(begin + timedelta(days=2))

    # New York is 5 hours behind in winter, 4 in summer.
    hours = {stamp(at).hour for at in times(world, url)}
    assert hours <= {13, 14}
    assert len(hours) == 1


def test_a_single_time_fires_once_and_goes_if_it_is_to(world, schedule):
    url, arn = world.queue()
    at = world.now() + timedelta(minutes=10)
    expression = f"at({at:%Y-%m-%dT%H:%M:%S})"
    stays = schedule(expression, arn)
    goes = schedule(expression, arn, ActionAfterCompletion="DELETE")

    world.advance(hours=1)
    world.advance(hours=1)

    assert times(world, url) == [f"{at:%Y-%m-%dT%H:%M:%SZ}"] * 2
    scheduler = world.client("scheduler")
    assert scheduler.get_schedule(Name=stays)["Name"] == stays
    with pytest.raises(scheduler.exceptions.ResourceNotFoundException):
        scheduler.get_schedule(Name=goes)


def test_nothing_fires_before_the_start_or_after_the_end(world, schedule):
    url, arn = world.queue()
    now = world.now().replace(microsecond=0)
    schedule(
        "rate(10 minutes)",
        arn,
        StartDate=now + timedelta(hours=1),
        EndDate=now + timedelta(hours=1, minutes=25),
    )

    world.advance(hours=3)

    wanted = [now + timedelta(minutes=m) for m in (60, 70, 80)]
    assert [stamp(at) for at in times(world, url)] == wanted


def test_what_is_disabled_does_not_fire(world, schedule):
    url, arn = world.queue()
    schedule("rate(1 minute)", arn, State="DISABLED")

    world.advance(minutes=5)

    assert times(world, url) == []


def test_several_schedules_fire_in_the_order_of_time(world, schedule):
    url, arn = world.queue()
    begin = world.now().replace(second=0, microsecond=0) + timedelta(hours=1)
    world.move_to(begin)
    for minute in (20, 10, 30):
        schedule(f"cron({minute} * * * ? *)", arn)

    world.move_to(begin + timedelta(hours=2))

    found = times(world, url)
    assert len(found) == 6
    assert found == sorted(found)


def test_time_itself_fires_too(world, schedule):
    url, arn = world.queue()
    soon = world.now() + timedelta(seconds=2)
    schedule(f"at({soon:%Y-%m-%dT%H:%M:%S})", arn)

    assert wait_until(lambda: times(world, url))


def test_a_function_is_invoked_by_its_alias(world, schedule):
    url, _ = world.queue()
    alias = world.recorder(url)
    schedule("rate(1 hour)", alias)

    world.advance(hours=1)

    [heard] = world.events(url, 1)
    assert heard["arn"] == alias
    assert heard["event"]["attempt"] == "1"


@pytest.mark.parametrize(("ending", "invoked"), [(":live", 1), ("", 0), (":*", 1)])
def test_the_role_may_invoke_what_it_names(world, schedule, ending, invoked):
    url, _ = world.queue()
    dead_url, dead_arn = world.queue()
    alias = world.recorder(url)
    role = world.role("sqs:SendMessage")
    statement = {
        "Effect": "Allow",
        "Action": "lambda:InvokeFunction",
        "Resource": alias.removesuffix(":live") + ending,
    }
    world.client("iam").put_role_policy(
        RoleName=role.rpartition("/")[2],
        PolicyName="invoke",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )
    schedule(
        "rate(1 hour)",
        alias,
        target={
            "RoleArn": role,
            "RetryPolicy": {"MaximumRetryAttempts": 0},
            "DeadLetterConfig": {"Arn": dead_arn},
        },
    )

    world.advance(hours=1)

    assert len(world.events(url, invoked) if invoked else []) == invoked
    assert len(world.receive(dead_url)) == 1 - invoked


def test_without_an_input_the_schedule_introduces_itself(world, schedule):
    url, arn = world.queue()
    role = world.role("sqs:SendMessage")
    name = schedule("rate(1 hour)", arn, target={"RoleArn": role, "Input": "x"})
    scheduler = world.client("scheduler")
    made = scheduler.get_schedule(Name=name)
    scheduler.update_schedule(
        Name=name,
        ScheduleExpression="rate(1 hour)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": arn, "RoleArn": role},
    )

    world.advance(hours=1)

    [heard] = inputs(world, url)
    assert heard["source"] == "aws.scheduler"
    assert heard["resources"] == [made["Arn"]]


def test_what_the_role_may_not_do_is_tried_again_and_buried(world, schedule):
    url, arn = world.queue()
    dead_url, dead_arn = world.queue()
    role = world.served.role(unique("role"), service="scheduler.amazonaws.com")
    world.client("iam").put_role_policy(
        RoleName=role.rpartition("/")[2],
        PolicyName="dead",
        PolicyDocument=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": "sqs:SendMessage",
                        "Resource": dead_arn,
                    }
                ],
            }
        ),
    )
    name = schedule(
        "rate(1 hour)",
        arn,
        target={
            "RoleArn": role,
            "RetryPolicy": {"MaximumRetryAttempts": 2},
            "DeadLetterConfig": {"Arn": dead_arn},
        },
    )

    world.advance(hours=1, minutes=1)

    assert world.receive(url) == []
    [letter] = world.messages(dead_url, delete=True)
    said = {k: v["StringValue"] for k, v in letter["MessageAttributes"].items()}
    assert "AccessDenied" in said["ERROR_CODE"]
    assert said["EXHAUSTED_RETRY_CONDITION"] == "MaximumRetryAttempts"
    assert said["RETRY_ATTEMPTS"] == "2"
    assert said["TARGET_ARN"] == arn
    assert said["SCHEDULE_ARN"].endswith(f"schedule/default/{name}")
    assert json.loads(letter["Body"])["attempt"] == "3"


def test_a_passing_fault_is_mended_by_another_try(world, schedule):
    url, arn = world.queue()
    schedule("rate(1 hour)", arn)
    fault = {
        "service": "sqs",
        "operation": "SendMessage",
        "calls": 2,
        "code": "ThrottlingException",
        "status": 400,
        "from_functions": True,
    }
    world.control("faults", fault)

    world.advance(hours=1, minutes=1)

    [heard] = inputs(world, url)
    assert int(heard["attempt"]) > 1


def test_a_role_that_trusts_the_group_alone_is_assumed(world, schedule):
    url, arn = world.queue()
    role = world.role("sqs:SendMessage")
    here = f"arn:aws:scheduler:eu-west-1:{world.account}"
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "scheduler.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {
                    "StringEquals": {
                        "aws:SourceAccount": world.account,
                        "aws:SourceArn": f"{here}:schedule-group/default",
                    }
                },
            }
        ],
    }
    world.client("iam").update_assume_role_policy(
        RoleName=role.rpartition("/")[2], PolicyDocument=json.dumps(trust)
    )
    schedule("rate(1 hour)", arn, target={"RoleArn": role})

    world.advance(hours=1)

    assert len(inputs(world, url)) == 1


def test_a_schedule_reads_back_whole(world, schedule):
    _, arn = world.queue()
    name = schedule("rate(1 hour)", arn, Description="each hour")

    found = world.client("scheduler").get_schedule(Name=name)

    assert found["State"] == "ENABLED"
    assert found["ScheduleExpressionTimezone"] == "UTC"
    assert found["Target"]["RetryPolicy"] == {
        "MaximumEventAgeInSeconds": 86400,
        "MaximumRetryAttempts": 185,
    }


def test_what_its_role_may_not_decrypt_does_not_fire(world, schedule):
    """Scheduler reads a schedule of a customer's key in the role's name."""
    url, arn = world.queue()
    key = world.client("kms").create_key()["KeyMetadata"]["Arn"]
    role = world.role("sqs:SendMessage", "kms:Decrypt")
    blind = schedule("rate(5 minutes)", arn, KmsKeyArn=key)
    schedule("rate(5 minutes)", arn, KmsKeyArn=key, target={"RoleArn": role})

    world.advance(minutes=6)

    assert len(times(world, url)) == 1
    told = world.control("privileges")[1]["roles"]
    assert {
        one["outcome"]
        for each in told
        for one in each["asked"]
        if one["context"].get("kms:EncryptionContext:aws:scheduler:schedule:arn")
        == [f"arn:aws:scheduler:eu-west-1:{world.account}:schedule/default/{blind}"]
    } == {"denied"}
