"""AWS Backup as a part of the local AWS: answers its calls, does its jobs."""

import json
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from local_aws.backup import job_calls, plan_calls, point_calls, vault_calls
from local_aws.backup.engine import BackupEngine
from local_aws.backup.job_calls import JobCalls
from local_aws.backup.records import Backups, RegionBackups
from local_aws.calls import Call
from local_aws.clock import Clock
from local_aws.iam.backups import KEPT_TAGS
from local_aws.strict.constraints import check_constraints

Answer = tuple[HTTPStatus, Mapping[str, str], bytes]
_Operation = Callable[[RegionBackups, Mapping[str, Any], datetime], Mapping[str, Any]]

_OPERATIONS: Mapping[str, _Operation] = {
    "CreateBackupPlan": plan_calls.create,
    "CreateBackupSelection": plan_calls.select,
    "CreateBackupVault": vault_calls.create,
    "DeleteBackupPlan": plan_calls.delete,
    "DeleteBackupSelection": plan_calls.unselect,
    "DeleteBackupVault": vault_calls.delete,
    "DeleteBackupVaultLockConfiguration": vault_calls.unlock,
    "DeleteRecoveryPoint": point_calls.delete,
    "DescribeBackupJob": job_calls.describe_backup,
    "DescribeBackupVault": vault_calls.describe,
    "DescribeCopyJob": job_calls.describe_copy,
    "DescribeRecoveryPoint": point_calls.describe,
    "DescribeRegionSettings": vault_calls.settings,
    "DescribeRestoreJob": job_calls.describe_restore,
    "GetBackupPlan": plan_calls.get,
    "GetBackupSelection": plan_calls.get_selection,
    "GetRecoveryPointRestoreMetadata": point_calls.metadata,
    "ListBackupJobs": job_calls.list_backups,
    "ListBackupPlans": plan_calls.list_all,
    "ListBackupSelections": plan_calls.list_selections,
    "ListBackupVaults": vault_calls.list_all,
    "ListCopyJobs": job_calls.list_copies,
    "ListRecoveryPointsByBackupVault": point_calls.list_in_vault,
    "ListRecoveryPointsByResource": point_calls.list_of_resource,
    "ListRestoreJobs": job_calls.list_restores,
    "ListTags": vault_calls.list_tags,
    "PutBackupVaultLockConfiguration": vault_calls.lock,
    "TagResource": vault_calls.tag,
    "UntagResource": vault_calls.untag,
    "UpdateBackupPlan": plan_calls.update,
    "UpdateRegionSettings": vault_calls.set_settings,
}


class BackupPart:
    """AWS Backup of one account."""

    def __init__(self, account_id: str, clock: Clock) -> None:
        """Take the account, and the time that plans go by."""
        self._backups = Backups(account_id)
        KEPT_TAGS.look = self._tags
        self._engine = BackupEngine(self._backups, clock)
        jobs = JobCalls(self._backups, self._engine)
        self._operations: Mapping[str, _Operation] = {
            **_OPERATIONS,
            "StartBackupJob": jobs.back_up,
            "StartCopyJob": jobs.copy,
            "StartRestoreJob": jobs.restore,
        }

    def _tags(self, region: str, arn: str) -> Mapping[str, str]:
        with self._backups.lock:
            return dict(self._backups.of(region).tags.get(arn, {}))

    def start(self) -> None:
        """Do jobs from now on."""
        self._engine.start()

    def close(self) -> None:
        """Do none any more; returns when none is under way."""
        self._engine.close()

    def __call__(self, call: Call) -> Answer:
        """Answer a call of AWS Backup.

        Raises:
            AwsError: As AWS Backup answers.
            NotImplementedError: The operation is not known here.

        """
        operation = self._operations.get(call.operation)
        if operation is None:
            text = f"backup:{call.operation}"
            raise NotImplementedError(text)
        check_constraints(call)
        with self._backups.lock:
            kept = self._backups.of(call.region)
            output = operation(kept, call.params, self._engine.now())
            body = json.dumps(output).encode()
        headers = {
            "Content-Type": "application/json",
            "x-amzn-RequestId": str(uuid.uuid4()),
        }
        return HTTPStatus.OK, headers, body
