"""Calls about plans and what they are for.

https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupPlan.html
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from local_aws.access import check_trust
from local_aws.backup.permissions import SERVICE
from local_aws.backup.records import Plan, RegionBackups
from local_aws.backup.refusing import check_lifecycle, invalid, missing
from local_aws.backup.schedules import DEFAULTS
from local_aws.errors import AwsError
from local_aws.scaling.schedule import ScheduleError, parse_schedule
from local_aws.scaling.zones import find_zone

Params = Mapping[str, Any]
Output = dict[str, Any]

_HOUR_MINUTES = 60


def create(kept: RegionBackups, params: Params, now: datetime) -> Output:
    """Answer CreateBackupPlan."""
    document = _document(kept, params["BackupPlan"], now)
    if any(
        plan.document["BackupPlanName"] == document["BackupPlanName"]
        for plan in kept.plans.values()
    ):
        text = "Backup plan with the same plan document already exists"
        raise AwsError(text, code="AlreadyExistsException")
    plan_id = str(uuid.uuid4())
    plan = Plan(
        arn=kept.arn(f"backup-plan:{plan_id}"),
        created=now,
        document=document,
        id=plan_id,
        since=now,
        version=_version(),
    )
    kept.plans[plan_id] = plan
    kept.tags[plan.arn] = dict(params.get("BackupPlanTags") or {})
    return _named(plan)


def update(kept: RegionBackups, params: Params, now: datetime) -> Output:
    """Answer UpdateBackupPlan."""
    plan = find(kept, params)
    plan.document = _document(kept, params["BackupPlan"], now)
    plan.since, plan.version = now, _version()
    return _named(plan)


def get(kept: RegionBackups, params: Params, _: datetime) -> Output:
    """Answer GetBackupPlan."""
    plan = find(kept, params)
    return {**_named(plan), "BackupPlan": plan.document}


def delete(kept: RegionBackups, params: Params, now: datetime) -> Output:
    """Answer DeleteBackupPlan."""
    plan = find(kept, params)
    if plan.selections:
        text = "Related backup plan selections must be deleted prior to backup plan"
        raise AwsError(text, code="InvalidRequestException")
    del kept.plans[plan.id]
    kept.tags.pop(plan.arn, None)
    return {**_named(plan), "DeletionDate": now.timestamp()}


def list_all(kept: RegionBackups, _: Params, __: datetime) -> Output:
    """Answer ListBackupPlans."""
    names = {plan.id: plan.document["BackupPlanName"] for plan in kept.plans.values()}
    plans = [
        {**_named(plan), "BackupPlanName": names[plan.id]}
        for plan in kept.plans.values()
    ]
    return {"BackupPlansList": plans}


def select(kept: RegionBackups, params: Params, now: datetime) -> Output:
    """Answer CreateBackupSelection."""
    plan, selection = find(kept, params), params["BackupSelection"]
    try:
        check_trust(kept.account_id, selection["IamRoleArn"], SERVICE)
    except AwsError as error:
        text = f"IAM Role {selection['IamRoleArn']} cannot be assumed by AWS Backup"
        raise invalid(text) from error
    if selection.get("ListOfTags") or any((selection.get("Conditions") or {}).values()):
        text = "backup selections by tags"
        raise NotImplementedError(text)
    if not selection.get("Resources"):
        text = "A selection must name resources or tags."
        raise invalid(text)
    selection_id = str(uuid.uuid4())
    kept_as = {**selection, "CreationDate": now.timestamp()}
    plan.selections[selection_id] = kept_as
    return {
        "BackupPlanId": plan.id,
        "CreationDate": kept_as["CreationDate"],
        "SelectionId": selection_id,
    }


def get_selection(kept: RegionBackups, params: Params, _: datetime) -> Output:
    """Answer GetBackupSelection."""
    plan = find(kept, params)
    if params["SelectionId"] not in plan.selections:
        text = f"Cannot find selection {params['SelectionId']}"
        raise missing(text)
    found = dict(plan.selections[params["SelectionId"]])
    created = found.pop("CreationDate")
    return {
        "BackupPlanId": plan.id,
        "BackupSelection": found,
        "CreationDate": created,
        "SelectionId": params["SelectionId"],
    }


def unselect(kept: RegionBackups, params: Params, now: datetime) -> Output:
    """Answer DeleteBackupSelection."""
    get_selection(kept, params, now)
    del find(kept, params).selections[params["SelectionId"]]
    return {}


def list_selections(kept: RegionBackups, params: Params, _: datetime) -> Output:
    """Answer ListBackupSelections."""
    plan = find(kept, params)
    found = [
        {
            "BackupPlanId": plan.id,
            "CreationDate": selection["CreationDate"],
            "IamRoleArn": selection["IamRoleArn"],
            "SelectionId": selection_id,
            "SelectionName": selection["SelectionName"],
        }
        for selection_id, selection in plan.selections.items()
    ]
    return {"BackupSelectionsList": found}


def find(kept: RegionBackups, params: Params) -> Plan:
    """Return the plan that a call names.

    Raises:
        AwsError: There is none.

    """
    plan = kept.plans.get(params["BackupPlanId"])
    if plan is None:
        text = "Failed reading Backup plan with provided version"
        raise missing(text)
    return plan


def _document(kept: RegionBackups, given: Params, now: datetime) -> dict[str, Any]:
    rules = [
        {**DEFAULTS, "RuleId": str(uuid.uuid4()), **rule} for rule in given["Rules"]
    ]
    for rule in rules:
        _check_rule(kept, rule, now)
    return {**given, "Rules": rules}


def _check_rule(kept: RegionBackups, rule: Params, now: datetime) -> None:
    if rule["TargetBackupVaultName"] not in kept.vaults:
        text = f"Backup vault {rule['TargetBackupVaultName']} does not exist."
        raise invalid(text)
    zone = find_zone(rule["ScheduleExpressionTimezone"])
    if zone is None:
        text = f"Invalid time zone {rule['ScheduleExpressionTimezone']}."
        raise invalid(text)
    expression = rule["ScheduleExpression"]
    if not expression.startswith("cron"):
        text = f"Schedule expression {expression} is not a cron expression."
        raise invalid(text)
    try:
        parse_schedule(expression, zone, created=now)
    except ScheduleError as error:
        text = f"Schedule expression {expression}: {error}"
        raise invalid(text) from error
    start, complete = rule["StartWindowMinutes"], rule["CompletionWindowMinutes"]
    if start < _HOUR_MINUTES or complete < start + _HOUR_MINUTES:
        text = (
            "Start window must be at least 60 minutes, and completion window at "
            "least 60 minutes greater than it."
        )
        raise invalid(text)
    if rule.get("EnableContinuousBackup"):
        text = "continuous backups, which AWS Backup makes of no table"
        raise NotImplementedError(text)
    for each in (rule, *(rule.get("CopyActions") or ())):
        check_lifecycle(each.get("Lifecycle") or {})


def _named(plan: Plan) -> Output:
    return {
        "BackupPlanArn": plan.arn,
        "BackupPlanId": plan.id,
        "CreationDate": plan.created.timestamp(),
        "VersionId": plan.version,
    }


def _version() -> str:
    return uuid.uuid4().hex
