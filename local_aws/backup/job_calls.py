"""Calls about jobs: begun by hand, looked at, listed.

https://docs.aws.amazon.com/aws-backup/latest/devguide/API_StartRestoreJob.html
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from local_aws.backup import point_calls, vault_calls
from local_aws.backup.captures import capture, find_table
from local_aws.backup.engine import BackupEngine
from local_aws.backup.jobs import backup_job, copy_job
from local_aws.backup.records import (
    Backups,
    Job,
    Kind,
    RecoveryPoint,
    RegionBackups,
    Vault,
)
from local_aws.backup.refusing import check_lifecycle, invalid, missing
from local_aws.backup.restoring import restore_job
from local_aws.iam.keys import find_key

Params = Mapping[str, Any]
Output = dict[str, Any]

_METADATA = frozenset({"encryptionType", "kmsMasterKeyArn", "targetTableName"})


class JobCalls:
    """Answers calls about jobs."""

    def __init__(self, backups: Backups, engine: BackupEngine) -> None:
        """Take what is kept, and who does the jobs."""
        self._backups = backups
        self._engine = engine

    def back_up(self, kept: RegionBackups, params: Params, now: datetime) -> Output:
        """Answer StartBackupJob: of the table as it is now."""
        vault = vault_calls.find(kept, params["BackupVaultName"])
        arn = params["ResourceArn"]
        lifecycle = params.get("Lifecycle") or {}
        check_lifecycle(lifecycle)
        if ":dynamodb:" not in arn:
            text = f"backups of {arn}"
            raise NotImplementedError(text)
        table = find_table(kept.account_id, arn)
        if table is None or arn.split(":")[3] != kept.region:
            text = f"There is no table {arn} in {kept.region}."
            raise missing(text)
        job = backup_job(
            self._backups,
            vault,
            table_arn=arn,
            role_arn=params["IamRoleArn"],
            lifecycle=lifecycle,
            now=now,
            taken=capture(table),
        )
        self._engine.submit(job)
        return {"BackupJobId": job.id, "CreationDate": now.timestamp()}

    def copy(self, kept: RegionBackups, params: Params, now: datetime) -> Output:
        """Answer StartCopyJob."""
        source = vault_calls.find(kept, params["SourceBackupVaultName"])
        arn = params["RecoveryPointArn"]
        if arn not in source.points:
            text = f"Cannot find recovery point {arn} in {source.name}"
            raise missing(text)
        destination = self._backups.vault(params["DestinationBackupVaultArn"])
        if destination is None:
            text = f"No vault {params['DestinationBackupVaultArn']}"
            raise missing(text)
        if destination is source:
            text = "A backup cannot be copied into the vault that it is in."
            raise invalid(text)
        lifecycle = params.get("Lifecycle") or {}
        check_lifecycle(lifecycle)
        job = copy_job(
            self._backups,
            source,
            source.points[arn],
            destination,
            role_arn=params["IamRoleArn"],
            lifecycle=lifecycle,
            now=now,
        )
        self._engine.submit(job)
        return {"CopyJobId": job.id, "CreationDate": now.timestamp()}

    def restore(self, kept: RegionBackups, params: Params, now: datetime) -> Output:
        """Answer StartRestoreJob."""
        vault, point = _find(kept, params["RecoveryPointArn"])
        if params.get("CopySourceTagsToRestoredResource"):
            text = "restored tables with the tags of their backups"
            raise NotImplementedError(text)
        if not params.get("IamRoleArn"):
            text = "A restore of a table needs IamRoleArn."
            raise invalid(text)
        metadata = params["Metadata"]
        unknown = sorted(set(metadata) - _METADATA)
        if unknown or not metadata.get("targetTableName"):
            text = f"Invalid restore metadata: {unknown or 'targetTableName'}."
            raise invalid(text)
        job = restore_job(
            self._backups,
            vault,
            point,
            role_arn=params["IamRoleArn"],
            name=metadata["targetTableName"],
            key_arn=_key(kept, metadata),
            now=now,
        )
        self._engine.submit(job)
        return {"RestoreJobId": job.id}


def describe_backup(kept: RegionBackups, params: Params, _: datetime) -> Output:
    """Answer DescribeBackupJob."""
    return described(_job(kept, "backup", params["BackupJobId"]))


def describe_copy(kept: RegionBackups, params: Params, _: datetime) -> Output:
    """Answer DescribeCopyJob."""
    return {"CopyJob": described(_job(kept, "copy", params["CopyJobId"]))}


def describe_restore(kept: RegionBackups, params: Params, _: datetime) -> Output:
    """Answer DescribeRestoreJob."""
    return described(_job(kept, "restore", params["RestoreJobId"]))


def list_backups(kept: RegionBackups, params: Params, _: datetime) -> Output:
    """Answer ListBackupJobs."""
    return {"BackupJobs": _listed(kept, "backup", params)}


def list_copies(kept: RegionBackups, params: Params, _: datetime) -> Output:
    """Answer ListCopyJobs."""
    return {"CopyJobs": _listed(kept, "copy", params)}


def list_restores(kept: RegionBackups, params: Params, _: datetime) -> Output:
    """Answer ListRestoreJobs."""
    return {"RestoreJobs": _listed(kept, "restore", params)}


def described(job: Job) -> Output:
    """Return a job as the API has it."""
    found = {
        **job.details,
        f"{job.kind.capitalize()}JobId": job.id,
        "CompletionDate": job.completed and job.completed.timestamp(),
        "CreationDate": job.created.timestamp(),
        "IamRoleArn": job.role_arn,
        "StatusMessage": job.message,
        "Status" if job.kind == "restore" else "State": job.state,
    }
    if job.kind == "backup":
        found["BackupVaultName"] = job.vault
    if job.kind != "copy":
        found["PercentDone"] = "100.0" if job.state == "COMPLETED" else "0.0"
    return {name: value for name, value in found.items() if value is not None}


def _find(kept: RegionBackups, arn: str) -> tuple[Vault, RecoveryPoint]:
    for vault in kept.vaults.values():
        if arn in vault.points:
            return point_calls.find(
                kept, {"BackupVaultName": vault.name, "RecoveryPointArn": arn}
            )
    text = f"Cannot find recovery point {arn} in {kept.region}"
    raise missing(text)


def _key(kept: RegionBackups, metadata: Mapping[str, str]) -> str | None:
    if metadata.get("encryptionType", "Default") == "Default":
        return None
    name = metadata.get("kmsMasterKeyArn") or ""
    key = find_key(kept.account_id, kept.region, name) if name else None
    if key is None or key.region != kept.region:
        text = f"kmsMasterKeyArn {name} is no key of {kept.region}."
        raise invalid(text)
    return str(key.arn)


def _job(kept: RegionBackups, kind: Kind, job_id: str) -> Job:
    job = kept.jobs.get(job_id)
    if job is None or job.kind != kind:
        text = f"There is no {kind} job {job_id}."
        raise missing(text)
    return job


def _listed(kept: RegionBackups, kind: Kind, params: Params) -> list[Output]:
    state = params.get("ByState") or params.get("ByStatus")
    table = params.get("ByResourceArn")
    found = [
        described(job)
        for job in kept.jobs.values()
        if job.kind == kind
        and state in (None, job.state)
        and table in (None, job.details.get("ResourceArn"))
    ]
    return sorted(found, key=lambda job: job["CreationDate"], reverse=True)
