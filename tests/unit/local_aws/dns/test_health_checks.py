"""Health checks: when they change, and what follows from it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.served import wait_until


@pytest.fixture
def checked(world):
    """Return a check that has made up its mind, and a name that follows it."""
    check = world.check()
    name = world.name(check)
    world.advance(31)
    return check, name


def test_an_endpoint_is_asked_for_its_path(world, checked):
    assert world.endpoint.paths == {"/health/ready"}
    assert world.resolved(checked[1]) == "primary"


def test_a_check_changes_after_threshold_times_interval_and_not_before(world, checked):
    world.endpoint.status = 503
    world.advance(19)
    assert world.resolved(checked[1]) == "primary"
    world.advance(11)
    assert world.resolved(checked[1]) == "secondary"

    world.endpoint.status = 200
    world.advance(19)
    assert world.resolved(checked[1]) == "secondary"
    world.advance(11)
    assert world.resolved(checked[1]) == "primary"


def test_one_answer_that_is_another_begins_the_count_anew(world, checked):
    for status in (503, 200, 503, 200, 503):
        world.endpoint.status = status
        world.advance(19)
        assert world.resolved(checked[1]) == "primary"


def test_a_long_move_asks_no_more_than_matters(world, checked):
    before = world.endpoint.asked
    world.advance(7 * 86_400)
    # Three checkers of each check there is, at the begin and at the end.
    checks = world.client("route53").list_health_checks()["HealthChecks"]
    assert world.endpoint.asked - before <= 3 * 3 * len(checks)


def test_a_disabled_check_counts_as_healthy_and_can_be_inverted(world, checked):
    route53 = world.client("route53")
    world.endpoint.status = 503
    world.advance(31)
    assert world.resolved(checked[1]) == "secondary"

    route53.update_health_check(HealthCheckId=checked[0], Disabled=True)
    assert world.resolved(checked[1]) == "primary"
    route53.update_health_check(HealthCheckId=checked[0], Inverted=True)
    assert world.resolved(checked[1]) == "secondary"


def test_an_inverted_check_is_the_contrary(world, checked):
    world.client("route53").update_health_check(HealthCheckId=checked[0], Inverted=True)

    assert world.resolved(checked[1]) == "secondary"


def test_a_calculated_check_counts_its_children(world, checked):
    switch = world.calculated(checked[0], threshold=0)
    both = world.calculated(checked[0], switch, threshold=2)
    name = world.name(both)
    assert world.resolved(name) == "primary"

    world.client("route53").update_health_check(HealthCheckId=switch, Inverted=True)
    assert world.resolved(name) == "secondary"
    world.client("route53").update_health_check(HealthCheckId=switch, Inverted=False)
    assert world.resolved(name) == "primary"

    world.endpoint.status = 503
    world.advance(31)
    assert world.resolved(name) == "secondary"


def test_where_nobody_is_well_the_primary_is_the_answer(world, checked):
    name = world.name(checked[0], checked[0])
    world.endpoint.status = 503
    world.advance(31)

    assert world.resolved(name) == "primary"


def test_a_text_is_looked_for_in_the_body(world):
    check = world.check(Type="HTTP_STR_MATCH", SearchString="ready")
    name = world.name(check)
    world.endpoint.body = b"not at all"
    world.advance(31)

    assert world.resolved(name) == "secondary"


def test_nothing_of_the_world_is_asked(world):
    check = world.check(FullyQualifiedDomainName="www.example.com", Port=80)
    world.advance(31)

    status = world.client("route53").get_health_check_status(HealthCheckId=check)
    reports = [o["StatusReport"]["Status"] for o in status["HealthCheckObservations"]]
    assert reports == ["Failure: DNS resolution failed: www.example.com."] * 3


def test_each_checker_tells_what_it_saw(world, checked):
    world.endpoint.status = 503
    world.advance(31)

    status = world.client("route53").get_health_check_status(HealthCheckId=checked[0])
    found = {
        o["Region"]: o["StatusReport"]["Status"]
        for o in status["HealthCheckObservations"]
    }
    assert set(found.values()) == {"Failure: HTTP Status Code 503."}
    assert len(found) == 3


@pytest.mark.parametrize(
    ("insufficient", "answer"),
    [
        ("Healthy", "primary"),
        ("Unhealthy", "secondary"),
        ("LastKnownStatus", "primary"),
    ],
)
def test_a_check_on_an_alarm_says_what_no_data_means(
    world, unique, insufficient, answer
):
    alarm = unique("alarm")
    world.client("cloudwatch").put_metric_alarm(
        AlarmName=alarm,
        Namespace="dns-tests",
        MetricName=alarm,
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=0,
        ComparisonOperator="GreaterThanThreshold",
    )
    check = world.check(
        Type="CLOUDWATCH_METRIC",
        AlarmIdentifier={"Region": "us-east-1", "Name": alarm},
        InsufficientDataHealthStatus=insufficient,
        FullyQualifiedDomainName=None,
        Port=None,
        ResourcePath=None,
        RequestInterval=None,
        FailureThreshold=None,
    )

    assert world.resolved(world.name(check)) == answer


def statuses(world, check, region):
    now = datetime.now(UTC)
    return [
        point["Minimum"]
        for point in world.client("cloudwatch", region).get_metric_statistics(
            Namespace="AWS/Route53",
            MetricName="HealthCheckStatus",
            Dimensions=[{"Name": "HealthCheckId", "Value": check}],
            StartTime=now - timedelta(days=1),
            EndTime=now + timedelta(days=30),
            Period=60,
            Statistics=["Minimum"],
        )["Datapoints"]
    ]


def test_the_status_is_a_metric_of_one_region(world, checked):
    world.endpoint.status = 503
    world.advance(31)

    assert 0.0 in statuses(world, checked[0], "us-east-1")
    assert statuses(world, checked[0], "eu-west-1") == []


def alarm_on(world, check, name, region):
    world.client("cloudwatch", region).put_metric_alarm(
        AlarmName=name,
        Namespace="AWS/Route53",
        MetricName="HealthCheckStatus",
        Dimensions=[{"Name": "HealthCheckId", "Value": check}],
        Statistic="Minimum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="LessThanThreshold",
    )

    def state():
        [found] = world.client("cloudwatch", region).describe_alarms(AlarmNames=[name])[
            "MetricAlarms"
        ]
        return found["StateValue"]

    return state


def queue_of(world, name, region):
    sqs = world.client("sqs", region)
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = f"arn:aws:sqs:{region}:{world.account}:{name}"
    policy = {
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "events.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": arn,
            }
        ]
    }
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})

    def received():
        found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
        return [json.loads(m["Body"]) for m in found.get("Messages", [])]

    return arn, received


def bus_role(world, name, *actions):
    return world.served.role(name, *actions, service="events.amazonaws.com")


@pytest.mark.parametrize("may", [True, False])
def test_an_alarm_is_an_event_that_goes_to_another_region(world, checked, unique, may):
    """The way of the failover workflow: alarm, rule, bus elsewhere, rule, target."""
    name = unique("watched")
    state = alarm_on(world, checked[0], name, "us-east-1")
    silent = alarm_on(world, checked[0], name, "eu-west-1")
    pattern = json.dumps(
        {"source": ["aws.cloudwatch"], "detail": {"alarmName": [name]}}
    )
    bus = f"arn:aws:events:eu-central-1:{world.account}:event-bus/default"
    role = bus_role(
        world, unique("bus"), "events:PutEvents" if may else "events:PutRule"
    )
    here, there = world.client("events"), world.client("events", "eu-central-1")
    here.put_rule(Name=name, EventPattern=pattern)
    here.put_targets(Rule=name, Targets=[{"Id": "bus", "Arn": bus, "RoleArn": role}])
    arn, received = queue_of(world, name, "eu-central-1")
    there.put_rule(Name=name, EventPattern=pattern)
    there.put_targets(Rule=name, Targets=[{"Id": "queue", "Arn": arn}])
    world.advance(60)
    wait_until(lambda: state() == "OK")

    world.endpoint.status = 503
    world.advance(120)

    assert state() == "ALARM"
    assert silent() == "INSUFFICIENT_DATA"
    found = [e for e in received() if e["detail"]["state"]["value"] == "ALARM"]
    if not may:
        assert found == []
        return
    [event] = found
    assert event["detail-type"] == "CloudWatch Alarm State Change"
    assert event["region"] == "us-east-1"
    assert event["resources"] == [
        f"arn:aws:cloudwatch:us-east-1:{world.account}:alarm:{name}"
    ]
    assert event["detail"]["previousState"]["value"] == "OK"
