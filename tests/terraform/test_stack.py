"""What modules/stack, and modules/regional_stack in it, wire together."""

import json

import boto3
import pytest
from pytest_terraform import terraform

from tests.terraform.conftest import customers_keys
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


def role_policy(role=NAME):
    return boto3.client("iam").get_role_policy(
        RoleName=f"{role}-eu-west-1", PolicyName="function"
    )["PolicyDocument"]["Statement"]


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

    alarms = {
        a["AlarmName"]: a["AlarmActions"]
        for a in boto3.client("cloudwatch").describe_alarms()["MetricAlarms"]
    }
    # No trouble: it begins a batch window.
    [window] = alarms.pop("inferway-test-inferences-window-is-full")
    assert window.endswith(":function:inferway-test-inferences-window:live")
    assert alarms
    assert {tuple(a) for a in alarms.values()} == {(value("alerts_topic_arn"),)}


def test_people_are_subscribed(value):
    found = boto3.client("sns").list_subscriptions_by_topic(
        TopicArn=value("alerts_topic_arn")
    )["Subscriptions"]

    assert [(s["Protocol"], s["Endpoint"]) for s in found] == [
        ("email", "oncall@example.com")
    ]


def test_every_log_is_encrypted_and_ends(stack):
    groups = boto3.client("logs").describe_log_groups()["logGroups"]

    assert len(groups) == 9
    assert all(g["retentionInDays"] == 365 and g["kmsKeyId"] for g in groups)


def test_every_key_rotates(stack):
    kms = boto3.client("kms")
    enabled = [
        key
        for key in customers_keys()
        if kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Enabled"
    ]

    assert len(enabled) == 3
    assert all(
        kms.get_key_rotation_status(KeyId=k)["KeyRotationEnabled"] for k in enabled
    )


def test_inferences_are_answered_by_the_routing_function(value):
    found = boto3.client("lambda").get_function_configuration(
        FunctionName="inferway-test-routing", Qualifier="live"
    )

    assert found["Timeout"] == 28
    assert found["Environment"]["Variables"] == {
        "CONFIG_TABLE": value("routing_config_table"),
        "INFERENCES_BUCKET": value("inferences_bucket"),
        "LOG_LEVEL": "WARNING",
        "METRICS_NAMESPACE": "Inferway",
        "PROVISIONED_COMPONENT": "",
        "PROVISIONED_ENDPOINT": "",
        "RECORDS_TABLE": value("records_table"),
        "SERVERLESS_ENDPOINT": "",
        "SERVICE_NAME": "inferway-test-routing",
        "STATE_MACHINE_ARN": value("state_machine_arn"),
    }


def test_the_routing_function_may_do_what_it_does(value):
    statements = role_policy("inferway-test-routing")
    allowed = {
        s["Action"]: s["Resource"] for s in statements if isinstance(s["Action"], str)
    }

    assert allowed["states:StartExecution"] == value("state_machine_arn")
    assert allowed["dynamodb:Query"].endswith(
        f"{value('routing_config_table')}/index/trafficClass-index"
    )
    # Without an endpoint there is none to ask.
    assert "sagemaker:InvokeEndpoint" not in json.dumps(statements)


@pytest.mark.parametrize("output", ["records_table", "routing_config_table"])
def test_tables_are_encrypted_recoverable_and_ready_for_replicas(value, output):
    client = boto3.client("dynamodb")
    table = client.describe_table(TableName=value(output))["Table"]
    backups = client.describe_continuous_backups(TableName=value(output))

    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert table["StreamSpecification"] == {
        "StreamEnabled": True,
        "StreamViewType": "NEW_AND_OLD_IMAGES",
    }
    assert table["SSEDescription"]["SSEType"] == "KMS"
    recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"


def test_records_expire_and_are_found_while_they_are_unfinished(value):
    client = boto3.client("dynamodb")
    table = client.describe_table(TableName=value("records_table"))["Table"]
    ttl = client.describe_time_to_live(TableName=value("records_table"))

    assert ttl["TimeToLiveDescription"] == {
        "TimeToLiveStatus": "ENABLED",
        "AttributeName": "expiresAt",
    }
    [index] = table["GlobalSecondaryIndexes"]
    assert index["IndexName"] == "unfinished-index"
    assert {k["AttributeName"]: k["KeyType"] for k in index["KeySchema"]} == {
        "unfinished": "HASH",
        "attendBy": "RANGE",
    }
    assert set(index["Projection"]["NonKeyAttributes"]) == {"homeRegion", "run", "window"}


def test_config_is_found_by_traffic_class(value):
    items = boto3.client("dynamodb").query(
        TableName=value("routing_config_table"),
        IndexName="trafficClass-index",
        KeyConditionExpression="trafficClass = :class",
        ExpressionAttributeValues={":class": {"S": "checkout"}},
    )["Items"]

    assert items == [
        {
            "configKey": {"S": "terraform#checkout"},
            "trafficClass": {"S": "checkout"},
            "preferred": {"S": "provisioned"},
            "batchThresholdBytes": {"N": "1000000"},
            "fallback": {"BOOL": False},
        }
    ]
