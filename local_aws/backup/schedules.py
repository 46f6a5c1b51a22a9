"""When plans begin backups, and of what.

https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRule.html
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any

from moto.dynamodb.models import dynamodb_backends

from local_aws.backup.jobs import backup_job
from local_aws.backup.records import Backups, Job, Lifecycle, Plan, RegionBackups
from local_aws.scaling.schedule import parse_schedule
from local_aws.scaling.zones import find_zone

Rule = Mapping[str, Any]

DEFAULTS = {
    "CompletionWindowMinutes": 10080,
    "ScheduleExpression": "cron(0 5 ? * * *)",
    "ScheduleExpressionTimezone": "Etc/UTC",
    "StartWindowMinutes": 480,
}


def next_due(backups: Backups, after: datetime, until: datetime) -> datetime | None:
    """Return when a plan begins something first, None if none does."""
    found = (
        next(_times(plan, rule, after, until), None)
        for _, plan, rule in _rules(backups)
    )
    return min((at for at in found if at is not None), default=None)


def due(backups: Backups, after: datetime, at: datetime) -> list[Job]:
    """Return the jobs that begin at an instant that is the next."""
    return [
        job
        for kept, plan, rule in _rules(backups)
        if next(_times(plan, rule, after, at), None) is not None
        for job in _jobs(backups, kept, plan, rule, at)
    ]


def copies_of(backups: Backups, job: Job) -> list[tuple[str, Lifecycle]]:
    """Return the vaults that a plan's backup is to be copied into, and for how long."""
    created_by = job.details.get("CreatedBy")
    if created_by is None:
        return []
    plan = backups.of(job.region).plans.get(created_by["BackupPlanId"])
    rules = [] if plan is None else plan.document["Rules"]
    return [
        (action["DestinationBackupVaultArn"], action.get("Lifecycle") or {})
        for rule in rules
        if rule["RuleId"] == created_by["BackupRuleId"]
        for action in rule.get("CopyActions") or ()
    ]


def _rules(backups: Backups) -> Iterator[tuple[RegionBackups, Plan, Rule]]:
    for kept in backups.regions():
        for plan in kept.plans.values():
            for rule in plan.document["Rules"]:
                yield kept, plan, rule


def _times(
    plan: Plan, rule: Rule, after: datetime, until: datetime
) -> Iterator[datetime]:
    zone = find_zone(rule["ScheduleExpressionTimezone"])
    assert zone is not None  # noqa: S101 - it was refused otherwise
    parsed = parse_schedule(rule["ScheduleExpression"], zone, created=plan.since)
    return parsed.between(max(after, plan.since), until)


def _jobs(
    backups: Backups, kept: RegionBackups, plan: Plan, rule: Rule, at: datetime
) -> Iterator[Job]:
    vault = kept.vaults.get(rule["TargetBackupVaultName"])
    if vault is None:  # deleted meanwhile
        return
    for selection in plan.selections.values():
        for arn in _chosen(kept, selection):
            yield backup_job(
                backups,
                vault,
                table_arn=arn,
                role_arn=selection["IamRoleArn"],
                lifecycle=rule.get("Lifecycle") or {},
                now=at,
                start_within=timedelta(minutes=rule["StartWindowMinutes"]),
                created_by={
                    "BackupPlanArn": plan.arn,
                    "BackupPlanId": plan.id,
                    "BackupPlanVersion": plan.version,
                    "BackupRuleId": rule["RuleId"],
                },
            )


def _chosen(kept: RegionBackups, selection: Mapping[str, Any]) -> list[str]:
    tables = dynamodb_backends[kept.account_id][kept.region].tables.values()
    patterns = selection.get("Resources") or ()
    return sorted(
        table.table_arn
        for table in tables
        if any(fnmatchcase(table.table_arn, pattern) for pattern in patterns)
    )
