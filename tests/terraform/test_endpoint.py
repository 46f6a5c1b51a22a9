"""What modules/endpoint creates, as AWS would answer for it."""

import hashlib
import json

import boto3
import pytest
from pytest_terraform import terraform

from tests.support.serving_ground import serving_ground
from tests.terraform.plans import changes

SERVERLESS = "inferway-test-serverless"
PROVISIONED = "inferway-test-ml-m5-large"
ASYNC = "inferway-test-async-ml-m5d-large"
KINDS = {"async": ASYNC, "provisioned": PROVISIONED, "serverless": SERVERLESS}
BUCKET = "arn:aws:s3:::inferway-test-models"
REQUESTS = "inferway-test-requests"


@pytest.fixture(scope="module", autouse=True)
def ground(local_aws, tmp_path_factory):
    """Have images and models there before Terraform looks for them."""
    with serving_ground(local_aws, tmp_path_factory.mktemp("ground")) as made:
        yield made


@pytest.fixture
def value(endpoint):
    """Return an output by its name."""
    return lambda name: endpoint.outputs[name]["value"]


@pytest.fixture
def sagemaker():
    return boto3.client("sagemaker")


@pytest.fixture
def configuration(sagemaker, value):
    """Return the configuration that an endpoint serves, by its kind."""

    def read(kind):
        found = sagemaker.describe_endpoint(EndpointName=KINDS[kind])
        return sagemaker.describe_endpoint_config(
            EndpointConfigName=found["EndpointConfigName"]
        )

    return read


@terraform("endpoint", scope="module", replay=False)
def test_a_second_plan_is_empty(endpoint):
    assert changes(endpoint) == ""


def test_what_should_be_served_is_what_is_served(sagemaker, value, ground):
    first = ground.models[0]
    served = value("served")
    folder = f"models/{first.name}/{first.version}"
    manifest = boto3.client("s3").get_object(
        Bucket="inferway-test-models", Key=f"{folder}/manifest.json"
    )["Body"]

    for kind, name in KINDS.items():
        found = sagemaker.describe_endpoint(EndpointName=name)
        assert found["EndpointStatus"] == "InService"
        assert served[kind]["endpoint_name"] == name
        assert served[kind]["kind"] == kind
        assert served[kind]["endpoint_config_name"] == found["EndpointConfigName"]
        assert served[kind]["image_digest"] == ground.images[0]
        assert served[kind]["component_name"] is None
    assert served["provisioned"]["model"] == {
        "name": first.name,
        "version": first.version,
        "manifest_sha256": hashlib.sha256(manifest.read()).hexdigest(),
    }
    assert served["serverless"]["model"] is None


@pytest.mark.parametrize("name", [SERVERLESS, PROVISIONED])
def test_it_answers_with_the_model(endpoint, ground, name):
    first = ground.models[0]
    answer = boto3.client("sagemaker-runtime").invoke_endpoint(
        EndpointName=name,
        ContentType="application/json",
        Body=json.dumps({"instances": ["a text"]}),
    )

    assert json.load(answer["Body"]) == {
        "predictions": ["first"],
        "model": {"name": first.name, "version": first.version},
    }
    assert answer["InvokedProductionVariant"] == "AllTraffic"


def test_what_waits_in_the_bucket_is_answered_there(endpoint):
    s3 = boto3.client("s3")
    s3.put_object(Bucket=REQUESTS, Key="requests/1.json", Body=b'["a text"]')
    taken = boto3.client("sagemaker-runtime").invoke_endpoint_async(
        EndpointName=ASYNC,
        ContentType="application/json",
        InputLocation=f"s3://{REQUESTS}/requests/1.json",
    )
    bucket, _, key = taken["OutputLocation"].removeprefix("s3://").partition("/")
    s3.get_waiter("object_exists").wait(
        Bucket=bucket, Key=key, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )
    answer = s3.get_object(Bucket=bucket, Key=key)

    assert key.startswith("answers/")
    assert json.load(answer["Body"]) == ["first"]
    assert answer["ServerSideEncryption"] == "aws:kms"


def test_what_is_serverless_has_its_capacity_and_nothing_else(configuration):
    found = configuration("serverless")
    [variant] = found["ProductionVariants"]

    assert variant["ServerlessConfig"] == {
        "MemorySizeInMB": 3072,
        "MaxConcurrency": 4,
        "ProvisionedConcurrency": 1,
    }
    assert "InstanceType" not in variant
    assert "KmsKeyId" not in found


def test_what_is_provisioned_starts_with_its_number(configuration, value):
    found = configuration("provisioned")
    [variant] = found["ProductionVariants"]

    assert (variant["InstanceType"], variant["InitialInstanceCount"]) == (
        "ml.m5.large",
        2,
    )
    assert found["KmsKeyId"] == value("kms_key_arn")
    capture = found["DataCaptureConfig"]
    assert capture["EnableCapture"] is True
    assert capture["InitialSamplingPercentage"] == 20
    assert capture["DestinationS3Uri"] == "s3://inferway-test-requests/captured"
    assert capture["KmsKeyId"] == value("kms_key_arn")


def test_what_is_asynchronous_says_where_answers_go(configuration, value):
    found = configuration("async")

    assert found["AsyncInferenceConfig"] == {
        "ClientConfig": {"MaxConcurrentInvocationsPerInstance": 4},
        "OutputConfig": {
            "KmsKeyId": value("kms_key_arn"),
            "S3OutputPath": "s3://inferway-test-requests/answers",
            "S3FailurePath": "s3://inferway-test-requests/answers/failures",
            "NotificationConfig": {"ErrorTopic": value("topic_arn")},
        },
    }
    # ml.m5d has disks of its own.
    assert "KmsKeyId" not in found


def test_containers_are_told_where_their_model_is(
    sagemaker, configuration, value, ground
):
    def container(kind):
        [variant] = configuration(kind)["ProductionVariants"]
        model = sagemaker.describe_model(ModelName=variant["ModelName"])
        return model, model["PrimaryContainer"]

    model, live = container("serverless")
    assert model.get("EnableNetworkIsolation", False) is False
    assert live["Image"].endswith(f"@{ground.images[0]}")
    assert "ModelDataUrl" not in live
    assert live["Environment"] == {
        "AWS_REGION": "eu-west-1",
        "LOG_LEVEL": "DEBUG",
        "MODEL_BUCKET": "inferway-test-models",
        "MODEL_POINTER_KEY": "live.json",
        "MODEL_REFRESH_SECONDS": "1",
        "OMP_NUM_THREADS": "1",
        "SAGEMAKER_MODEL_SERVER_WORKERS": "1",
        "SERVICE_NAME": SERVERLESS,
    }
    model, pinned = container("provisioned")
    first = ground.models[0]
    assert model["EnableNetworkIsolation"] is True
    assert pinned["ModelDataUrl"] == (
        f"s3://inferway-test-models/models/{first.name}/{first.version}/model.tar.gz"
    )
    assert pinned["Environment"] == {
        "AWS_REGION": "eu-west-1",
        "MODEL_MANIFEST_SHA256": value("served")["provisioned"]["model"][
            "manifest_sha256"
        ],
        "OMP_NUM_THREADS": "1",
        "SERVICE_NAME": PROVISIONED,
    }


def test_a_deployment_is_rolled_back_by_the_endpoints_own_alarms(sagemaker, endpoint):
    def config(kind):
        found = sagemaker.describe_endpoint(EndpointName=KINDS[kind])
        return found.get("LastDeploymentConfig")

    assert config("serverless") is None
    canary = config("provisioned")
    assert {a["AlarmName"] for a in canary["AutoRollbackConfiguration"]["Alarms"]} == {
        f"{PROVISIONED}-errors",
        f"{PROVISIONED}-latency",
    }
    assert canary["BlueGreenUpdatePolicy"] == {
        "MaximumExecutionTimeoutInSeconds": 3600,
        "TerminationWaitInSeconds": 300,
        "TrafficRoutingConfiguration": {
            "Type": "CANARY",
            "WaitIntervalInSeconds": 60,
            "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": 50},
        },
    }
    routing = config("async")["BlueGreenUpdatePolicy"]["TrafficRoutingConfiguration"]
    assert routing["Type"] == "ALL_AT_ONCE"


def test_trouble_is_told(value):
    alarms = {
        a["AlarmName"]: a
        for a in boto3.client("cloudwatch").describe_alarms()["MetricAlarms"]
        # Target tracking makes alarms of its own.
        if not a["AlarmName"].startswith("TargetTracking")
    }

    assert {name: a["Threshold"] for name, a in alarms.items()} == {
        f"{ASYNC}-wake": 1.0,
        **{f"{name}-errors": 0.0 for name in KINDS.values()},
        **{f"{name}-latency": 2_000_000.0 for name in KINDS.values()},
    }
    wake = alarms.pop(f"{ASYNC}-wake")
    assert wake["MetricName"] == "HasBacklogWithoutCapacity"
    assert wake["Dimensions"] == [{"Name": "EndpointName", "Value": ASYNC}]
    assert [a.rpartition("/")[2] for a in wake["AlarmActions"]] == [f"{ASYNC}-wake"]
    assert {tuple(a["AlarmActions"]) for a in alarms.values()} == {
        (value("topic_arn"),)
    }
    assert all(
        {d["Name"] for d in a["Dimensions"]} == {"EndpointName", "VariantName"}
        for a in alarms.values()
    )


def test_capacity_follows_the_metric_of_its_kind(value):
    scaling = boto3.client("application-autoscaling")
    targets = {
        t["ResourceId"].split("/")[1]: (
            t["ScalableDimension"].rpartition(":")[2],
            t["MinCapacity"],
            t["MaxCapacity"],
        )
        for t in scaling.describe_scalable_targets(ServiceNamespace="sagemaker")[
            "ScalableTargets"
        ]
    }
    policies = {
        p["PolicyName"]: p
        for p in scaling.describe_scaling_policies(ServiceNamespace="sagemaker")[
            "ScalingPolicies"
        ]
    }

    assert targets == {
        ASYNC: ("DesiredInstanceCount", 0, 2),
        PROVISIONED: ("DesiredInstanceCount", 1, 3),
        SERVERLESS: ("DesiredProvisionedConcurrency", 1, 3),
    }
    assert value("scalable_targets")["provisioned"] == {
        "service_namespace": "sagemaker",
        "resource_id": f"endpoint/{PROVISIONED}/variant/AllTraffic",
        "scalable_dimension": "sagemaker:variant:DesiredInstanceCount",
        "min": 1,
        "max": 3,
        "stopped": False,
    }
    assert {name: followed(p) for name, p in policies.items()} == {
        f"{ASYNC}-tracking": ("ApproximateBacklogSizePerInstance", 3.0),
        f"{ASYNC}-wake": ("step", 1),
        f"{PROVISIONED}-tracking": ("SageMakerVariantInvocationsPerInstance", 90.0),
        f"{SERVERLESS}-tracking": (
            "SageMakerVariantProvisionedConcurrencyUtilization",
            0.5,
        ),
    }


def followed(policy):
    """Return the metric that a policy follows, and to what."""
    tracking = policy.get("TargetTrackingScalingPolicyConfiguration")
    if tracking is None:
        [step] = policy["StepScalingPolicyConfiguration"]["StepAdjustments"]
        return "step", step["ScalingAdjustment"]
    custom = tracking.get("CustomizedMetricSpecification")
    if custom is None:
        metric = tracking["PredefinedMetricSpecification"]["PredefinedMetricType"]
    else:
        metric = custom["MetricName"]
    return metric, tracking["TargetValue"]


def test_logs_are_encrypted_and_end(value):
    for name in KINDS.values():
        [group] = boto3.client("logs").describe_log_groups(
            logGroupNamePrefix=f"/aws/sagemaker/Endpoints/{name}"
        )["logGroups"]
        assert group["logGroupName"] == f"/aws/sagemaker/Endpoints/{name}"
        assert group["retentionInDays"] == 365
        assert group["kmsKeyId"] == value("kms_key_arn")


def test_the_role_is_sagemakers_and_of_this_account(endpoint):
    [statement] = boto3.client("iam").get_role(RoleName=f"{SERVERLESS}-eu-west-1")[
        "Role"
    ]["AssumeRolePolicyDocument"]["Statement"]

    assert statement["Principal"] == {"Service": "sagemaker.amazonaws.com"}
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "111111111111"}
    }


def test_what_follows_the_pointer_may_read_it_and_the_models(value):
    decrypt = (
        {"kms:Decrypt"},
        {value("models_key_arn")},
        {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}},
    )

    assert allowed(SERVERLESS) == {
        **PULL,
        **logs_of(SERVERLESS),
        "ReadThePointer": ({"s3:GetObject"}, {f"{BUCKET}/live.json"}, {}),
        "SeeThatThereIsNoPointer": ({"s3:ListBucket"}, {BUCKET}, {}),
        "ReadPinnedModels": ({"s3:GetObjectVersion"}, {f"{BUCKET}/models/*"}, {}),
        "DecryptModels": decrypt,
    }


def test_what_is_pinned_may_read_its_model_alone(value):
    key = value("kms_key_arn")
    via_s3 = {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}
    archive = f"{BUCKET}/models/constant/*/model.tar.gz"

    assert allowed(PROVISIONED) == {
        **PULL,
        **logs_of(PROVISIONED),
        **INSTANCES,
        "ReadTheArchive": ({"s3:GetObject"}, {archive}, {}),
        "DecryptModels": ({"kms:Decrypt"}, {value("models_key_arn")}, via_s3),
        "WriteCaptures": (
            {"s3:AbortMultipartUpload", "s3:PutObject"},
            {"arn:aws:s3:::inferway-test-requests/captured/*"},
            {},
        ),
        "EncryptWhatIsWritten0": (
            {"kms:Decrypt", "kms:GenerateDataKey"},
            {key},
            via_s3,
        ),
    }


def test_what_is_asynchronous_may_read_requests_and_write_answers(value):
    found = allowed(ASYNC)
    requests = "arn:aws:s3:::inferway-test-requests"
    put = {"s3:AbortMultipartUpload", "s3:PutObject"}

    assert found["ReadRequests"] == ({"s3:GetObject"}, {f"{requests}/requests/*"}, {})
    assert found["WriteAnswers"] == (put, {f"{requests}/answers/*"}, {})
    assert found["WriteFailures"] == (put, {f"{requests}/answers/failures/*"}, {})
    assert found["TellOfAnswers"] == ({"sns:Publish"}, {value("topic_arn")}, {})
    assert {sid for sid in found if sid.startswith("EncryptWhat")} == {
        "EncryptWhatIsTold",
        "EncryptWhatIsWritten0",
    }


REPOSITORY = "arn:aws:ecr:eu-west-1:111111111111:repository/tests/prediction"
PULL = {
    "LogInToTheRegistry": ({"ecr:GetAuthorizationToken"}, {"*"}, {}),
    "PullTheImage": (
        {
            "ecr:BatchCheckLayerAvailability",
            "ecr:BatchGetImage",
            "ecr:GetDownloadUrlForLayer",
        },
        {REPOSITORY},
        {},
    ),
}
INSTANCES = {
    "ReportTheInstances": (
        {"cloudwatch:PutMetricData"},
        {"*"},
        {"StringEquals": {"cloudwatch:namespace": "/aws/sagemaker/Endpoints"}},
    )
}


def logs_of(name):
    group = f"log-group:/aws/sagemaker/Endpoints/{name}:*"
    return {
        "WriteOwnLogs": (
            {"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"},
            {f"arn:aws:logs:eu-west-1:111111111111:{group}"},
            {},
        )
    }


def allowed(endpoint):
    """Return what the policies of an endpoint's role allow, by statement."""
    iam, role = boto3.client("iam"), f"{endpoint}-eu-west-1"
    assert iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"] == []
    names = iam.list_role_policies(RoleName=role)["PolicyNames"]
    assert len(names) == 2
    return {
        s["Sid"]: (several(s["Action"]), several(s["Resource"]), s.get("Condition", {}))
        for name in names
        for s in iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"][
            "Statement"
        ]
    }


def several(found):
    return {found} if isinstance(found, str) else set(found)
