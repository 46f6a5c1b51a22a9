"""What modules/stack, and modules/regional_stack in it, wire together."""

import json

import boto3
import pytest
from pytest_terraform import terraform

from tests.terraform.plans import changes

NAME = "inferway-test-prediction"


@pytest.fixture
def value(stack):
    """Return an output by its name."""
    return lambda name: stack.outputs[name]["value"]


@terraform("stack", scope="module", replay=False)
def test_a_second_plan_is_empty(stack):
    assert changes(stack) == ""


def test_the_function_is_told_where_its_model_is(value):
    found = boto3.client("lambda").get_function_configuration(
        FunctionName=value("function_name"), Qualifier="live"
    )

    assert found["Environment"]["Variables"] == {
        "LOG_LEVEL": "DEBUG",
        "METRICS_NAMESPACE": "Inferway",
        "MODEL_BUCKET": value("model_bucket"),
        "MODEL_POINTER_KEY": "live.json",
        "MODEL_REFRESH_SECONDS": "5",
        "OMP_NUM_THREADS": "1",
        "SERVICE_NAME": NAME,
    }
    assert found["MemorySize"] == 1769


def test_the_function_may_read_the_model_and_list_nothing(stack, value):
    statements = {s["Sid"]: s for s in role_policy()}
    bucket = f"arn:aws:s3:::{value('model_bucket')}"

    of_s3 = {
        (s["Action"], s["Resource"])
        for s in statements.values()
        if "s3:" in json.dumps(s["Action"])
    }
    assert of_s3 == {
        ("s3:GetObject", f"{bucket}/live.json"),
        ("s3:GetObjectVersion", f"{bucket}/models/*"),
    }
    decrypt = statements["DecryptModels"]
    assert decrypt["Action"] == "kms:Decrypt"
    assert decrypt["Resource"] == key_of(value("model_bucket"))
    assert decrypt["Condition"] == {
        "StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}
    }


def role_policy():
    return boto3.client("iam").get_role_policy(RoleName=NAME, PolicyName="function")[
        "PolicyDocument"
    ]["Statement"]


def key_of(bucket):
    [rule] = boto3.client("s3").get_bucket_encryption(Bucket=bucket)[
        "ServerSideEncryptionConfiguration"
    ]["Rules"]
    return rule["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"]


def test_alarms_reach_the_topic_through_its_key(value):
    sns = boto3.client("sns")
    topic = sns.get_topic_attributes(TopicArn=value("alerts_topic_arn"))["Attributes"]
    policy = boto3.client("kms").get_key_policy(
        KeyId=topic["KmsMasterKeyId"], PolicyName="default"
    )["Policy"]
    of_account = {"StringEquals": {"aws:SourceAccount": "111111111111"}}

    # Without both permissions CloudWatch drops every alert without a word.
    for document, wanted in (
        (topic["Policy"], {"sns:Publish"}),
        (policy, {"kms:Decrypt", "kms:GenerateDataKey*"}),
    ):
        [statement] = [
            s
            for s in json.loads(document)["Statement"]
            if s["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
        ]
        found = statement["Action"]
        assert ({found} if isinstance(found, str) else set(found)) == wanted
        assert statement["Condition"] == of_account

    alarms = boto3.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert alarms
    assert {tuple(a["AlarmActions"]) for a in alarms} == {(value("alerts_topic_arn"),)}


def test_people_are_subscribed(value):
    found = boto3.client("sns").list_subscriptions_by_topic(
        TopicArn=value("alerts_topic_arn")
    )["Subscriptions"]

    assert [(s["Protocol"], s["Endpoint"]) for s in found] == [
        ("email", "oncall@example.com")
    ]


def test_every_log_is_encrypted_and_ends(stack):
    groups = boto3.client("logs").describe_log_groups()["logGroups"]

    assert len(groups) == 3
    assert all(g["retentionInDays"] == 365 and g["kmsKeyId"] for g in groups)


def test_every_key_rotates(stack):
    kms = boto3.client("kms")
    enabled = [
        key["KeyId"]
        for key in kms.list_keys()["Keys"]
        if kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["KeyState"] == "Enabled"
    ]

    assert len(enabled) == 2
    assert all(
        kms.get_key_rotation_status(KeyId=k)["KeyRotationEnabled"] for k in enabled
    )
