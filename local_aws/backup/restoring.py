"""Jobs that make a new table of a backup, and what their roles must be let do.

https://docs.aws.amazon.com/aws-backup/latest/devguide/restoring-dynamodb.html
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from moto.dynamodb.models import dynamodb_backends

from local_aws.backup.captures import restore
from local_aws.backup.permissions import (
    RefusedError,
    check_role,
    uses_of_key,
    uses_of_table,
)
from local_aws.backup.records import RESOURCE_TYPE, Backups, Job, RecoveryPoint, Vault
from local_aws.iam.callers import PARTITION

# As AWS's own policy for restores has them.
_WRITES = (
    "RestoreTableFromAwsBackup",
    "BatchWriteItem",
    "DeleteItem",
    "DescribeTable",
    "GetItem",
    "PutItem",
    "Query",
    "Scan",
    "UpdateItem",
)


def restore_job(  # noqa: PLR0913 - a restore is that much
    backups: Backups,
    vault: Vault,
    point: RecoveryPoint,
    *,
    role_arn: str,
    name: str,
    key_arn: str | None,
    now: datetime,
) -> Job:
    """Return the job that makes a new table of a backup, in the vault's Region."""
    region = vault.arn.split(":")[3]
    account_id = backups.account_id
    table_arn = f"arn:{PARTITION}:dynamodb:{region}:{account_id}:table/{name}"

    def run(_: datetime) -> Mapping[str, Any]:
        key_needs = (
            uses_of_key(
                account_id,
                key_arn,
                "CreateGrant",
                "Decrypt",
                "GenerateDataKey",
                via="dynamodb",
            )
            if key_arn
            else ()
        )
        check_role(
            account_id,
            region,
            role_arn,
            *uses_of_table(table_arn, *_WRITES),
            *uses_of_key(account_id, point.key_arn, "Decrypt"),
            *key_needs,
        )
        if name in dynamodb_backends[account_id][region].tables:
            message = f"Table already exists: {name}"
            raise RefusedError(message)
        made = restore(point.content, account_id, region, name, key_arn)
        return {
            "BackupSizeInBytes": point.content.size_bytes,
            "CreatedResourceArn": made,
        }

    return Job(
        created=now,
        details={
            "BackupVaultArn": vault.arn,
            "RecoveryPointArn": point.arn,
            "RecoveryPointCreationDate": point.created.timestamp(),
            "ResourceType": RESOURCE_TYPE,
            "SourceResourceArn": point.resource_arn,
        },
        kind="restore",
        region=region,
        regions=frozenset({region}),
        role_arn=role_arn,
        run=run,
        vault=vault.name,
    )
