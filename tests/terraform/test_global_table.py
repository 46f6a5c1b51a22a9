"""What global_table and table_replica create together, in two Regions."""

import boto3
import pytest
from botocore.exceptions import ClientError
from pytest_terraform import terraform

from tests.terraform.plans import changes

HOME, AWAY = "eu-west-1", "eu-central-1"
NAME = "inferway-test-inferences"

# The folder is destroyed after the last test that uses it.
pytestmark = pytest.mark.usefixtures("global_table")


def dynamodb(region):
    return boto3.client("dynamodb", region_name=region)


def is_protected(region):
    return described(region)["DeletionProtectionEnabled"]


def described(region):
    return dynamodb(region).describe_table(TableName=NAME)["Table"]


@terraform("global_table", scope="module", replay=False)
def test_a_second_plan_is_empty(global_table):
    assert changes(global_table) == ""


def test_each_region_has_the_table_under_a_key_of_its_own(global_table):
    keys = global_table.outputs["keys"]["value"]

    for region, name, other in ((HOME, "home", AWAY), (AWAY, "away", HOME)):
        table = described(region)
        assert table["SSEDescription"]["KMSMasterKeyArn"] == keys[name]
        assert [r["RegionName"] for r in table["Replicas"]] == [other]
        assert table["GlobalSecondaryIndexes"][0]["IndexName"] == "unfinished-index"
    assert global_table.outputs["name"]["value"] == NAME


@pytest.mark.parametrize("region", [HOME, AWAY])
def test_each_is_recoverable_and_protected(region):
    backups = dynamodb(region).describe_continuous_backups(TableName=NAME)
    recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]

    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"
    assert is_protected(region)
    [ttl] = [
        dynamodb(region).describe_time_to_live(TableName=NAME)["TimeToLiveDescription"]
    ]
    assert ttl == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expiresAt"}


def test_a_protected_replica_is_not_taken_away():
    with pytest.raises(ClientError, match="protected"):
        dynamodb(HOME).update_table(
            TableName=NAME, ReplicaUpdates=[{"Delete": {"RegionName": AWAY}}]
        )


def test_a_replica_has_the_tags_of_its_own_region():
    tags = {
        region: {
            tag["Key"]: tag["Value"]
            for tag in dynamodb(region).list_tags_of_resource(
                ResourceArn=described(region)["TableArn"]
            )["Tags"]
        }
        for region in (HOME, AWAY)
    }

    assert tags[HOME] == {"Stack": "inferway-test"}
    assert tags[AWAY] == {"Stack": "inferway-test", "Part": "away"}


@pytest.mark.parametrize(
    ("region", "receiving", "milliseconds"),
    [(HOME, AWAY, 30_000), (AWAY, HOME, 60_000)],
)
def test_a_lag_rings_in_the_region_of_the_write(region, receiving, milliseconds):
    [alarm] = boto3.client("cloudwatch", region_name=region).describe_alarms()[
        "MetricAlarms"
    ]

    assert (alarm["Namespace"], alarm["MetricName"]) == (
        "AWS/DynamoDB",
        "ReplicationLatency",
    )
    assert {d["Name"]: d["Value"] for d in alarm["Dimensions"]} == {
        "ReceivingRegion": receiving,
        "TableName": NAME,
    }
    assert alarm["Threshold"] == milliseconds
    assert alarm["AlarmActions"] == [
        f"arn:aws:sns:{region}:111111111111:inferway-test-alerts"
    ]


# The last one: else the destroy would fail, as it should.
@pytest.mark.parametrize("region", [AWAY, HOME])
def test_protection_is_each_regions_own(region):
    dynamodb(region).update_table(TableName=NAME, DeletionProtectionEnabled=False)

    unprotected = [r for r in (HOME, AWAY) if not is_protected(r)]
    assert unprotected == ([AWAY] if region == AWAY else [HOME, AWAY])
