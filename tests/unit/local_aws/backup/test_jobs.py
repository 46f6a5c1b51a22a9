"""Backups of a table, copies into another Region, and tables restored from them."""

import pytest
from botocore.exceptions import ClientError

from tests.support.two_regions import AWAY, HOME
from tests.unit.local_aws.backup.conftest import ITEMS, make_role


def items(ground, table, region=AWAY):
    found = ground.dynamodb(region).scan(TableName=table)["Items"]
    return {item["id"]["S"] for item in found}


def test_a_backup_holds_the_table_as_it_was(ground):
    made = ground.back_up()
    ground.put(id="later", open="yes")

    job = ground.restore(made["RecoveryPointArn"], ground.table + "-2", region=HOME)

    assert job["Status"] == "COMPLETED", job
    assert items(ground, ground.table + "-2", HOME) == {
        f"item-{number}" for number in range(ITEMS)
    }


def test_a_copy_is_encrypted_with_the_key_of_its_vault(ground):
    copy = ground.copied()

    found = ground.backup(AWAY).describe_recovery_point(
        BackupVaultName=ground.away_vault, RecoveryPointArn=copy
    )

    assert found["EncryptionKeyArn"] == ground.keys[AWAY]
    assert found["SourceBackupVaultArn"] == ground.vault_arn(HOME)
    assert found["ResourceArn"] == ground.table_arn
    assert copy.split(":")[3] == AWAY


def test_a_restored_table_has_items_indexes_and_the_key_it_was_given(ground):
    job = ground.restore(ground.copied(), ground.table)

    made = ground.dynamodb(AWAY).describe_table(TableName=ground.table)["Table"]
    found = ground.dynamodb(AWAY).query(
        TableName=ground.table,
        IndexName="open-index",
        KeyConditionExpression="#o = :yes",
        ExpressionAttributeNames={"#o": "open"},
        ExpressionAttributeValues={":yes": {"S": "yes"}},
    )["Items"]

    assert job["CreatedResourceArn"] == made["TableArn"]
    assert made["SSEDescription"]["KMSMasterKeyArn"] == ground.keys[AWAY]
    assert made["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert len(found) == ITEMS
    assert set(found[0]) == {"id", "open", "run"}


def test_what_is_no_part_of_a_backup_is_not_restored(ground):
    ground.restore(ground.copied(), ground.table)

    client = ground.dynamodb(AWAY)
    made = client.describe_table(TableName=ground.table)["Table"]
    ttl = client.describe_time_to_live(TableName=ground.table)
    backups = client.describe_continuous_backups(TableName=ground.table)
    recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]

    assert "StreamSpecification" not in made
    assert not made["DeletionProtectionEnabled"]
    assert ttl["TimeToLiveDescription"]["TimeToLiveStatus"] == "DISABLED"
    assert recovery["PointInTimeRecoveryStatus"] == "DISABLED"
    assert client.list_tags_of_resource(ResourceArn=made["TableArn"])["Tags"] == []


def test_a_restored_table_is_one_of_its_own(ground):
    point = ground.copied()
    ground.restore(point, ground.table)
    ground.dynamodb(AWAY).delete_item(
        TableName=ground.table, Key={"id": {"S": "item-0"}}
    )

    ground.restore(point, ground.table + "-2")

    assert len(items(ground, ground.table + "-2")) == ITEMS


def test_a_table_of_that_name_is_left_alone(ground):
    made = ground.back_up()

    job = ground.restore(made["RecoveryPointArn"], ground.table, region=HOME)

    assert (job["Status"], job["StatusMessage"]) == (
        "FAILED",
        f"Table already exists: {ground.table}",
    )


@pytest.mark.parametrize(
    ("without", "says"),
    [
        ("dynamodb:StartAwsBackupJob", "dynamodb:StartAwsBackupJob"),
        ("kms:GenerateDataKey", "kms:GenerateDataKey"),
        ("trust", "not authorized to perform: sts:AssumeRole"),
    ],
)
def test_a_backup_takes_what_its_role_may(ground, without, says):
    wanted = {
        "dynamodb:DescribeTable",
        "dynamodb:StartAwsBackupJob",
        "kms:CreateGrant",
        "kms:Decrypt",
        "kms:GenerateDataKey",
    }
    service = "lambda.amazonaws.com" if without == "trust" else "backup.amazonaws.com"
    role = make_role(ground.both, *(wanted - {without}), service=service)

    job = ground.back_up(role)

    assert job["State"] == "FAILED"
    assert says in job["StatusMessage"]
    assert ground.count("NumberOfBackupJobsFailed") == 1


@pytest.mark.parametrize("without", ["CopyFromBackupVault", "CopyIntoBackupVault"])
def test_a_copy_takes_what_its_role_may(ground, without):
    wanted = {"backup:CopyFromBackupVault", "backup:CopyIntoBackupVault", "kms:*"}
    role = make_role(ground.both, *(wanted - {f"backup:{without}"}))

    job = ground.copy(ground.back_up()["RecoveryPointArn"], role)

    assert job["State"] == "FAILED"
    assert without in job["StatusMessage"]
    assert ground.count("NumberOfCopyJobsFailed") == 1


@pytest.mark.parametrize(
    ("actions", "says"),
    [
        (["kms:*", "dynamodb:*Item"], "dynamodb:RestoreTableFromAwsBackup"),
        (["dynamodb:*"], "kms:Decrypt"),
    ],
)
def test_a_restore_takes_what_its_role_may(ground, actions, says):
    role = make_role(ground.both, *actions)

    job = ground.restore(ground.copied(), ground.table, role)

    assert job["Status"] == "FAILED"
    assert says in job["StatusMessage"]


def test_what_was_backed_up_without_advanced_features_goes_nowhere(ground):
    ground.backup().update_region_settings(
        ResourceTypeManagementPreference={"DynamoDB": False}
    )
    made = ground.back_up()

    job = ground.copy(made["RecoveryPointArn"])

    assert made["RecoveryPointArn"].startswith(ground.table_arn)
    assert job["State"] == "FAILED"
    assert "advanced features" in job["StatusMessage"]


def test_a_lost_region_restores_from_the_other(ground):
    point = ground.copied()
    ground.both.region(HOME, "failing")

    job = ground.restore(point, ground.table)

    assert job["Status"] == "COMPLETED", job
    with pytest.raises(ClientError, match="cannot be reached"):
        ground.backup(HOME).list_backup_jobs()


def test_a_copy_waits_for_the_region_that_it_goes_to(ground):
    made = ground.back_up()
    ground.both.region(AWAY, "failing")
    client = ground.backup()
    job = client.start_copy_job(
        RecoveryPointArn=made["RecoveryPointArn"],
        SourceBackupVaultName=ground.home_vault,
        DestinationBackupVaultArn=ground.vault_arn(AWAY),
        IamRoleArn=ground.role,
    )["CopyJobId"]
    ground.both.advance(5)
    before = client.describe_copy_job(CopyJobId=job)["CopyJob"]["State"]

    ground.both.region(AWAY, "up")

    after = client.describe_copy_job(CopyJobId=job)["CopyJob"]["State"]
    assert (before, after) == ("CREATED", "COMPLETED")


@pytest.mark.parametrize(
    ("metadata", "says"),
    [
        ({}, "targetTableName"),
        ({"targetTableName": "made-anew", "anything": "else"}, "anything"),
        ({"targetTableName": "made-anew", "encryptionType": "KMS"}, "kmsMasterKeyArn"),
    ],
)
def test_a_restore_says_what_it_makes(ground, metadata, says):
    with pytest.raises(ClientError, match=says):
        ground.backup(AWAY).start_restore_job(
            RecoveryPointArn=ground.copied(), IamRoleArn=ground.role, Metadata=metadata
        )
