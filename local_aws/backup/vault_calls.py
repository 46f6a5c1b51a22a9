"""Calls about vaults, their locks and tags, and the settings of a Region.

https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupVault.html
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from local_aws.backup.records import RESOURCE_TYPE, Lock, RegionBackups, Vault
from local_aws.backup.refusing import invalid, missing
from local_aws.errors import AwsError
from local_aws.iam.keys import find_key

Params = Mapping[str, Any]
Output = dict[str, Any]

# What it protects elsewhere, for the settings of a Region.
_KINDS = ("Aurora", "DynamoDB", "EBS", "EC2", "EFS", "FSx", "RDS", "S3")
_CHANGEABLE_DAYS = 3


def create(kept: RegionBackups, params: Params, now: datetime) -> Output:
    """Answer CreateBackupVault."""
    name, key_arn = params["BackupVaultName"], params.get("EncryptionKeyArn")
    if name in kept.vaults:
        text = "Backup vault with the same name already exists"
        raise AwsError(text, code="AlreadyExistsException")
    if not key_arn:
        text = "vaults under AWS's own key"
        raise NotImplementedError(text)
    key = find_key(kept.account_id, kept.region, key_arn)
    if key is None or key.region != kept.region:
        text = f"The key {key_arn} is not one of {kept.region}."
        raise invalid(text)
    vault = Vault(
        arn=kept.arn(f"backup-vault:{name}"), created=now, key_arn=key.arn, name=name
    )
    kept.vaults[name] = vault
    kept.tags[vault.arn] = dict(params.get("BackupVaultTags") or {})
    return _named(vault)


def describe(kept: RegionBackups, params: Params, _: datetime) -> Output:
    """Answer DescribeBackupVault."""
    return _described(find(kept, params["BackupVaultName"]))


def list_all(kept: RegionBackups, _: Params, __: datetime) -> Output:
    """Answer ListBackupVaults."""
    return {"BackupVaultList": [_described(each) for each in kept.vaults.values()]}


def delete(kept: RegionBackups, params: Params, _: datetime) -> Output:
    """Answer DeleteBackupVault."""
    vault = find(kept, params["BackupVaultName"])
    if vault.points:
        text = "Backup vault cannot be deleted because it contains recovery points."
        raise AwsError(text, code="InvalidRequestException")
    del kept.vaults[vault.name]
    kept.tags.pop(vault.arn, None)
    return {}


def lock(kept: RegionBackups, params: Params, now: datetime) -> Output:
    """Answer PutBackupVaultLockConfiguration."""
    vault = find(kept, params["BackupVaultName"])
    _check_open(vault, now)
    changeable = params.get("ChangeableForDays")
    if changeable is not None and changeable < _CHANGEABLE_DAYS:
        text = "ChangeableForDays must be at least 3 days"
        raise invalid(text)
    shortest, longest = params.get("MinRetentionDays"), params.get("MaxRetentionDays")
    if shortest and longest and shortest > longest:
        text = "MinRetentionDays cannot be greater than MaxRetentionDays"
        raise invalid(text)
    final = None if changeable is None else now + timedelta(days=changeable)
    vault.lock = Lock(final_at=final, longest=longest, shortest=shortest)
    return {}


def unlock(kept: RegionBackups, params: Params, now: datetime) -> Output:
    """Answer DeleteBackupVaultLockConfiguration."""
    vault = find(kept, params["BackupVaultName"])
    _check_open(vault, now)
    vault.lock = None
    return {}


def settings(kept: RegionBackups, _: Params, __: datetime) -> Output:
    """Answer DescribeRegionSettings."""
    return {
        "ResourceTypeManagementPreference": {RESOURCE_TYPE: kept.managed, "EFS": True},
        "ResourceTypeOptInPreference": dict.fromkeys(_KINDS, True),
    }


def set_settings(kept: RegionBackups, params: Params, _: datetime) -> Output:
    """Answer UpdateRegionSettings, of which only tables' management counts here."""
    given = params.get("ResourceTypeManagementPreference") or {}
    kept.managed = given.get(RESOURCE_TYPE, kept.managed)
    return {}


def list_tags(kept: RegionBackups, params: Params, _: datetime) -> Output:
    """Answer ListTags."""
    return {"Tags": _tags(kept, params)}


def tag(kept: RegionBackups, params: Params, _: datetime) -> Output:
    """Answer TagResource."""
    _tags(kept, params).update(params["Tags"])
    return {}


def untag(kept: RegionBackups, params: Params, _: datetime) -> Output:
    """Answer UntagResource."""
    for name in params["TagKeyList"]:
        _tags(kept, params).pop(name, None)
    return {}


def find(kept: RegionBackups, name: str) -> Vault:
    """Return a vault of a name.

    Raises:
        AwsError: There is none.

    """
    if name not in kept.vaults:
        text = f"Backup vault {name} does not exist."
        raise missing(text)
    return kept.vaults[name]


def _check_open(vault: Vault, now: datetime) -> None:
    final = vault.lock and vault.lock.final_at
    if final and now >= final:
        text = "Vault Lock configuration is immutable and cannot be modified"
        raise AwsError(text, code="InvalidRequestException")


def _tags(kept: RegionBackups, params: Params) -> dict[str, str]:
    if params["ResourceArn"] not in kept.tags:
        text = f"{params['ResourceArn']} does not exist."
        raise missing(text)
    return kept.tags[params["ResourceArn"]]


def _named(vault: Vault) -> Output:
    return {
        "BackupVaultArn": vault.arn,
        "BackupVaultName": vault.name,
        "CreationDate": vault.created.timestamp(),
    }


def _described(vault: Vault) -> Output:
    found = {
        **_named(vault),
        "EncryptionKeyArn": vault.key_arn,
        "Locked": vault.lock is not None,
        "NumberOfRecoveryPoints": len(vault.points),
    }
    if vault.lock is not None:
        found["MinRetentionDays"] = vault.lock.shortest
        found["MaxRetentionDays"] = vault.lock.longest
        final = vault.lock.final_at
        found["LockDate"] = None if final is None else final.timestamp()
    return {name: value for name, value in found.items() if value is not None}
