"""Calls about recovery points.

https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRecoveryPoint.html
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from local_aws.backup import vault_calls
from local_aws.backup.records import (
    RESOURCE_TYPE,
    RecoveryPoint,
    RegionBackups,
    Vault,
)
from local_aws.backup.refusing import missing
from local_aws.errors import AwsError

Params = Mapping[str, Any]
Output = dict[str, Any]


def describe(kept: RegionBackups, params: Params, _: datetime) -> Output:
    """Answer DescribeRecoveryPoint."""
    return _described(*find(kept, params))


def list_in_vault(kept: RegionBackups, params: Params, _: datetime) -> Output:
    """Answer ListRecoveryPointsByBackupVault."""
    vault = vault_calls.find(kept, params["BackupVaultName"])
    wanted = params.get("ByResourceArn")
    found = [
        _described(vault, point)
        for point in _newest_first(vault)
        if wanted in (None, point.resource_arn)
    ]
    return {"RecoveryPoints": found}


def list_of_resource(kept: RegionBackups, params: Params, _: datetime) -> Output:
    """Answer ListRecoveryPointsByResource."""
    found = [
        _described(vault, point)
        for vault in kept.vaults.values()
        for point in _newest_first(vault)
        if point.resource_arn == params["ResourceArn"]
    ]
    return {"RecoveryPoints": found}


def metadata(kept: RegionBackups, params: Params, _: datetime) -> Output:
    """Answer GetRecoveryPointRestoreMetadata."""
    vault, point = find(kept, params)
    return {
        "BackupVaultArn": vault.arn,
        "RecoveryPointArn": point.arn,
        "ResourceType": RESOURCE_TYPE,
        "RestoreMetadata": {
            "encryptionType": "Default",
            "originalTableName": point.resource_arn.rpartition("/")[2],
        },
    }


def delete(kept: RegionBackups, params: Params, now: datetime) -> Output:
    """Answer DeleteRecoveryPoint."""
    vault, point = find(kept, params)
    if vault.lock is not None and (point.delete_at is None or now < point.delete_at):
        text = "Backup vault is locked: its recovery points cannot be deleted."
        raise AwsError(text, code="InvalidRequestException")
    del vault.points[point.arn]
    return {}


def find(kept: RegionBackups, params: Params) -> tuple[Vault, RecoveryPoint]:
    """Return the recovery point that a call names, and its vault.

    Raises:
        AwsError: There is none.

    """
    vault = vault_calls.find(kept, params["BackupVaultName"])
    arn = params["RecoveryPointArn"]
    if arn not in vault.points:
        text = f"Cannot find recovery point {arn} in {vault.name}"
        raise missing(text)
    return vault, vault.points[arn]


def _newest_first(vault: Vault) -> list[RecoveryPoint]:
    return sorted(vault.points.values(), key=lambda p: p.created, reverse=True)


def _described(vault: Vault, point: RecoveryPoint) -> Output:
    delete_at = point.delete_at
    found = {
        "BackupSizeInBytes": point.content.size_bytes,
        "BackupVaultArn": vault.arn,
        "BackupVaultName": vault.name,
        "CalculatedLifecycle": delete_at and {"DeleteAt": delete_at.timestamp()},
        "CompletionDate": point.created.timestamp(),
        "CreatedBy": point.created_by,
        "CreationDate": point.created.timestamp(),
        "EncryptionKeyArn": point.key_arn,
        "IamRoleArn": point.role_arn,
        "IsEncrypted": True,
        "Lifecycle": dict(point.lifecycle) or None,
        "RecoveryPointArn": point.arn,
        "ResourceArn": point.resource_arn,
        "ResourceName": point.resource_arn.rpartition("/")[2],
        "ResourceType": RESOURCE_TYPE,
        "SourceBackupVaultArn": point.source_vault_arn,
        "Status": "COMPLETED",
        "StorageClass": "WARM",
    }
    return {name: value for name, value in found.items() if value is not None}
