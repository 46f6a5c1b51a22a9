"""What whoever stops idle endpoints depends on: ages, metrics, tags, permissions."""

import json
from datetime import timedelta

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.support.served import REGION


def test_an_endpoint_is_as_old_as_the_clock_says(world, endpoint):
    world.advance(days=1)
    name = endpoint(InstanceType="ml.m5.large", InitialInstanceCount=1)

    found = world.sagemaker.describe_endpoint(EndpointName=name)
    assert abs(world.now() - found["CreationTime"]) < timedelta(minutes=1)
    assert abs(world.now() - found["LastModifiedTime"]) < timedelta(minutes=1)


def test_a_component_is_as_old_as_the_clock_says(world, component):
    name = component["ResourceId"].partition("/")[2]

    found = world.sagemaker.describe_inference_component(InferenceComponentName=name)
    assert abs(world.now() - found["CreationTime"]) < timedelta(minutes=1)
    assert abs(world.now() - found["LastModifiedTime"]) < timedelta(minutes=1)


def query(metric, ident="a", *, namespace="Tests", stat="Sum", period=60, **dimensions):
    return {
        "Id": ident,
        "MetricStat": {
            "Metric": {
                "Namespace": namespace,
                "MetricName": metric,
                "Dimensions": [{"Name": n, "Value": v} for n, v in dimensions.items()],
            },
            "Period": period,
            "Stat": stat,
        },
    }


@pytest.fixture
def data(world, unique):
    """Measure twice, half an hour apart; returns the metric and the end."""
    metric, at = unique("metric"), world.now().replace(second=30, microsecond=0)
    for minutes, value in ((30, 2), (30, 3), (0, 5)):
        world.measure(metric, value, at - timedelta(minutes=minutes), "Tests", of="a")
    # Others that are not the same: of another namespace, of more and of fewer parts.
    for namespace, dimensions in (
        ("Others", {"of": "a"}),
        ("Tests", {"of": "a", "part": "b"}),
        ("Tests", {}),
    ):
        world.measure(metric, 100, at, namespace, **dimensions)
    return metric, at


def test_metric_data_are_those_of_the_metric_alone_by_whole_minutes(world, data):
    metric, at = data
    found = world.cloudwatch.get_metric_data(
        MetricDataQueries=[query(metric, of="a"), query("nothing", "b", of="a")],
        StartTime=at - timedelta(hours=1),
        EndTime=at + timedelta(minutes=1),
        ScanBy="TimestampAscending",
    )
    some, none = found["MetricDataResults"]

    assert some["Values"] == [5.0, 5.0]
    assert some["Timestamps"][1] == at.replace(second=0)
    assert (none["Id"], none["Values"], none["StatusCode"]) == ("b", [], "Complete")


def test_metric_data_come_in_pages(world, data):
    metric, at = data
    pages = list(
        world.cloudwatch.get_paginator("get_metric_data").paginate(
            MetricDataQueries=[
                query(metric, of="a"),
                query(metric, "b", stat="Maximum"),
            ],
            StartTime=at - timedelta(hours=1),
            EndTime=at + timedelta(minutes=1),
            MaxDatapoints=1,
        )
    )

    assert [
        [(r["StatusCode"], r["Values"]) for r in page["MetricDataResults"]]
        for page in pages
    ] == [
        [("PartialData", [5.0]), ("PartialData", [])],
        [("Complete", [5.0]), ("PartialData", [])],
        [("Complete", []), ("Complete", [100.0])],
    ]


@pytest.mark.parametrize(
    "queries",
    [
        [query("a", f"q{n}") for n in range(501)],
        [query("a"), query("b")],
        [query("a", "A")],
    ],
    ids=["more than 500", "an id twice", "a capital"],
)
def test_queries_that_aws_refuses(world, queries):
    with pytest.raises(ClientError, match="ValidationError"):
        world.cloudwatch.get_metric_data(
            MetricDataQueries=queries,
            StartTime=world.now() - timedelta(hours=1),
            EndTime=world.now(),
        )


def test_a_tag_has_one_value_and_the_tagging_api_knows_it(world, variant):
    name = variant["ResourceId"].split("/")[1]
    arn = world.sagemaker.describe_endpoint(EndpointName=name)["EndpointArn"]
    for value in ("false", "true"):
        world.sagemaker.add_tags(
            ResourceArn=arn, Tags=[{"Key": "Protected", "Value": value}]
        )

    tags = world.sagemaker.list_tags(ResourceArn=arn)["Tags"]
    assert tags == [{"Key": "Protected", "Value": "true"}]
    found = world.served.client("resourcegroupstaggingapi").get_resources(
        ResourceTypeFilters=["sagemaker:endpoint"], ResourcesPerPage=100
    )["ResourceTagMappingList"]
    assert {"ResourceARN": arn, "Tags": tags} in found


def test_no_alarm_runs_a_step_policy_that_is_gone(world, variant, unique):
    world.register(variant, 1, 2)
    name = unique("wake")
    arn = put_step_policy(world, variant, name)
    world.alarm(name, AlarmActions=[arn, "arn:aws:sns:eu-west-1:111111111111:other"])

    world.scaling.delete_scaling_policy(PolicyName=name, **variant)

    [alarm] = world.cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    assert alarm["AlarmActions"] == ["arn:aws:sns:eu-west-1:111111111111:other"]


def test_nor_one_that_goes_with_its_target(world, variant, unique):
    world.register(variant, 1, 2)
    name = unique("wake")
    world.alarm(name, AlarmActions=[put_step_policy(world, variant, name)])

    world.scaling.deregister_scalable_target(**variant)

    [alarm] = world.cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    assert alarm["AlarmActions"] == []


def put_step_policy(world, target, name):
    return world.scaling.put_scaling_policy(
        PolicyName=name,
        PolicyType="StepScaling",
        **target,
        StepScalingPolicyConfiguration={
            "AdjustmentType": "ChangeInCapacity",
            "StepAdjustments": [
                {"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}
            ],
        },
    )["PolicyARN"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("/a/b", "x" * 4097), ("a/b", "x"), ("/a//b", "x"), ("/a" * 16, "x")],
    ids=["too long", "no full name", "an empty part", "too deep"],
)
def test_parameters_that_aws_refuses(served, name, value):
    with pytest.raises(ClientError, match=r"ValidationException|HierarchyLevel"):
        served.client("ssm").put_parameter(Name=name, Value=value, Type="String")


@pytest.fixture
def as_role(served, unique):
    """Make clients of a role that may do what the statements say."""

    def make(*statements):
        name = unique("stopper")
        arn = served.role(name)
        served.client("iam").put_role_policy(
            RoleName=name,
            PolicyName="policy",
            PolicyDocument=json.dumps(
                {"Version": "2012-10-17", "Statement": list(statements)}
            ),
        )
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": "*"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
        served.client("iam").update_assume_role_policy(
            RoleName=name, PolicyDocument=json.dumps(trust)
        )
        keys = served.client("sts").assume_role(RoleArn=arn, RoleSessionName="stops")[
            "Credentials"
        ]
        return lambda service: boto3.client(
            service,
            endpoint_url=served.local.url,
            region_name=REGION,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
        )

    return make


def test_a_policy_may_ask_for_the_tags_of_an_endpoint(world, as_role, variant):
    name = variant["ResourceId"].split("/")[1]
    arn = world.sagemaker.describe_endpoint(EndpointName=name)["EndpointArn"]
    world.sagemaker.add_tags(
        ResourceArn=arn, Tags=[{"Key": "Protected", "Value": "true"}]
    )
    allow = {"Effect": "Allow", "Action": "sagemaker:*", "Resource": "*"}
    protected = {
        **allow,
        "Effect": "Deny",
        "Condition": {"StringEquals": {"aws:ResourceTag/Protected": "true"}},
    }

    with pytest.raises(ClientError, match="AccessDenied"):
        as_role(allow, protected)("sagemaker").delete_endpoint(EndpointName=name)

    as_role(allow)("sagemaker").delete_endpoint(EndpointName=name)


def test_a_policy_may_ask_which_tags_are_written(world, as_role, variant):
    name = variant["ResourceId"].split("/")[1]
    arn = world.sagemaker.describe_endpoint(EndpointName=name)["EndpointArn"]
    sagemaker = as_role(
        {
            "Effect": "Allow",
            "Action": ["sagemaker:AddTags", "sagemaker:DeleteTags"],
            "Resource": arn,
            "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["Mark"]}},
        }
    )("sagemaker")

    sagemaker.add_tags(ResourceArn=arn, Tags=[{"Key": "Mark", "Value": "now"}])
    with pytest.raises(ClientError, match="AccessDenied"):
        sagemaker.add_tags(ResourceArn=arn, Tags=[{"Key": "Other", "Value": "now"}])
    with pytest.raises(ClientError, match="AccessDenied"):
        sagemaker.delete_tags(ResourceArn=arn, TagKeys=["Mark", "Other"])
    sagemaker.delete_tags(ResourceArn=arn, TagKeys=["Mark"])


def test_targets_parameters_and_tags_have_policies_of_their_own(
    served, world, as_role, variant, unique
):
    path = f"/{unique('stopped')}"
    here = f"{REGION}:{served.local.account_id}"
    client = as_role(
        {
            "Effect": "Allow",
            "Action": "application-autoscaling:RegisterScalableTarget",
            "Resource": f"arn:aws:application-autoscaling:{here}:scalable-target/*",
            "Condition": {
                "StringEquals": {
                    "application-autoscaling:service-namespace": "sagemaker"
                }
            },
        },
        # Whoever lets scale may scale.
        {
            "Effect": "Allow",
            "Action": [
                "sagemaker:DescribeEndpoint",
                "sagemaker:UpdateEndpointWeightsAndCapacities",
            ],
            "Resource": f"arn:aws:sagemaker:{here}:endpoint/*",
        },
        {
            "Effect": "Allow",
            "Action": ["ssm:GetParametersByPath", "ssm:PutParameter"],
            "Resource": [
                f"arn:aws:ssm:{here}:parameter{path}",
                f"arn:aws:ssm:{here}:parameter{path}/*",
            ],
        },
        {"Effect": "Allow", "Action": "tag:GetResources", "Resource": "*"},
    )

    # Whoever is the first to register one needs the right to make scaling's own role.
    world.scaling.register_scalable_target(**variant, MinCapacity=1, MaxCapacity=1)
    client("application-autoscaling").register_scalable_target(
        **variant, MinCapacity=1, MaxCapacity=1
    )
    ssm = client("ssm")
    ssm.put_parameter(Name=f"{path}/a", Value="x", Type="String")
    assert len(ssm.get_parameters_by_path(Path=path)["Parameters"]) == 1
    client("resourcegroupstaggingapi").get_resources()
    for refused in (
        lambda: client("application-autoscaling").deregister_scalable_target(**variant),
        lambda: ssm.put_parameter(Name="/elsewhere", Value="x", Type="String"),
        lambda: ssm.get_parameters_by_path(Path="/"),
        lambda: ssm.delete_parameter(Name=f"{path}/a"),
        lambda: client("resourcegroupstaggingapi").get_tag_keys(),
    ):
        with pytest.raises(ClientError, match="AccessDenied"):
            refused()
