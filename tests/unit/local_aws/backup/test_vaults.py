"""Vaults keep what lies in them, and a lock keeps it from everybody."""

import pytest
from botocore.exceptions import ClientError

from tests.support.two_regions import AWAY, HOME


def test_a_vault_with_backups_stays(ground):
    point = ground.back_up()["RecoveryPointArn"]
    client, name = ground.backup(), ground.home_vault

    with pytest.raises(ClientError, match="contains recovery points"):
        client.delete_backup_vault(BackupVaultName=name)

    client.delete_recovery_point(BackupVaultName=name, RecoveryPointArn=point)
    client.delete_backup_vault(BackupVaultName=name)
    with pytest.raises(ClientError, match="does not exist"):
        client.describe_backup_vault(BackupVaultName=name)


def test_a_vault_wants_a_key_of_its_region(ground):
    with pytest.raises(ClientError, match=f"not one of {AWAY}"):
        ground.backup(AWAY).create_backup_vault(
            BackupVaultName="elsewhere", EncryptionKeyArn=ground.keys[HOME]
        )


def test_a_locked_vault_takes_no_backup_that_is_kept_too_short(ground):
    ground.backup().put_backup_vault_lock_configuration(
        BackupVaultName=ground.home_vault, MinRetentionDays=7, MaxRetentionDays=30
    )

    states = {
        days: ground.back_up(Lifecycle={"DeleteAfterDays": days})["State"]
        for days in (6, 7, 30, 31)
    }

    assert states == {6: "FAILED", 7: "COMPLETED", 30: "COMPLETED", 31: "FAILED"}


def test_a_locked_vault_lets_no_backup_go(ground):
    point = ground.back_up(Lifecycle={"DeleteAfterDays": 7})["RecoveryPointArn"]
    ground.backup().put_backup_vault_lock_configuration(
        BackupVaultName=ground.home_vault, MinRetentionDays=7
    )

    with pytest.raises(ClientError, match="is locked"):
        ground.backup().delete_recovery_point(
            BackupVaultName=ground.home_vault, RecoveryPointArn=point
        )


def test_a_lock_is_final_after_its_days(ground):
    client, name = ground.backup(), ground.home_vault
    client.put_backup_vault_lock_configuration(
        BackupVaultName=name, MinRetentionDays=7, ChangeableForDays=3
    )
    client.put_backup_vault_lock_configuration(
        BackupVaultName=name, MinRetentionDays=8, ChangeableForDays=3
    )

    ground.both.advance(3 * 24 * 3600)

    with pytest.raises(ClientError, match="immutable"):
        client.delete_backup_vault_lock_configuration(BackupVaultName=name)


def test_tags_are_the_vaults(ground):
    client, arn = ground.backup(), ground.vault_arn(HOME)
    client.tag_resource(ResourceArn=arn, Tags={"Stack": "test", "Part": "home"})
    client.untag_resource(ResourceArn=arn, TagKeyList=["Part"])

    assert client.list_tags(ResourceArn=arn)["Tags"] == {"Stack": "test"}


def test_what_is_not_known_here_is_said(ground):
    with pytest.raises(ClientError, match="The local AWS lacks this: backup:"):
        ground.backup().list_frameworks()
