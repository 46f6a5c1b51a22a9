"""`inferway restore`: the newest copies become tables that an environment adopts."""

from datetime import UTC, datetime

import boto3
import pytest
from moto import mock_aws

from inferway.restored import Names, RestoreError
from inferway.restoring import Restorer

NAMES = Names(
    prefix="inferway-back",
    region="eu-central-1",
    account_id="123456789012",
    lost="eu-west-1",
)
KEY = "arn:aws:kms:eu-central-1:123456789012:key/1"
NOW = 1_800_000_000
RULES = ("terraform#*", "operator#*", "failover#active")


def record(record_id, home="eu-west-1", **more):
    return {
        "id": {"S": record_id},
        "owner": {"S": "k-1"},
        "requestDigest": {"S": "d"},
        "trafficClass": {"S": "standard"},
        "payload": {"M": {"text": {"S": "{}"}}},
        "chain": {"L": [{"S": "batch"}]},
        "homeRegion": {"S": home},
        "createdAt": {"S": "2026-11-22T00:00:00Z"},
        "state": {"S": "pending"},
        "run": {"N": "0"},
        "attempts": {"L": []},
        "attemptCount": {"N": "0"},
        "unfinished": {"S": record_id[0]},
        "attendBy": {"N": str(NOW + 900)},
        "taskToken": {"S": "of the lost Region"},
        **more,
    }


class FakeBackup:
    """AWS Backup: two copies of each table, of which the second is the newest."""

    def __init__(self, dynamodb, statuses=("RUNNING", "COMPLETED")):
        self.dynamodb = dynamodb
        self.statuses = list(statuses)
        self.jobs = []
        self.copies = [
            {
                "RecoveryPointArn": f"copy-{day}-of-{table}",
                "CreationDate": datetime(2026, 11, day, 3, tzinfo=UTC),
                "ResourceArn": NAMES.lost_arn(table),
                "Status": "COMPLETED",
            }
            for table in (NAMES.records, NAMES.routing_config)
            for day in (20, 21)
        ]

    def get_paginator(self, name):
        assert name == "list_recovery_points_by_backup_vault"
        return self

    def paginate(self, *, BackupVaultName, ByResourceArn):  # noqa: N803 - AWS's names
        assert BackupVaultName == "inferway-back-backups"
        yield {
            "RecoveryPoints": [
                c for c in self.copies if c["ResourceArn"] == ByResourceArn
            ]
        }

    def start_restore_job(self, **job):
        self.jobs.append(job)
        make_table(self.dynamodb, job["Metadata"]["targetTableName"])
        return {"RestoreJobId": str(len(self.jobs))}

    def describe_restore_job(self, **_):
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        return {"Status": status, "StatusMessage": "the role may not"}


def make_table(dynamodb, name):
    if name == NAMES.routing_config:
        dynamodb.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "configKey", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "configKey", "KeyType": "HASH"}],
        )
        for rule in RULES:
            dynamodb.put_item(TableName=name, Item={"configKey": {"S": rule}})
        return
    types = {"id": "S", "unfinished": "S", "attendBy": "N"}
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": k, "AttributeType": v} for k, v in types.items()
        ],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "unfinished-index",
                "KeySchema": [
                    {"AttributeName": "unfinished", "KeyType": "HASH"},
                    {"AttributeName": "attendBy", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )
    for item in (record("0" * 32), record("f" * 32), record("a" * 32, "us-east-1")):
        dynamodb.put_item(TableName=name, Item=item)


@pytest.fixture
def dynamodb(monkeypatch):
    with mock_aws():
        yield boto3.client(
            "dynamodb",
            region_name="eu-central-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 - nobody's
        )


def restorer(backup, **more):
    settings = {"timeout_seconds": 60, "sleep": lambda _: None, "now": lambda: NOW}
    return Restorer(
        NAMES,
        backup=backup,
        dynamodb=backup.dynamodb,
        key_arn=KEY,
        **(settings | more),
    )


def test_the_newest_copies_are_restored_by_the_role_under_the_key(dynamodb):
    backup = FakeBackup(dynamodb)

    done = restorer(backup).run()

    assert {job["RecoveryPointArn"] for job in backup.jobs} == {
        "copy-21-of-inferway-back-inferences",
        "copy-21-of-inferway-back-routing-config",
    }
    for job in backup.jobs:
        assert job["IamRoleArn"].endswith(":role/inferway-back-restore-eu-central-1")
        assert job["Metadata"]["kmsMasterKeyArn"] == KEY
    assert {table.as_of for table in done.tables} == {"2026-11-21T03:00:00+00:00"}


def test_operators_keep_their_rules_and_terraform_makes_its_own(dynamodb):
    done = restorer(FakeBackup(dynamodb)).run()

    left = dynamodb.scan(TableName=NAMES.routing_config)["Items"]
    assert [item["configKey"]["S"] for item in left] == ["operator#*"]
    assert sorted(done.forgotten) == ["failover#active", "terraform#*"]


def test_unfinished_records_of_the_lost_region_are_this_ones(dynamodb):
    done = restorer(FakeBackup(dynamodb)).run()

    items = {
        item["id"]["S"]: item
        for item in dynamodb.scan(TableName=NAMES.records)["Items"]
    }
    assert done.adopted == ["0" * 32, "f" * 32]
    for record_id in done.adopted:
        item = items[record_id]
        assert item["homeRegion"] == {"S": "eu-central-1"}
        assert (item["run"], item["attendBy"]) == ({"N": "1"}, {"N": str(NOW)})
        assert "taskToken" not in item
    assert items["a" * 32]["homeRegion"] == {"S": "us-east-1"}


def test_a_second_run_restores_and_adopts_nothing(dynamodb):
    backup = FakeBackup(dynamodb)
    restorer(backup).run()

    again = restorer(backup).run()

    assert len(backup.jobs) == 2
    assert [table.as_of for table in again.tables] == [None, None]
    assert (again.adopted, again.forgotten) == ([], [])


def test_without_a_copy_of_each_nothing_is_begun(dynamodb):
    backup = FakeBackup(dynamodb)
    backup.copies = backup.copies[:2]

    with pytest.raises(RestoreError, match="routing-config: check the name"):
        restorer(backup).run()

    assert backup.jobs == []


def test_a_job_that_failed_is_told(dynamodb):
    with pytest.raises(RestoreError, match="not restored: the role may not"):
        restorer(FakeBackup(dynamodb, ["FAILED"])).run()


def test_who_waits_long_enough_is_told_to_come_back(dynamodb):
    backup = FakeBackup(dynamodb, ["RUNNING"])

    with pytest.raises(RestoreError, match="run the same command again"):
        restorer(backup, timeout_seconds=0).run()
