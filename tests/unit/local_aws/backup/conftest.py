"""Two Regions, a table with a key of its own in one, and a vault in each."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.served import serving, wait_until
from tests.support.two_regions import AWAY, HOME, TwoRegions

BACKUP = "backup.amazonaws.com"
ITEMS = 3


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What a test backs up, and shortcuts for it.

    Attributes:
        home_vault: Name of the vault beside the table.
        away_vault: Name of the one in the other Region.
        role: ARN of a role that may do all of it.
        table: Name of the table.

    """

    both: TwoRegions
    away_vault: str
    home_vault: str
    keys: dict[str, str]
    role: str
    table: str

    @property
    def table_arn(self) -> str:
        return f"arn:aws:dynamodb:{HOME}:{self.both.account}:table/{self.table}"

    def vault_arn(self, region: str) -> str:
        name = self.home_vault if region == HOME else self.away_vault
        return f"arn:aws:backup:{region}:{self.both.account}:backup-vault:{name}"

    def backup(self, region: str = HOME) -> Any:
        return self.both.client("backup", region)

    def dynamodb(self, region: str = HOME) -> Any:
        return self.both.client("dynamodb", region)

    def put(self, **item: str) -> None:
        self.dynamodb().put_item(
            TableName=self.table, Item={name: {"S": v} for name, v in item.items()}
        )

    def back_up(self, role: str | None = None, **more: Any) -> dict[str, Any]:
        """Back the table up; return the job when it is over."""
        client = self.backup()
        job = client.start_backup_job(
            BackupVaultName=self.home_vault,
            ResourceArn=self.table_arn,
            IamRoleArn=role or self.role,
            **more,
        )["BackupJobId"]
        return wait_until(
            lambda: over(client.describe_backup_job(BackupJobId=job), "State")
        )

    def copy(self, point: str, role: str | None = None, **more: Any) -> dict[str, Any]:
        """Copy a backup to the other Region; return the job when it is over."""
        client = self.backup()
        job = client.start_copy_job(
            RecoveryPointArn=point,
            SourceBackupVaultName=self.home_vault,
            DestinationBackupVaultArn=self.vault_arn(AWAY),
            IamRoleArn=role or self.role,
            **more,
        )["CopyJobId"]
        return wait_until(
            lambda: over(client.describe_copy_job(CopyJobId=job)["CopyJob"], "State")
        )

    def copied(self) -> str:
        """Back up and copy; return the ARN of the copy."""
        made = self.back_up()
        assert made["State"] == "COMPLETED", made
        copy = self.copy(made["RecoveryPointArn"])
        assert copy["State"] == "COMPLETED", copy
        return str(copy["DestinationRecoveryPointArn"])

    def restore(
        self, point: str, name: str, role: str | None = None, region: str = AWAY
    ) -> dict[str, Any]:
        """Restore in a Region, under its key; return the job when it is over."""
        client = self.backup(region)
        job = client.start_restore_job(
            RecoveryPointArn=point,
            IamRoleArn=role or self.role,
            Metadata={
                "targetTableName": name,
                "encryptionType": "KMS",
                "kmsMasterKeyArn": self.keys[region],
            },
        )["RestoreJobId"]
        return wait_until(
            lambda: over(client.describe_restore_job(RestoreJobId=job), "Status")
        )

    def count(self, metric: str, region: str = HOME) -> float:
        """Return how many jobs of the home vault were counted so far."""
        data = self.both.client("cloudwatch", region).get_metric_statistics(
            Namespace="AWS/Backup",
            MetricName=metric,
            Dimensions=[{"Name": "BackupVaultName", "Value": self.home_vault}],
            StartTime=datetime(2020, 1, 1, tzinfo=UTC),
            EndTime=datetime(2100, 1, 1, tzinfo=UTC),
            Period=3600 * 24,
            Statistics=["Sum"],
        )["Datapoints"]
        return sum(point["Sum"] for point in data)


def over(job: dict[str, Any], state: str) -> dict[str, Any] | None:
    return job if job[state] in ("COMPLETED", "FAILED", "EXPIRED") else None


def make_role(both: TwoRegions, *actions: str, service: str = BACKUP) -> str:
    """Make a role that a service may take, for actions on everything."""
    iam, name = both.client("iam"), both.unique("role")
    trust = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": service},
    }
    arn = iam.create_role(
        RoleName=name,
        AssumeRolePolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [trust]}
        ),
    )["Role"]["Arn"]
    if actions:
        allowed = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
        iam.put_role_policy(
            RoleName=name,
            PolicyName="actions",
            PolicyDocument=json.dumps(
                {"Version": "2012-10-17", "Statement": [allowed]}
            ),
        )
    return str(arn)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("backup")) as served:
        yield TwoRegions(served, "backup")


@pytest.fixture
def ground(both):
    keys = {
        region: both.client("kms", region).create_key()["KeyMetadata"]["Arn"]
        for region in (HOME, AWAY)
    }
    made = Ground(
        both=both,
        away_vault=both.unique("vault"),
        home_vault=both.unique("vault"),
        keys=keys,
        role=make_role(both, "dynamodb:*", "kms:*", "backup:*"),
        table=both.unique("table"),
    )
    for region, vault in ((HOME, made.home_vault), (AWAY, made.away_vault)):
        made.backup(region).create_backup_vault(
            BackupVaultName=vault, EncryptionKeyArn=keys[region]
        )
        made.backup(region).update_region_settings(
            ResourceTypeManagementPreference={"DynamoDB": True}
        )
    make_table(made)
    yield made
    for region in (HOME, AWAY):
        both.region(region, "up")


def make_table(ground: Ground) -> None:
    ground.dynamodb().create_table(
        TableName=ground.table,
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in ("id", "open")
        ],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "open-index",
                "KeySchema": [{"AttributeName": "open", "KeyType": "HASH"}],
                "Projection": {
                    "ProjectionType": "INCLUDE",
                    "NonKeyAttributes": ["run"],
                },
            }
        ],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={
            "StreamEnabled": True,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
        SSESpecification={
            "Enabled": True,
            "SSEType": "KMS",
            "KMSMasterKeyId": ground.keys[HOME],
        },
        Tags=[{"Key": "Stack", "Value": "test"}],
        DeletionProtectionEnabled=True,
    )
    ground.dynamodb().update_time_to_live(
        TableName=ground.table,
        TimeToLiveSpecification={"Enabled": True, "AttributeName": "expiresAt"},
    )
    for number in range(ITEMS):
        ground.put(id=f"item-{number}", open="yes", run="1", more="not projected")
