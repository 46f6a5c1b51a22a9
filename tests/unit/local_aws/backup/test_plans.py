"""Plans begin backups by the local clock, copy them, and delete what is old."""

from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from tests.support.two_regions import AWAY, HOME
from tests.unit.local_aws.backup.conftest import make_role

DAY = 24 * 3600


def rule(ground, **more):
    return {
        "RuleName": "nightly",
        "TargetBackupVaultName": ground.home_vault,
        "ScheduleExpression": "cron(0 3 * * ? *)",
        "StartWindowMinutes": 60,
        "CompletionWindowMinutes": 120,
        "Lifecycle": {"DeleteAfterDays": 2},
        "CopyActions": [
            {
                "DestinationBackupVaultArn": ground.vault_arn(AWAY),
                "Lifecycle": {"DeleteAfterDays": 5},
            }
        ],
        **more,
    }


@pytest.fixture
def planned(ground):
    """Make a plan for the table; it is gone after the test."""
    client = ground.backup()
    plan = client.create_backup_plan(
        BackupPlan={"BackupPlanName": ground.home_vault, "Rules": [rule(ground)]}
    )["BackupPlanId"]
    selection = client.create_backup_selection(
        BackupPlanId=plan,
        BackupSelection={
            "SelectionName": "tables",
            "IamRoleArn": ground.role,
            "Resources": [ground.table_arn],
        },
    )["SelectionId"]
    yield ground
    ground.both.region(HOME, "up")
    client.delete_backup_selection(BackupPlanId=plan, SelectionId=selection)
    client.delete_backup_plan(BackupPlanId=plan)


def until_three(both):
    """Move the clock past the next 03:00 UTC; returns when that was."""
    now = datetime.fromisoformat(both.control("clock")["now"])
    at = now.astimezone(UTC).replace(hour=3, minute=0, second=0, microsecond=0)
    at += timedelta(days=1) if at <= now else timedelta()
    both.advance((at - now).total_seconds() + 1)
    return at


def points(ground, region):
    vault = ground.home_vault if region == HOME else ground.away_vault
    found = ground.backup(region).list_recovery_points_by_backup_vault(
        BackupVaultName=vault
    )
    return found["RecoveryPoints"]


def test_a_plan_backs_up_and_copies_at_its_time(planned):
    at = until_three(planned.both)

    [home], [away] = points(planned, HOME), points(planned, AWAY)

    assert home["CreationDate"] == away["CreationDate"] == at
    assert home["CreatedBy"]["BackupPlanId"]
    assert away["EncryptionKeyArn"] == planned.keys[AWAY]
    assert planned.count("NumberOfCopyJobsCompleted") == 1


def test_backups_and_copies_go_when_their_time_is_over(planned):
    until_three(planned.both)
    planned.both.region(HOME, "failing")

    planned.both.advance(4 * DAY)
    [kept] = points(planned, AWAY)
    # Past the time, too, in which the last one could still begin at home.
    planned.both.advance(DAY + 2 * 3600)

    assert kept["Lifecycle"]["DeleteAfterDays"] == 5
    assert points(planned, AWAY) == []
    planned.both.region(HOME, "up")
    assert points(planned, HOME) == []


def test_a_backup_that_could_not_begin_in_time_is_given_up(planned):
    planned.both.region(HOME, "failing")
    until_three(planned.both)
    planned.both.advance(3600)

    planned.both.region(HOME, "up")

    [job] = planned.backup().list_backup_jobs(ByResourceArn=planned.table_arn)[
        "BackupJobs"
    ]
    assert job["State"] == "EXPIRED"
    assert points(planned, AWAY) == []


def test_one_that_still_can_begin_does(planned):
    planned.both.region(HOME, "failing")
    until_three(planned.both)

    planned.both.region(HOME, "up")

    assert len(points(planned, AWAY)) == 1


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"ScheduleExpression": "rate(1 day)"}, "not a cron expression"),
        ({"ScheduleExpression": "cron(0 25 * * ? *)"}, "cron"),
        ({"ScheduleExpressionTimezone": "US/Eastern"}, "time zone"),
        ({"StartWindowMinutes": 30}, "at least 60 minutes"),
        ({"CompletionWindowMinutes": 90}, "60 minutes greater"),
        ({"TargetBackupVaultName": "no-such-vault"}, "does not exist"),
        (
            {"Lifecycle": {"MoveToColdStorageAfterDays": 1, "DeleteAfterDays": 90}},
            "less than 90 days",
        ),
    ],
)
def test_a_plan_is_refused(ground, more, says):
    with pytest.raises(ClientError, match=says):
        ground.backup().create_backup_plan(
            BackupPlan={"BackupPlanName": "refused", "Rules": [rule(ground, **more)]}
        )


def test_a_selection_wants_a_role_that_lets_itself_be_taken(ground):
    role = make_role(ground.both, "dynamodb:*", service="lambda.amazonaws.com")
    client = ground.backup()
    plan = client.create_backup_plan(
        BackupPlan={"BackupPlanName": ground.home_vault, "Rules": [rule(ground)]}
    )["BackupPlanId"]

    with pytest.raises(ClientError, match="cannot be assumed by AWS Backup"):
        client.create_backup_selection(
            BackupPlanId=plan,
            BackupSelection={
                "SelectionName": "tables",
                "IamRoleArn": role,
                "Resources": [ground.table_arn],
            },
        )

    client.delete_backup_plan(BackupPlanId=plan)
