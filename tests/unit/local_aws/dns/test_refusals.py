"""What Route 53 does not take, and moto does."""

import json

import boto3
import pytest
from botocore.exceptions import ClientError

from local_aws.access import credentials_for_role


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"RequestInterval": 17}, "10 or 30"),
        ({"FailureThreshold": 11}, "between 1 and 10"),
        ({"FullyQualifiedDomainName": None}, "IP address or a domain name"),
        (
            {
                "Type": "CLOUDWATCH_METRIC",
                "AlarmIdentifier": {"Region": "us-east-1", "Name": "dns-none"},
            },
            "No alarm with the name",
        ),
    ],
)
def test_a_check_that_is_none(world, config, words):
    with pytest.raises(ClientError, match=words):
        world.check(**config)


def test_an_alarm_of_a_percentile_is_followed_by_no_check(world, unique):
    name = unique("percentile")
    world.client("cloudwatch").put_metric_alarm(
        AlarmName=name,
        Namespace="dns-tests",
        MetricName="Latency",
        ExtendedStatistic="p99",
        Period=60,
        EvaluationPeriods=1,
        Threshold=0,
        ComparisonOperator="GreaterThanThreshold",
    )

    with pytest.raises(ClientError, match="extended statistic"):
        world.check(
            Type="CLOUDWATCH_METRIC",
            AlarmIdentifier={"Region": "us-east-1", "Name": name},
        )


def test_the_threshold_of_a_check_that_is_there(world):
    check = world.check()

    with pytest.raises(ClientError, match="between 1 and 10"):
        world.client("route53").update_health_check(
            HealthCheckId=check, FailureThreshold=11
        )


def test_a_calculated_check_says_how_many_must_be_well(world):
    with pytest.raises(ClientError, match="without a threshold"):
        world.calculated(world.check(), threshold=None)


def test_the_status_of_a_calculated_check_is_not_asked_for(world):
    check = world.calculated(world.check(), threshold=1)

    with pytest.raises(ClientError, match="calculated"):
        world.client("route53").get_health_check_status(HealthCheckId=check)


def test_a_record_names_a_check_that_is_there(world):
    with pytest.raises(ClientError, match="No health check ghost"):
        world.name("ghost")


def test_a_bus_elsewhere_takes_a_role(world, unique):
    events = world.client("events")
    events.put_rule(Name=unique("rule"), EventPattern='{"source": ["aws.cloudwatch"]}')
    name = events.list_rules(NamePrefix="dns-rule")["Rules"][-1]["Name"]
    bus = f"arn:aws:events:eu-west-1:{world.account}:event-bus/default"

    with pytest.raises(ClientError, match="RoleArn is required"):
        events.put_targets(Rule=name, Targets=[{"Id": "bus", "Arn": bus}])


def test_a_role_may_read_the_checks_that_its_policy_names(world, unique):
    mine, other = world.check(), world.check()
    role = unique("reader")
    arn = world.served.role(role, service="lambda.amazonaws.com")
    statement = {
        "Effect": "Allow",
        "Action": ["route53:GetHealthCheck", "route53:GetHealthCheckStatus"],
        "Resource": f"arn:aws:route53:::healthcheck/{mine}",
    }
    world.client("iam").put_role_policy(
        RoleName=role,
        PolicyName="policy",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )
    keys = credentials_for_role(world.account, "us-east-1", arn, "reader")
    route53 = boto3.client(
        "route53",
        endpoint_url=world.served.local.url,
        region_name="us-east-1",
        aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
        aws_session_token=keys["AWS_SESSION_TOKEN"],
    )

    assert route53.get_health_check(HealthCheckId=mine)["HealthCheck"]["Id"] == mine
    assert route53.get_health_check_status(HealthCheckId=mine)
    with pytest.raises(ClientError, match="AccessDenied"):
        route53.get_health_check(HealthCheckId=other)
