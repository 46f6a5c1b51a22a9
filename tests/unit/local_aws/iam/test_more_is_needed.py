"""What AWS asks beside the call itself: keys, roles of services, versions."""

import json

import boto3
import pytest
from moto.applicationautoscaling.models import applicationautoscaling_backends

from local_aws.iam import linked_roles
from local_aws.iam.backups import KEPT_TAGS
from local_aws.iam.needs import needs_of
from tests.unit.local_aws.iam.cases import (
    ACCOUNT,
    FUNCTION,
    MAP,
    REGION,
    TABLE,
    call,
    here,
)

DIMENSION = "sagemaker:variant:DesiredInstanceCount"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "lambda.amazonaws.com"},
        }
    ],
}


def asked(service, operation, **params):
    return [(n.action, n.resource) for n in needs_of(call(service, operation, params))]


def of_key(service, operation, key, **params):
    """Return what a call asks of a key, and the context of the last of it."""
    needs = needs_of(call(service, operation, params))
    found = [need for need in needs if need.resource == key]
    return {need.action for need in found}, found[-1].context


def test_a_role_of_a_service_is_made_once():
    register = {"ServiceNamespace": "lambda", "ScalableDimension": "d"}
    first = call("application-autoscaling", "RegisterScalableTarget", register)

    before = [need.action for need in needs_of(first)]
    linked_roles.remember(first)
    after = [need.action for need in needs_of(first)]

    assert before == [*after, "iam:CreateServiceLinkedRole"]


def test_a_table_under_a_key_needs_the_key(key):
    actions, context = of_key(
        "dynamodb",
        "CreateTable",
        key,
        TableName="t",
        SSESpecification={"KMSMasterKeyId": key},
    )

    assert actions == {
        "kms:CreateGrant",
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
    }
    assert context["kms:ViaService"] == [f"dynamodb.{REGION}.amazonaws.com"]
    assert context["kms:EncryptionContext:aws:dynamodb:tableName"] == ["t"]


def test_a_vault_needs_its_key(key):
    actions, context = of_key(
        "backup", "CreateBackupVault", key, BackupVaultName="v", EncryptionKeyArn=key
    )

    assert actions == {
        "kms:CreateGrant",
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:GenerateDataKey",
        "kms:RetireGrant",
    }
    assert context["kms:ViaService"] == [f"backup.{REGION}.amazonaws.com"]


def test_a_schedule_is_written_and_read_with_its_key(key):
    scheduler = boto3.client("scheduler", region_name=REGION)
    target = {"Arn": here("sqs", "q"), "RoleArn": here("iam", "role/r")}
    scheduler.create_schedule(
        Name="s",
        KmsKeyArn=key,
        Target=target,
        FlexibleTimeWindow={"Mode": "OFF"},
        ScheduleExpression="rate(1 hour)",
    )

    written, _ = of_key("scheduler", "UpdateSchedule", key, Name="s", KmsKeyArn=key)
    read, context = of_key("scheduler", "GetSchedule", key, Name="s")

    assert written == {"kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"}
    assert read == {"kms:Decrypt"}
    assert context["kms:EncryptionContext:aws:scheduler:schedule:arn"] == [
        here("scheduler", "schedule/default/s")
    ]
    assert asked("scheduler", "DeleteSchedule", Name="s") == [
        ("scheduler:DeleteSchedule", here("scheduler", "schedule/default/s"))
    ]


def test_the_environment_of_a_function_needs_its_key(key):
    set_with_key = {"FunctionName": "f", "KMSKeyArn": key}

    assert asked("lambda", "UpdateFunctionConfiguration", **set_with_key) == [
        ("lambda:UpdateFunctionConfiguration", FUNCTION),
        ("kms:CreateGrant", key),
        ("kms:Encrypt", key),
    ]


@pytest.mark.parametrize("name", ["f", FUNCTION, f"{FUNCTION}:live", "f:live"])
def test_who_sees_the_environment_of_a_function_may_decrypt_it(key, name):
    function(key, {"A": "b"})

    actions, context = of_key("lambda", "GetFunction", key, FunctionName=name)

    assert actions == {"kms:Decrypt"}
    assert context["kms:EncryptionContext:aws:lambda:FunctionArn"] == [FUNCTION]


@pytest.mark.parametrize(("with_key", "variables"), [(True, {}), (False, {"A": "b"})])
def test_what_has_no_secrets_asks_no_key(key, with_key, variables):
    function(key if with_key else None, variables)

    assert asked("lambda", "GetFunction", FunctionName="f") == [
        ("lambda:GetFunction", FUNCTION)
    ]


def test_what_does_not_exist_asks_for_itself_alone():
    nobody = {"KMSMasterKeyId": here("kms", "key/00000000-0000-0000-0000-000000000000")}

    assert asked("lambda", "GetFunction", FunctionName="f") == [
        ("lambda:GetFunction", FUNCTION)
    ]
    assert asked("dynamodb", "CreateTable", TableName="t", SSESpecification=nobody) == [
        ("dynamodb:CreateTable", TABLE)
    ]
    assert asked("scheduler", "GetSchedule", Name="s", GroupName="g") == [
        ("scheduler:GetSchedule", here("scheduler", "schedule/g/s"))
    ]


def test_versions_that_are_deleted_need_a_permission_of_their_own():
    s3 = boto3.client("s3", region_name=REGION)
    place = {"LocationConstraint": REGION}
    s3.create_bucket(Bucket="staging-b", CreateBucketConfiguration=place)
    objects = [{"Key": "now"}, {"Key": "before", "VersionId": "1"}]

    assert asked(
        "s3", "DeleteObjects", Bucket="staging-b", Delete={"Objects": objects}
    ) == [
        ("s3:DeleteObject", "arn:aws:s3:::staging-b/now"),
        ("s3:DeleteObjectVersion", "arn:aws:s3:::staging-b/before"),
    ]


def test_a_backup_plan_has_the_tags_that_aws_backup_keeps(monkeypatch):
    plan = here("backup", "backup-plan:p")
    kept = {(REGION, plan): MAP}
    monkeypatch.setattr(KEPT_TAGS, "look", lambda *which: kept.get(which, {}))

    [need] = needs_of(call("backup", "DeleteBackupPlan", {"BackupPlanId": "p"}))

    assert need.resource == plan
    assert need.context == {"aws:ResourceTag/Environment": ["staging"]}


def function(key, variables):
    iam = boto3.client("iam", region_name=REGION)
    role = iam.create_role(
        RoleName="staging-x", AssumeRolePolicyDocument=json.dumps(TRUST)
    )["Role"]
    boto3.client("lambda", region_name=REGION).create_function(
        FunctionName="f",
        Role=role["Arn"],
        Runtime="python3.12",
        Handler="x",
        Code={"ZipFile": b"x"},
        Environment={"Variables": variables},
        **({"KMSKeyArn": key} if key else {}),
    )


@pytest.mark.parametrize(
    ("resource_id", "service", "resource", "actions"),
    [
        (
            "endpoint/e/variant/v",
            "sagemaker",
            "endpoint/e",
            ("DescribeEndpoint", "UpdateEndpointWeightsAndCapacities"),
        ),
        (
            "inference-component/c",
            "sagemaker",
            "inference-component/c",
            ("DescribeInferenceComponent", "UpdateInferenceComponentRuntimeConfig"),
        ),
        (
            "function:f:live",
            "lambda",
            "function:f:live",
            (
                "DeleteProvisionedConcurrencyConfig",
                "GetProvisionedConcurrencyConfig",
                "PutProvisionedConcurrencyConfig",
            ),
        ),
    ],
)
def test_who_lets_scale_may_scale(resource_id, service, resource, actions):
    found = asked(
        "application-autoscaling",
        "RegisterScalableTarget",
        ServiceNamespace=service,
        ResourceId=resource_id,
        ScalableDimension="d",
    )

    of_service = [one for one in found if one[0].startswith(f"{service}:")]
    assert of_service == [
        (f"{service}:{action}", here(service, resource)) for action in actions
    ]


def test_a_policy_that_tracks_has_alarms_of_its_callers():
    place = {"ServiceNamespace": "sagemaker", "ResourceId": "endpoint/e/variant/v"}
    named = {**place, "PolicyName": "p", "ScalableDimension": DIMENSION}
    alarm = here("cloudwatch", "alarm:TargetTracking-endpoint/e/variant/v-Alarm")

    def of_alarms(operation, **more):
        found = asked("application-autoscaling", operation, **named, **more)
        return [one for one in found if one[0].startswith("cloudwatch:")]

    assert of_alarms("PutScalingPolicy", PolicyType="TargetTrackingScaling") == [
        ("cloudwatch:DescribeAlarms", alarm),
        ("cloudwatch:PutMetricAlarm", alarm),
    ]
    assert of_alarms("PutScalingPolicy", PolicyType="StepScaling") == []
    assert of_alarms("DeleteScalingPolicy") == []
    backend = applicationautoscaling_backends[ACCOUNT][REGION]
    backend.register_scalable_target(
        "sagemaker", named["ResourceId"], DIMENSION, 1, 1, "", None
    )
    backend.put_scaling_policy(
        policy_name="p",
        service_namespace="sagemaker",
        resource_id=named["ResourceId"],
        scalable_dimension=DIMENSION,
        policy_body={
            "TargetValue": 0.7,
            "PredefinedMetricSpecification": {
                "PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"
            },
        },
        policy_type="TargetTrackingScaling",
    )
    assert of_alarms("DeleteScalingPolicy") == [("cloudwatch:DeleteAlarms", alarm)]
