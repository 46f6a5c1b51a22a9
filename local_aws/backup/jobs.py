"""Jobs that back tables up, and copy backups; and what their roles must be let do."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from local_aws.backup.captures import Capture, capture, find_table
from local_aws.backup.permissions import (
    RefusedError,
    check_role,
    uses_of_key,
    uses_of_table,
)
from local_aws.backup.records import (
    RESOURCE_TYPE,
    Backups,
    Job,
    Lifecycle,
    RecoveryPoint,
    Vault,
)
from local_aws.iam.need import Need


def backup_job(  # noqa: PLR0913 - a backup is that much
    backups: Backups,
    vault: Vault,
    *,
    table_arn: str,
    role_arn: str,
    lifecycle: Lifecycle,
    now: datetime,
    start_within: timedelta | None = None,
    created_by: Mapping[str, str] | None = None,
    taken: Capture | None = None,
) -> Job:
    """Return the job that backs a table up.

    Args:
        backups: The account's.
        vault: Where the backup goes.
        table_arn: Of the table.
        role_arn: In whose name.
        lifecycle: How long it is kept.
        now: The time.
        start_within: How long it may wait to begin.
        created_by: Plan and rule, for a job of a plan.
        taken: The table as it is to be backed up; None for as it is then.

    """
    region = vault.arn.split(":")[3]

    def run(at: datetime) -> Mapping[str, Any]:
        table = find_table(backups.account_id, table_arn)
        if table is None:
            message = f"There is no table {table_arn}."
            raise RefusedError(message)
        key = (table.sse_specification or {}).get("KMSMasterKeyId")
        check_role(
            backups.account_id,
            region,
            role_arn,
            *uses_of_table(table_arn, "DescribeTable", "StartAwsBackupJob"),
            *(uses_of_key(backups.account_id, key, "Decrypt", via="dynamodb"))
            if key
            else (),
            *uses_of_key(
                backups.account_id, vault.key_arn, "CreateGrant", "GenerateDataKey"
            ),
        )
        point = RecoveryPoint(
            advanced=backups.of(region).managed,
            arn=_new_arn(backups, region, table_arn),
            content=taken or capture(table),
            created=at,
            created_by=created_by,
            key_arn=vault.key_arn,
            lifecycle=lifecycle,
            resource_arn=table_arn,
            role_arn=role_arn,
        )
        return _keep(vault, point)

    return Job(
        created=now,
        details=_of_table(table_arn, CreatedBy=created_by),
        kind="backup",
        region=region,
        regions=frozenset({region}),
        role_arn=role_arn,
        run=run,
        start_by=None if start_within is None else now + start_within,
        vault=vault.name,
    )


def copy_job(  # noqa: PLR0913 - a copy is that much
    backups: Backups,
    source: Vault,
    point: RecoveryPoint,
    destination: Vault,
    *,
    role_arn: str,
    lifecycle: Lifecycle,
    now: datetime,
) -> Job:
    """Return the job that copies a backup into another vault."""
    region, there = source.arn.split(":")[3], destination.arn.split(":")[3]

    def run(at: datetime) -> Mapping[str, Any]:
        if not point.advanced and region != there:
            message = (
                "Copies of DynamoDB backups to another Region need the advanced "
                "features for DynamoDB, which this backup was made without."
            )
            raise RefusedError(message)
        account_id = backups.account_id
        into = "backup:CopyIntoBackupVault"
        check_role(
            account_id,
            region,
            role_arn,
            Need(action="backup:CopyFromBackupVault", resource=point.arn),
            Need(action=into, resource=destination.arn),
            *uses_of_key(account_id, point.key_arn, "Decrypt"),
            *uses_of_key(
                account_id, destination.key_arn, "CreateGrant", "GenerateDataKey"
            ),
        )
        found = RecoveryPoint(
            advanced=True,
            arn=_new_arn(backups, there, point.resource_arn),
            content=point.content,
            created=at,
            created_by=point.created_by,
            key_arn=destination.key_arn,
            lifecycle=lifecycle,
            resource_arn=point.resource_arn,
            role_arn=role_arn,
            source_vault_arn=source.arn,
        )
        kept = _keep(destination, found)
        return {
            "BackupSizeInBytes": kept["BackupSizeInBytes"],
            "DestinationRecoveryPointArn": kept["RecoveryPointArn"],
        }

    return Job(
        created=now,
        details=_of_table(
            point.resource_arn,
            CreatedBy=point.created_by,
            DestinationBackupVaultArn=destination.arn,
            SourceBackupVaultArn=source.arn,
            SourceRecoveryPointArn=point.arn,
        ),
        kind="copy",
        region=region,
        regions=frozenset({region, there}),
        role_arn=role_arn,
        run=run,
        vault=source.name,
    )


def _of_table(table_arn: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - as the API has them
    found = {
        "ResourceArn": table_arn,
        "ResourceName": table_arn.rpartition("/")[2],
        "ResourceType": RESOURCE_TYPE,
        **more,
    }
    return {name: value for name, value in found.items() if value is not None}


def _new_arn(backups: Backups, region: str, table_arn: str) -> str:
    made = backups.of(region)
    if made.managed:
        return made.arn(f"recovery-point:{uuid.uuid4()}")
    return f"{table_arn}/backup/{uuid.uuid4().hex}"


def _keep(vault: Vault, point: RecoveryPoint) -> Mapping[str, Any]:
    if vault.lock is not None and not vault.lock.admits(point.lifecycle):
        message = (
            f"The lifecycle of the backup is outside the retention that the lock of "
            f"the vault {vault.name} asks for."
        )
        raise RefusedError(message)
    vault.points[point.arn] = point
    return {
        "BackupSizeInBytes": point.content.size_bytes,
        "RecoveryPointArn": point.arn,
    }
