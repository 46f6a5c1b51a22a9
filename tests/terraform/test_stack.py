"""What modules/stack, and modules/regional_stack in it, wire together."""

import json

import boto3
import pytest
from pytest_terraform import terraform

from tests.support.two_regions import order
from tests.terraform.conftest import customers_keys, left_behind, push_image
from tests.terraform.plans import apply, changes, changes_from_before, outputs

NAME = "inferway-test-prediction"
HOME, AWAY = "eu-west-1", "eu-central-1"
DOMAIN = "api.stack.example.com"


# Automatic, so that the folder is destroyed as the last test has left it, and
# this looks after that.
@pytest.fixture(scope="module", autouse=True)
def tier(local_aws):
    """Say which tier the next apply is of."""
    push_image(local_aws, AWAY)
    role = boto3.client("apigateway").get_account()["cloudwatchRoleArn"]
    boto3.client("apigateway", AWAY).update_account(
        patchOperations=[{"op": "replace", "path": "/cloudwatchRoleArn", "value": role}]
    )
    with pytest.MonkeyPatch.context() as patch:
        yield lambda tier: patch.setenv("TF_VAR_recovery_tier", json.dumps(tier))
    assert left_behind(AWAY) == []
    assert left_behind("us-east-1") == []
    assert [
        *boto3.client("route53").list_health_checks()["HealthChecks"],
        *boto3.client("route53").list_hosted_zones()["HostedZones"],
        *(
            found
            for region in (HOME, AWAY)
            for found in [
                *boto3.client("acm", region).list_certificates()[
                    "CertificateSummaryList"
                ],
                *boto3.client("apigateway", region).get_domain_names()["items"],
                *boto3.client("backup", region).list_backup_vaults()["BackupVaultList"],
            ]
        ),
    ] == []


@pytest.fixture
def value(stack):
    """Return an output by its name."""
    return lambda name: stack.outputs[name]["value"]


@terraform("stack", scope="module", replay=False)
def test_a_second_plan_is_empty(stack):
    assert changes(stack) == ""


def test_what_was_made_before_is_moved(stack):
    moves = {
        "module.alerts.aws_sns_topic.alerts": "aws_sns_topic.alerts",
        "module.alerts.aws_sns_topic_policy.alerts": ("aws_sns_topic_policy.alerts"),
    }

    assert changes_from_before(stack, "module.stack.module.region", moves) == ""


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
    projected = index["Projection"]["NonKeyAttributes"]
    assert set(projected) == {"homeRegion", "run", "window"}


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


# Tiers, from less to more: what is added must not undo what is there. Tier 3 is
# applied by tests/e2e/restore.


@pytest.fixture(scope="module")
def pilot_light(stack, tier):
    tier(2)
    apply(stack)
    assert changes(stack) == ""
    return outputs(stack)["recovery"]


def rules_state(recovery, region):
    name = recovery["alarm_name"].removesuffix("-home-unhealthy")
    found = boto3.client("events", region).list_rules(NamePrefix=f"{name}-outage")
    return {rule["State"] for rule in found["Rules"]}


def test_at_tier_2_people_begin(pilot_light):
    assert rules_state(pilot_light, AWAY) == {"DISABLED"}
    assert rules_state(pilot_light, "us-east-1") == {"DISABLED"}


def test_models_are_copied_under_the_same_version(pilot_light, local_aws):
    order(local_aws, "replication", {"lag_seconds": 0})
    bucket, copy = (pilot_light[of]["model_bucket"] for of in ("home", "standby"))
    put = boto3.client("s3").put_object(Bucket=bucket, Key="models/m", Body=b"model")

    found = boto3.client("s3", AWAY).get_object(
        Bucket=copy, Key="models/m", VersionId=put["VersionId"]
    )

    assert found["Body"].read() == b"model"


@pytest.fixture(scope="module")
def recovery(stack, tier, pilot_light):
    tier(1)
    apply(stack)
    assert changes(stack) == ""
    return outputs(stack)["recovery"]


def test_at_tier_1_the_alarm_begins(recovery):
    assert rules_state(recovery, AWAY) == {"ENABLED"}
    assert rules_state(recovery, "us-east-1") == {"ENABLED"}


def test_each_region_has_the_tables_under_a_key_of_its_own(recovery):
    keys = set()
    for region in (HOME, AWAY):
        for name in (recovery["records_table"], recovery["routing_config_table"]):
            table = boto3.client("dynamodb", region).describe_table(TableName=name)
            key = table["Table"]["SSEDescription"]["KMSMasterKeyArn"]
            assert key.split(":")[3] == region
            keys.add(key)

    assert len(keys) == 2


def test_items_that_terraform_says_are_in_both(recovery):
    found = {
        region: boto3.client("dynamodb", region).scan(
            TableName=recovery["routing_config_table"]
        )["Items"]
        for region in (HOME, AWAY)
    }

    assert len(found[HOME]) == 2
    assert sorted(map(str, found[AWAY])) == sorted(map(str, found[HOME]))


def test_each_region_tells_its_functions_of_its_own_things(recovery):
    for place in ("home", "standby"):
        here = recovery[place]
        said = {
            function: boto3.client("lambda", here["region"]).get_function_configuration(
                FunctionName=f"inferway-test-{function}", Qualifier="live"
            )["Environment"]["Variables"]
            for function in ("prediction", "routing")
        }

        assert said["prediction"]["MODEL_BUCKET"] == here["model_bucket"]
        assert said["routing"]["INFERENCES_BUCKET"] == here["inferences_bucket"]
        assert said["routing"]["STATE_MACHINE_ARN"] == here["state_machine_arn"]
        assert here["region"] in here["ready_url"]
        assert DOMAIN not in here["ready_url"]


def test_no_role_serves_two_regions(recovery):
    names = {r["RoleName"] for r in boto3.client("iam").list_roles()["Roles"]}
    of = {
        region: {
            name.removesuffix(region)
            for name in names
            if name.startswith("inferway-test-") and name.endswith(region)
        }
        for region in (HOME, AWAY)
    }

    assert len(of[HOME]) > 7
    # The failover's are there alone; models are copied one way.
    assert of[HOME] - of[AWAY] == {"inferway-test-models-replication-"}
    assert {name for name in of[AWAY] - of[HOME] if "-failover-" not in name} == set()


def test_keys_are_made_at_home_alone(recovery):
    assert recovery["standby"]["usage_plan_ids"].keys() == {"demo"}
    assert boto3.client("apigateway", AWAY).get_api_keys()["items"] == []


def test_clients_are_sent_home_while_it_is_well(recovery, local_aws):
    [answer] = order(local_aws, f"dns/{DOMAIN}")["answers"]

    assert answer["failover"] == "PRIMARY"
    checks = boto3.client("route53").list_health_checks()["HealthChecks"]
    assert {c["Id"] for c in checks} == set(recovery["health_check_ids"].values())


def test_the_alarm_of_health_tells_through_a_key_that_it_may_use(recovery):
    [alarm] = boto3.client("cloudwatch", "us-east-1").describe_alarms(
        AlarmNames=[recovery["alarm_name"]]
    )["MetricAlarms"]
    [topic] = alarm["AlarmActions"]
    key = boto3.client("sns", "us-east-1").get_topic_attributes(TopicArn=topic)[
        "Attributes"
    ]["KmsMasterKeyId"]
    policy = boto3.client("kms", "us-east-1").get_key_policy(
        KeyId=key, PolicyName="default"
    )["Policy"]

    assert topic.endswith(":inferway-test-health-alerts")
    assert "cloudwatch.amazonaws.com" in policy
