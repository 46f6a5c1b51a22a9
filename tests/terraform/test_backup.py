"""What the backup module creates, at work: a night's backup, its copy, a restore."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import boto3
import pytest
from pytest_terraform import terraform

from tests.support.served import wait_until
from tests.support.two_regions import order
from tests.terraform.plans import changes

HOME, AWAY = "eu-west-1", "eu-central-1"
TABLE = "inferway-test-backed-up"
OVERDUE = "inferway-test-backups-overdue"

# The folder is destroyed after the last test that uses it.
pytestmark = pytest.mark.usefixtures("backup")


@terraform("backup", scope="module", replay=False)
def test_a_second_plan_is_empty(backup):
    assert changes(backup) == ""


def test_each_vault_has_a_key_and_the_tags_of_its_region(backup):
    vaults = backup.outputs["backup"]["value"]["vaults"]
    tags = {
        name: boto3.client("backup", vault["region"]).list_tags(
            ResourceArn=vault["arn"]
        )["Tags"]
        for name, vault in vaults.items()
    }

    assert {n: v["kms_key_arn"].split(":")[3] for n, v in vaults.items()} == {
        "home": HOME,
        "copy": AWAY,
    }
    assert tags == {
        "home": {"Stack": "inferway-test"},
        "copy": {"Stack": "inferway-test", "Part": "copy"},
    }


def test_nothing_was_copied_yet_and_that_rings():
    wait_until(lambda: alarm() == "ALARM")


def test_a_night_later_the_copy_is_in_the_other_region(backup, local_aws):
    records = boto3.client("dynamodb", HOME)
    records.put_item(TableName=TABLE, Item={"id": {"S": "from-before"}})
    now = datetime.fromisoformat(order(local_aws, "clock")["now"])
    local = now.astimezone(ZoneInfo("Europe/Zurich"))
    night = local.replace(hour=2, minute=30, second=5, microsecond=0)
    night += timedelta(days=1) if night <= local else timedelta()
    seconds = (night.astimezone(UTC) - now).total_seconds()
    order(local_aws, "clock", {"advance_seconds": seconds})

    [copy] = copies(backup)

    vaults = backup.outputs["backup"]["value"]["vaults"]
    assert copy["EncryptionKeyArn"] == vaults["copy"]["kms_key_arn"]
    assert copy["Lifecycle"]["DeleteAfterDays"] == 35
    # The alarm sees it, once its hour is over.
    order(local_aws, "clock", {"advance_seconds": 3700})
    wait_until(lambda: alarm() == "OK")


def test_it_is_restored_by_the_role_that_was_made_for_it(backup, local_aws):
    [copy] = copies(backup)
    client = boto3.client("backup", AWAY)
    order(local_aws, f"regions/{HOME}", {"state": "failing"})
    try:
        job = client.start_restore_job(
            RecoveryPointArn=copy["RecoveryPointArn"],
            IamRoleArn=backup.outputs["backup"]["value"]["roles"]["restore"],
            Metadata={
                "targetTableName": TABLE,
                "encryptionType": "KMS",
                "kmsMasterKeyArn": backup.outputs["restored_key_arn"]["value"],
            },
        )["RestoreJobId"]
        done = wait_until(
            lambda: (
                (found := client.describe_restore_job(RestoreJobId=job))["Status"]
                != "CREATED"
                and found
            )
        )
    finally:
        order(local_aws, f"regions/{HOME}", {"state": "up"})

    assert done["Status"] == "COMPLETED", done
    restored = boto3.client("dynamodb", AWAY)
    item = restored.get_item(TableName=TABLE, Key={"id": {"S": "from-before"}})
    assert item["Item"] == {"id": {"S": "from-before"}}
    restored.delete_table(TableName=TABLE)


def copies(backup):
    vault = backup.outputs["backup"]["value"]["vaults"]["copy"]
    return boto3.client("backup", AWAY).list_recovery_points_by_backup_vault(
        BackupVaultName=vault["name"]
    )["RecoveryPoints"]


def alarm():
    found = boto3.client("cloudwatch", HOME).describe_alarms(AlarmNames=[OVERDUE])
    return found["MetricAlarms"][0]["StateValue"]
