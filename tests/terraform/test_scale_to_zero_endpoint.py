"""What modules/scale_to_zero_endpoint creates, as AWS would answer for it."""

import json
import time
import urllib.request

import boto3
import pytest
from botocore.exceptions import ClientError
from pytest_terraform import terraform

from tests.support.served import wait_until
from tests.support.serving_ground import serving_ground
from tests.terraform.plans import changes

NAME = "inferway-test-zero-ml-m5-large"
ROLE = f"{NAME}-eu-west-1"
BUCKET = "arn:aws:s3:::inferway-test-models"


@pytest.fixture(scope="module", autouse=True)
def ground(local_aws, tmp_path_factory):
    """Have images and models there before Terraform looks for them."""
    with serving_ground(local_aws, tmp_path_factory.mktemp("ground")) as made:
        yield made


@pytest.fixture
def value(scale_to_zero_endpoint):
    """Return an output by its name."""
    outputs = scale_to_zero_endpoint.outputs
    return lambda name: outputs[name]["value"]


@pytest.fixture
def sagemaker():
    return boto3.client("sagemaker")


@pytest.fixture
def component(sagemaker, value):
    """Return what the API says of the component, awake and at rest."""

    def read():
        return sagemaker.describe_inference_component(
            InferenceComponentName=value("endpoint")["component_name"]
        )

    return read


@terraform("scale_to_zero_endpoint", scope="module", replay=False)
def test_a_second_plan_is_empty(scale_to_zero_endpoint):
    assert changes(scale_to_zero_endpoint) == ""


def test_what_should_be_served_is_what_is_served(sagemaker, value, ground):
    endpoint = sagemaker.describe_endpoint(EndpointName=NAME)

    assert value("endpoint")["served"] == {
        "kind": "scale_to_zero",
        "endpoint_name": NAME,
        "endpoint_config_name": endpoint["EndpointConfigName"],
        "component_name": NAME,
        "image_digest": ground.images[0],
        "model": None,
    }
    assert endpoint["EndpointArn"] == value("endpoint")["endpoint_arn"]
    assert value("endpoint")["kind"] == "scale_to_zero"


def test_the_variant_names_no_model_and_goes_down_to_no_instance(sagemaker, value):
    found = sagemaker.describe_endpoint_config(
        EndpointConfigName=value("endpoint")["endpoint_config_name"]
    )
    [variant] = found["ProductionVariants"]

    assert "ModelName" not in variant
    assert variant["VariantName"] == value("endpoint")["variant_name"]
    assert variant["ManagedInstanceScaling"] == {
        "Status": "ENABLED",
        "MinInstanceCount": 0,
        "MaxInstanceCount": 2,
    }
    assert variant["RoutingConfig"] == {"RoutingStrategy": "LEAST_OUTSTANDING_REQUESTS"}
    assert found["ExecutionRoleArn"] == value("endpoint")["role_arn"]
    assert found["KmsKeyId"] == value("kms_key_arn")


def test_the_component_runs_the_image_on_the_endpoint(
    sagemaker, component, value, ground
):
    found = component()
    specification = found["Specification"]
    model = sagemaker.describe_model(ModelName=specification["ModelName"])

    assert found["EndpointName"] == NAME
    assert (
        found["InferenceComponentArn"] == (value("endpoint")["inference_component_arn"])
    )
    assert specification["ComputeResourceRequirements"] == {
        "NumberOfCpuCoresRequired": 1,
        "MinMemoryRequiredInMb": 1024,
    }
    assert model["PrimaryContainer"]["Image"].endswith(f"@{ground.images[0]}")
    assert model["PrimaryContainer"]["Environment"] == {
        "AWS_REGION": "eu-west-1",
        "MODEL_BUCKET": "inferway-test-models",
        "MODEL_POINTER_KEY": "live.json",
        "MODEL_REFRESH_SECONDS": "1",
        "OMP_NUM_THREADS": "1",
        "SERVICE_NAME": NAME,
    }


def test_what_is_made_behind_the_module_is_tagged_too(sagemaker, value):
    for name in ("endpoint_arn", "inference_component_arn"):
        tags = sagemaker.list_tags(ResourceArn=value("endpoint")[name])["Tags"]
        assert {"Key": "Project", "Value": "inferway-test"} in tags


class Sleeper:
    """The deployed component, and the clock that it sleeps and wakes by."""

    def __init__(self, url, describe):
        self.url = url
        self.describe = describe

    def call(self):
        answer = boto3.client("sagemaker-runtime").invoke_endpoint(
            EndpointName=NAME,
            InferenceComponentName=NAME,
            ContentType="application/json",
            Body=json.dumps({"instances": ["a text"]}),
        )
        return json.load(answer["Body"])

    def refused(self):
        """Call it while it has no copy, and return the refusal."""
        with pytest.raises(ClientError) as caught:
            self.call()
        return caught.value.response

    def advance(self, minutes):
        request = urllib.request.Request(  # noqa: S310 - our own http URL
            f"{self.url}/_local/clock",
            data=json.dumps({"advance_seconds": minutes * 60}).encode(),
            method="POST",
        )
        with urllib.request.urlopen(request):  # noqa: S310 - our own http URL
            pass

    def copies(self):
        """Return how many there are, once nothing is under way."""
        until = time.monotonic() + 60
        while (found := self.describe())["InferenceComponentStatus"] != "InService":
            assert time.monotonic() < until, found
            time.sleep(0.1)
        return found["RuntimeConfig"]["CurrentCopyCount"]

    def wait_for(self, copies):
        until = time.monotonic() + 60
        while (now := self.copies()) != copies:
            assert time.monotonic() < until, now
            time.sleep(0.1)

    def sleep(self):
        """Let time pass without a request until there is no copy."""
        for _ in range(10):
            if self.copies() == 0:
                return
            self.advance(minutes=10)
        assert self.copies() == 0


@pytest.fixture
def sleeper(local_aws, component):
    """Return it, awake and with no cooldown left of what a test before did."""
    found = Sleeper(local_aws.url, component)
    found.advance(minutes=15)
    if found.copies() == 0:
        found.refused()
        found.wait_for(1)
    return found


def test_it_answers_with_the_live_model(sleeper, ground):
    first = ground.models[0]

    assert sleeper.call() == {
        "predictions": ["first"],
        "model": {"name": first.name, "version": first.version},
    }


def test_it_sleeps_without_requests_and_one_request_wakes_it(sleeper, ground):
    sleeper.sleep()

    refusal = sleeper.refused()
    sleeper.wait_for(1)

    assert refusal["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert refusal["Error"]["Code"] == "ValidationError"
    assert "has no capacity" in refusal["Error"]["Message"]
    assert sleeper.call()["predictions"] == ["first"]


def test_it_is_the_wake_alarm_that_wakes_it(sleeper, value):
    cloudwatch = boto3.client("cloudwatch")
    alarm = value("endpoint")["wake_alarm_name"]
    sleeper.sleep()

    cloudwatch.disable_alarm_actions(AlarmNames=[alarm])
    sleeper.refused()
    sleeper.advance(minutes=5)
    asleep = sleeper.copies()
    cloudwatch.enable_alarm_actions(AlarmNames=[alarm])
    sleeper.advance(minutes=5)
    sleeper.refused()
    sleeper.wait_for(1)

    assert asleep == 0


def test_it_is_the_step_policy_that_the_alarm_runs(sleeper):
    sleeper.sleep()
    before = activities()

    sleeper.refused()
    sleeper.wait_for(1)

    # It is written down when all is done, and so may be the falling asleep.
    [woken] = wait_until(
        lambda: [a for a in later_than(before) if f"alarm {NAME}-wake" in a["Cause"]]
    )
    assert f"policy {NAME}-wake" in woken["Cause"]


def later_than(before):
    """Return what scaling has done since."""
    known = {one["ActivityId"] for one in before}
    return [one for one in activities() if one["ActivityId"] not in known]


def activities():
    """Return what scaling has done to the component, newest first."""
    return boto3.client("application-autoscaling").describe_scaling_activities(
        ServiceNamespace="sagemaker", ResourceId=f"inference-component/{NAME}"
    )["ScalingActivities"]


def test_trouble_is_told(value):
    alarms = {
        a["AlarmName"]: a
        for a in boto3.client("cloudwatch").describe_alarms()["MetricAlarms"]
        # Target tracking makes alarms of its own.
        if not a["AlarmName"].startswith("TargetTracking")
    }

    assert {name: a["Threshold"] for name, a in alarms.items()} == {
        f"{NAME}-errors": 0.0,
        f"{NAME}-latency": 2_000_000.0,
        f"{NAME}-wake": 1.0,
    }
    assert all(
        a["Dimensions"] == [{"Name": "InferenceComponentName", "Value": NAME}]
        for a in alarms.values()
    )
    wake = alarms.pop(f"{NAME}-wake")
    assert wake["MetricName"] == "NoCapacityInvocationFailures"
    assert wake["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"
    assert (wake["Period"], wake["EvaluationPeriods"]) == (60, 1)
    assert wake["TreatMissingData"] == "notBreaching"
    assert {tuple(a["AlarmActions"]) for a in alarms.values()} == {
        (value("topic_arn"),)
    }


def test_copies_follow_their_invocations_and_leave_zero_by_a_step(value):
    scaling = boto3.client("application-autoscaling")
    [target] = scaling.describe_scalable_targets(ServiceNamespace="sagemaker")[
        "ScalableTargets"
    ]
    policies = {
        p["PolicyName"]: p
        for p in scaling.describe_scaling_policies(ServiceNamespace="sagemaker")[
            "ScalingPolicies"
        ]
    }

    assert value("endpoint")["scalable_target"] == {
        "service_namespace": "sagemaker",
        "resource_id": target["ResourceId"],
        "scalable_dimension": target["ScalableDimension"],
        "min": target["MinCapacity"],
        "max": target["MaxCapacity"],
    }
    assert (target["MinCapacity"], target["MaxCapacity"]) == (0, 3)
    assert target["ScalableDimension"] == (
        "sagemaker:inference-component:DesiredCopyCount"
    )
    tracking = policies.pop(f"{NAME}-tracking")
    configuration = tracking["TargetTrackingScalingPolicyConfiguration"]
    assert configuration["TargetValue"] == 90.0
    assert configuration["PredefinedMetricSpecification"] == {
        "PredefinedMetricType": "SageMakerInferenceComponentInvocationsPerCopy"
    }
    wake = policies.pop(f"{NAME}-wake")["StepScalingPolicyConfiguration"]
    assert wake == {
        "AdjustmentType": "ChangeInCapacity",
        "Cooldown": 600,
        "MetricAggregationType": "Maximum",
        "StepAdjustments": [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}],
    }
    assert policies == {}


def test_logs_are_encrypted_and_end(sleeper, value):
    sleeper.call()
    [group] = boto3.client("logs").describe_log_groups(
        logGroupNamePrefix="/aws/sagemaker/"
    )["logGroups"]

    assert group["logGroupName"] == f"/aws/sagemaker/InferenceComponents/{NAME}"
    assert group["logGroupName"] == value("endpoint")["log_group_name"]
    assert group["retentionInDays"] == 365
    assert group["kmsKeyId"] == value("kms_key_arn")


def test_the_role_may_do_what_it_needs_and_nothing_else(value):
    iam = boto3.client("iam")
    names = iam.list_role_policies(RoleName=ROLE)["PolicyNames"]
    documents = [
        iam.get_role_policy(RoleName=ROLE, PolicyName=name)["PolicyDocument"]
        for name in names
    ]
    found = {
        s["Sid"]: (several(s["Action"]), s["Resource"], s.get("Condition", {}))
        for document in documents
        for s in document["Statement"]
    }

    group = f"log-group:/aws/sagemaker/InferenceComponents/{NAME}"
    repository = "arn:aws:ecr:eu-west-1:111111111111:repository/tests/prediction"
    assert found == {
        "LogInToTheRegistry": ({"ecr:GetAuthorizationToken"}, "*", {}),
        "PullTheImage": (
            {
                "ecr:BatchCheckLayerAvailability",
                "ecr:BatchGetImage",
                "ecr:GetDownloadUrlForLayer",
            },
            repository,
            {},
        ),
        "ReadThePointer": ({"s3:GetObject"}, f"{BUCKET}/live.json", {}),
        "SeeThatThereIsNoPointer": ({"s3:ListBucket"}, BUCKET, {}),
        "ReadPinnedModels": ({"s3:GetObjectVersion"}, f"{BUCKET}/models/*", {}),
        "DecryptModels": (
            {"kms:Decrypt"},
            value("models_key_arn"),
            {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}},
        ),
        "WriteOwnLogs": (
            {"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"},
            f"arn:aws:logs:eu-west-1:111111111111:{group}:*",
            {},
        ),
        "ReportTheInstances": (
            {"cloudwatch:PutMetricData"},
            "*",
            {
                "StringEquals": {
                    "cloudwatch:namespace": [
                        "/aws/sagemaker/Endpoints",
                        "/aws/sagemaker/InferenceComponents",
                    ]
                }
            },
        ),
    }
    assert iam.list_attached_role_policies(RoleName=ROLE)["AttachedPolicies"] == []


def several(actions):
    return {actions} if isinstance(actions, str) else set(actions)
