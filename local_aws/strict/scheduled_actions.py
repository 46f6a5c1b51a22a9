"""Application Auto Scaling: schedules that say no time, or set nothing."""

from datetime import UTC, datetime

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.scaling.kept import target_id
from local_aws.scaling.schedule import ScheduleError, parse_schedule
from local_aws.scaling.zones import find_zone
from local_aws.strict.scaling_calls import backend_of, check_bounds, invalid, target_of

# https://docs.aws.amazon.com/general/latest/gr/as-app.html
SCHEDULED_ACTIONS = 200


def check_schedule(call: Call) -> None:
    """Refuse a schedule that says no time, or a time in no zone."""
    known = next(
        (
            action
            for action in backend_of(call).scheduled_actions
            if target_id(action) == target_of(call)
            and action.scheduled_action_name == call.params["ScheduledActionName"]
        ),
        None,
    )
    schedule = call.params.get("Schedule") or getattr(known, "schedule", None)
    if schedule is None:
        text = "Schedule must be specified for a new scheduled action"
        raise invalid(text)
    zone = find_zone(call.params.get("Timezone") or "UTC")
    if zone is None:
        text = f"Invalid timezone: {call.params['Timezone']}"
        raise invalid(text)
    try:
        parse_schedule(schedule, zone, created=datetime.now(UTC))
    except ScheduleError as error:
        text = f"Invalid schedule expression: {schedule}: {error}"
        raise invalid(text) from error
    start, end = call.params.get("StartTime"), call.params.get("EndTime")
    if start is not None and end is not None and start >= end:
        text = "StartTime must be before EndTime"
        raise invalid(text)


def check_scheduled_bounds(call: Call) -> None:
    """Refuse a scheduled action that sets nothing, or what cannot be."""
    action = call.params.get("ScalableTargetAction")
    if action is None:
        return
    low, high = action.get("MinCapacity"), action.get("MaxCapacity")
    if low is None and high is None:
        text = "ScalableTargetAction must set MinCapacity, MaxCapacity, or both"
        raise invalid(text)
    check_bounds(low, high)


def check_count(call: Call) -> None:
    """Refuse more scheduled actions than a target may have."""
    names = {
        action.scheduled_action_name
        for action in backend_of(call).scheduled_actions
        if target_id(action) == target_of(call)
    } | {call.params["ScheduledActionName"]}
    if len(names) > SCHEDULED_ACTIONS:
        text = f"A scalable target has at most {SCHEDULED_ACTIONS} scheduled actions"
        raise AwsError(text, code="LimitExceededException")
