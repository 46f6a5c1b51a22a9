"""EventBridge Scheduler: schedules that say no time, or that nobody may run.

https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
"""

import json
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from moto.scheduler.models import scheduler_backends

from local_aws.access import check_trust
from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.events.scheduler import SERVICE
from local_aws.events.schedules import moment
from local_aws.iam.callers import PARTITION
from local_aws.scaling.schedule import ScheduleError, parse_schedule
from local_aws.scaling.zones import find_zone
from local_aws.strict.constraints import check_constraints
from local_aws.strict.refusals import Refusals

_DEFAULT = "default"


def _invalid(text: str) -> AwsError:
    return AwsError(text, code="ValidationException")


def _expression(call: Call) -> None:
    name = call.params.get("ScheduleExpressionTimezone") or "UTC"
    zone = find_zone(name)
    if zone is None:
        text = f"Invalid ScheduleExpressionTimezone {name}."
        raise _invalid(text)
    text = call.params["ScheduleExpression"]
    try:
        parse_schedule(text, zone, created=datetime.now(UTC))
    except ScheduleError as error:
        text = f"Invalid Schedule Expression {text}. ({error})"
        raise _invalid(text) from error


def _dates(call: Call) -> None:
    start, end = (
        moment(call.params.get("StartDate")),
        moment(call.params.get("EndDate")),
    )
    if start is not None and end is not None and start >= end:
        text = "The StartDate you specify must come before the EndDate."
        raise _invalid(text)


def _window(call: Call) -> None:
    window = call.params["FlexibleTimeWindow"]
    if window["Mode"] == "FLEXIBLE":
        text = "schedules with a flexible time window"
        raise NotImplementedError(text)
    if window.get("MaximumWindowInMinutes") is not None:
        text = "MaximumWindowInMinutes must not be set when Mode is OFF."
        raise _invalid(text)


def _target(call: Call) -> None:
    target = call.params["Target"]
    arn = target["Arn"]
    service = arn.split(":")[2] if arn.count(":") > 4 else ""  # noqa: PLR2004 - an ARN has six parts
    if not service:
        text = f"Provided Arn is not in correct format: {arn}"
        raise _invalid(text)
    # A universal target names an API: arn:aws:scheduler:::aws-sdk:...
    if service not in ("lambda", "sqs") or arn.endswith(".fifo"):
        text = f"schedules with the target {arn}"
        raise NotImplementedError(text)
    if arn.split(":")[3] != call.region:
        text = f"The target {arn} must be in the Region of the schedule."
        raise _invalid(text)
    if service == "lambda":
        _json_input(target.get("Input"))


def _json_input(given: str | None) -> None:
    if given is None:
        return
    try:
        json.loads(given)
    except ValueError as error:
        text = "Invalid Input: it must be valid JSON for this target."
        raise _invalid(text) from error


def _role(call: Call) -> None:
    role: Any = call.params["Target"]["RoleArn"]
    group = call.params.get("GroupName") or _DEFAULT
    here = f"arn:{PARTITION}:scheduler:{call.region}:{call.account_id}"
    try:
        check_trust(call.account_id, role, SERVICE, f"{here}:schedule-group/{group}")
    except AwsError as error:
        text = (
            "The execution role you provide must allow AWS EventBridge Scheduler to "
            "assume the role."
        )
        raise _invalid(text) from error


def _group(call: Call) -> None:
    """Refuse a group that is not there, where moto would fail."""
    group = call.params.get("GroupName") or _DEFAULT
    groups = scheduler_backends[call.account_id][call.region].schedule_groups
    if group not in groups:
        text = f"Schedule group {group} does not exist."
        raise AwsError(
            text, code="ResourceNotFoundException", status=HTTPStatus.NOT_FOUND
        )


def _known_group(call: Call) -> None:
    groups = scheduler_backends[call.account_id][call.region].schedule_groups
    if call.params["Name"] in groups:
        text = f"Schedule group {call.params['Name']} already exists."
        raise AwsError(text, code="ConflictException", status=HTTPStatus.CONFLICT)


def _default_group(call: Call) -> None:
    if call.params["Name"] == _DEFAULT:
        text = "The default schedule group cannot be deleted."
        raise _invalid(text)


_SCHEDULE = (
    check_constraints,
    _group,
    _expression,
    _dates,
    _window,
    _target,
    _role,
)

REFUSALS: Refusals = {
    "CreateSchedule": _SCHEDULE,
    "CreateScheduleGroup": (check_constraints, _known_group),
    "DeleteSchedule": (check_constraints, _group),
    "DeleteScheduleGroup": (check_constraints, _default_group),
    "GetSchedule": (check_constraints, _group),
    "UpdateSchedule": _SCHEDULE,
}
