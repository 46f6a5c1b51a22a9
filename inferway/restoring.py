"""What is left of a lost Region becomes tables of this one.

The vault's copies are restored under the tables' own names, and made ready for the
environment that is applied next: what Terraform writes itself goes, and unfinished
records become this Region's, so that its sweeper begins them again.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from failover.dynamo_adoptions import DynamoAdoptions
from inferences.active_region import KEY_PREFIX
from inferences.dynamo_records import DynamoRecords
from inferences.record import State
from inferway.restored import Names, Restored, RestoredTable, RestoreError
from model.aws_errors import code_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Of boto3's client of AWS Backup, which has no stubs here.
_Backup = Any

_SHARDS = "0123456789abcdef"
# After all that is overdue, and all that is not.
_EVER = 10**12
# Items that the environment's next apply makes, and would not find missing.
_TERRAFORMS = "terraform#"
_OVER = frozenset({"ABORTED", "COMPLETED", "FAILED"})
_LOOK_SECONDS = 5.0


class Restorer:
    """Restores the tables of one environment; done twice, it goes on."""

    def __init__(  # noqa: PLR0913 - all it asks
        self,
        names: Names,
        *,
        backup: _Backup,
        dynamodb: "DynamoDBClient",
        key_arn: str,
        timeout_seconds: float,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Take names, clients of this Region, and the ARN of the tables' key."""
        self._names = names
        self._backup = backup
        self._dynamodb = dynamodb
        self._key_arn = key_arn
        self._timeout = timeout_seconds
        self._sleep = sleep
        self._now = now

    def run(self) -> Restored:
        """Restore, and make ready.

        Raises:
            RestoreError: There is no copy, or a job failed.
            UnavailableError: A table cannot be reached.

        """
        done = Restored()
        names = self._names
        # Of both there must be a copy, before one is made.
        wanted = [n for n in (names.records, names.routing_config) if not self._is(n)]
        copies = {name: self._newest(name) for name in wanted}
        jobs = {name: self._begin(name, copy) for name, copy in copies.items()}
        for name in (names.records, names.routing_config):
            as_of = None
            if name in jobs:
                self._finish(name, jobs[name])
                as_of = copies[name]["CreationDate"].astimezone(UTC).isoformat()
            done.tables.append(RestoredTable(name=name, as_of=as_of))
        done.forgotten = list(self._forget())
        done.adopted = list(self._adopt())
        return done

    def _is(self, table: str) -> bool:
        try:
            self._dynamodb.describe_table(TableName=table)
        except ClientError as error:
            if code_of(error) != "ResourceNotFoundException":
                raise
            return False
        return True

    def _newest(self, table: str) -> dict[str, Any]:
        arn = self._names.lost_arn(table)
        pages = self._backup.get_paginator("list_recovery_points_by_backup_vault")
        copies = [
            point
            for page in pages.paginate(
                BackupVaultName=self._names.vault, ByResourceArn=arn
            )
            for point in page["RecoveryPoints"]
            if point["Status"] == "COMPLETED"
        ]
        if not copies:
            message = (
                f"the vault {self._names.vault} in {self._names.region} holds no copy"
                f" of {arn}: check the name, and --lost"
            )
            raise RestoreError(message)
        newest: dict[str, Any] = max(copies, key=lambda point: point["CreationDate"])
        return newest

    def _begin(self, table: str, copy: dict[str, Any]) -> str:
        job = self._backup.start_restore_job(
            RecoveryPointArn=copy["RecoveryPointArn"],
            IamRoleArn=self._names.role_arn,
            Metadata={
                "targetTableName": table,
                "encryptionType": "KMS",
                "kmsMasterKeyArn": self._key_arn,
            },
            ResourceType="DynamoDB",
        )
        return str(job["RestoreJobId"])

    def _finish(self, table: str, job_id: str) -> None:
        until = self._now() + self._timeout
        while True:
            job = self._backup.describe_restore_job(RestoreJobId=job_id)
            if job["Status"] in _OVER:
                break
            if self._now() >= until:
                message = (
                    f"the restore of {table} is not over yet (job {job_id}): run the"
                    " same command again when it is"
                )
                raise RestoreError(message)
            self._sleep(_LOOK_SECONDS)
        if job["Status"] != "COMPLETED":
            message = f"{table} was not restored: {job.get('StatusMessage', job_id)}"
            raise RestoreError(message)

    def _forget(self) -> Iterator[str]:
        """Delete what Terraform makes itself, and who served before."""
        table = self._names.routing_config
        pages = self._dynamodb.get_paginator("scan").paginate(
            TableName=table, ConsistentRead=True
        )
        for page in pages:
            for item in page["Items"]:
                key = item["configKey"]["S"]
                if key.startswith((_TERRAFORMS, KEY_PREFIX)):
                    self._dynamodb.delete_item(
                        TableName=table, Key={"configKey": {"S": key}}
                    )
                    yield key

    def _adopt(self) -> Iterator[str]:
        """Make unfinished records of the lost Region this one's."""
        names = self._names
        records = DynamoRecords(self._dynamodb, names.records, self._now)
        adoptions = DynamoAdoptions(
            self._dynamodb, names.records, here=names.region, home=names.lost
        )
        for shard in _SHARDS:
            # Read first: what is adopted moves within the index.
            for found in list(records.unattended(_EVER, shard)):
                record = records.get(found.id)
                if record is None or record.state is not State.PENDING:
                    continue
                now = int(self._now())
                if adoptions.adopt(found.id, record.run + 1, attend_by=now):
                    yield found.id
