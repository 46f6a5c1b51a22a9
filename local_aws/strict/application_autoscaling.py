"""Application Auto Scaling: targets, policies and schedules it refuses.

https://docs.aws.amazon.com/autoscaling/application/APIReference/API_Operations.html
"""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from moto.applicationautoscaling.models import applicationautoscaling_backends

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.scaling.kept import TargetId, beside, find_target, target_id
from local_aws.scaling.resources import DIMENSIONS, missing
from local_aws.scaling.schedule import ScheduleError, parse_schedule
from local_aws.scaling.tracking_alarms import fits
from local_aws.scaling.zones import find_zone
from local_aws.strict.refusals import Refusals

# https://docs.aws.amazon.com/general/latest/gr/as-app.html
SCHEDULED_ACTIONS = 200
_STEPS = 20


def _invalid(text: str) -> AwsError:
    return AwsError(text, code="ValidationException")


def _unknown_kind(call: Call) -> None:
    """Refuse a dimension that does not fit its namespace or resource.

    Raises:
        NotImplementedError: AWS scales it, the local one does not.

    """
    namespace, dimension = call.params["ServiceNamespace"], _dimension(call)
    if dimension is None or namespace not in ("lambda", "sagemaker"):
        if namespace in ("dynamodb", "ecs", "rds", "ec2", "kafka"):
            lacking = f"scaling of {namespace}"
            raise NotImplementedError(lacking)
        return  # moto says which there are
    resource = DIMENSIONS.get(dimension)
    identifier = call.params["ResourceId"]
    if resource is None or not resource.fullmatch(identifier):
        text = "Unsupported service namespace, resource type or scalable dimension"
        raise _invalid(text)


def _without_resource(call: Call) -> None:
    """Refuse a target that is not there, or cannot be scaled this way."""
    reason = missing(call.account_id, call.region, _target(call))
    if reason is not None:
        raise _invalid(reason)


def _bounds(call: Call) -> None:
    """Refuse a new target without both bounds, and a minimum above the maximum."""
    low, high = call.params.get("MinCapacity"), call.params.get("MaxCapacity")
    known = find_target(_backend(call), _target(call))
    if known is None and (low is None or high is None):
        text = (
            "Both MinCapacity and MaxCapacity are required when registering a new "
            "scalable target"
        )
        raise _invalid(text)
    low = known.min_capacity if known and low is None else low
    high = known.max_capacity if known and high is None else high
    _ordered(low, high)


def _ordered(low: int | None, high: int | None) -> None:
    for name, value in (("minCapacity", low), ("maxCapacity", high)):
        if value is not None and value < 0:
            text = (
                f"1 validation error detected: Value '{value}' at '{name}' failed to "
                "satisfy constraint: Member must have value greater than or equal to 0"
            )
            raise _invalid(text)
    if low is not None and high is not None and low > high:
        text = "Maximum capacity cannot be less than minimum capacity"
        raise _invalid(text)


def _no_target(call: Call) -> None:
    """Refuse what hangs on a target that nobody registered."""
    target = _target(call)
    if find_target(_backend(call), target) is None:
        verb = "found" if call.operation == "DeregisterScalableTarget" else "registered"
        text = f"No scalable target {verb} for {target}"
        raise AwsError(text, code="ObjectNotFoundException")


def _no_policy(call: Call) -> None:
    name = call.params["PolicyName"]
    _found(call, "scaling policy", _backend(call).policies.values(), "policy", name)


def _no_scheduled_action(call: Call) -> None:
    name = call.params["ScheduledActionName"]
    actions = _backend(call).scheduled_actions
    _found(call, "scheduled action", actions, "scheduled_action", name)


def _found(call: Call, what: str, things: Any, kind: str, name: str) -> None:  # noqa: ANN401 - moto is untyped
    target = _target(call)
    if any(
        target_id(each) == target and getattr(each, f"{kind}_name") == name
        for each in things
    ):
        return
    text = f"No {what} found for {target}, {what} name: {name}"
    raise AwsError(text, code="ObjectNotFoundException")


def _bad_policy(call: Call) -> None:
    """Refuse a policy that could never scale."""
    kind = call.params.get("PolicyType")
    step = call.params.get("StepScalingPolicyConfiguration")
    tracking = call.params.get("TargetTrackingScalingPolicyConfiguration")
    known = _existing_policy(call)
    if known is not None and kind not in (None, known.policy_type):
        text = "Policy type cannot be changed: delete the policy, and create another"
        raise _invalid(text)
    if kind == "StepScaling":
        _bad_steps(step or {})
    elif kind == "TargetTrackingScaling":
        _bad_tracking(_dimension(call), tracking or {})
    elif kind is not None and kind != "PredictiveScaling":
        return  # moto says which there are
    else:
        lacking = f"a policy of type {kind}"
        raise NotImplementedError(lacking)


def _bad_steps(step: Any) -> None:  # noqa: ANN401 - JSON
    adjustments = step.get("StepAdjustments") or ()
    if not adjustments:
        text = "At least one StepAdjustment must be specified for step scaling policies"
        raise _invalid(text)
    if len(adjustments) > _STEPS:
        text = f"A step scaling policy has at most {_STEPS} step adjustments"
        raise AwsError(text, code="LimitExceededException")
    if "AdjustmentType" not in step:
        text = "AdjustmentType must be specified for step scaling policies"
        raise _invalid(text)
    bounds = sorted(
        (
            each.get("MetricIntervalLowerBound", float("-inf")),
            each.get("MetricIntervalUpperBound", float("inf")),
        )
        for each in adjustments
    )
    if any(low >= high for low, high in bounds):
        text = "Step adjustment lower bound must be less than its upper bound"
        raise _invalid(text)
    if any(before[1] != after[0] for before, after in pairwise(bounds)):
        text = "Step adjustment intervals must not overlap, and have no gap"
        raise _invalid(text)


def _bad_tracking(dimension: str | None, tracking: Any) -> None:  # noqa: ANN401 - JSON
    predefined = tracking.get("PredefinedMetricSpecification")
    custom = tracking.get("CustomizedMetricSpecification")
    if (predefined is None) == (custom is None):
        text = (
            "Exactly one of PredefinedMetricSpecification and "
            "CustomizedMetricSpecification must be specified"
        )
        raise _invalid(text)
    if predefined is not None and not fits(
        predefined["PredefinedMetricType"], str(dimension)
    ):
        text = (
            f"Predefined metric type {predefined['PredefinedMetricType']} is not "
            f"supported for scalable dimension {dimension}"
        )
        raise _invalid(text)


def _existing_policy(call: Call) -> Any:  # noqa: ANN401 - moto is untyped
    return next(
        (
            policy
            for policy in _backend(call).policies.values()
            if target_id(policy) == _target(call)
            and policy.policy_name == call.params["PolicyName"]
        ),
        None,
    )


def _bad_schedule(call: Call) -> None:
    """Refuse a schedule that says no time, or a time in no zone."""
    known = next(
        (
            action
            for action in _backend(call).scheduled_actions
            if target_id(action) == _target(call)
            and action.scheduled_action_name == call.params["ScheduledActionName"]
        ),
        None,
    )
    schedule = call.params.get("Schedule") or getattr(known, "schedule", None)
    if schedule is None:
        text = "Schedule must be specified for a new scheduled action"
        raise _invalid(text)
    zone = find_zone(call.params.get("Timezone") or "UTC")
    if zone is None:
        text = f"Invalid timezone: {call.params['Timezone']}"
        raise _invalid(text)
    try:
        parse_schedule(schedule, zone, created=datetime.now(UTC))
    except ScheduleError as error:
        text = f"Invalid schedule expression: {schedule}: {error}"
        raise _invalid(text) from error
    start, end = call.params.get("StartTime"), call.params.get("EndTime")
    if start is not None and end is not None and start >= end:
        text = "StartTime must be before EndTime"
        raise _invalid(text)


def _bad_scheduled_bounds(call: Call) -> None:
    """Refuse a scheduled action that sets nothing, or what cannot be."""
    action = call.params.get("ScalableTargetAction")
    if action is None:
        return
    low, high = action.get("MinCapacity"), action.get("MaxCapacity")
    if low is None and high is None:
        text = "ScalableTargetAction must set MinCapacity, MaxCapacity, or both"
        raise _invalid(text)
    _ordered(low, high)


def _too_many(call: Call) -> None:
    """Refuse more scheduled actions than a target may have."""
    names = {
        action.scheduled_action_name
        for action in _backend(call).scheduled_actions
        if target_id(action) == _target(call)
    } | {call.params["ScheduledActionName"]}
    if len(names) > SCHEDULED_ACTIONS:
        text = f"A scalable target has at most {SCHEDULED_ACTIONS} scheduled actions"
        raise AwsError(text, code="LimitExceededException")


def _untagged(call: Call) -> None:
    """Refuse tags of what is no scalable target."""
    arn = call.params["ResourceARN"]
    if arn not in beside(_backend(call)).tags:
        text = f"No scalable target found for ARN: {arn}"
        raise AwsError(text, code="ResourceNotFoundException")


def _backend(call: Call) -> Any:  # noqa: ANN401 - moto is untyped
    return applicationautoscaling_backends[call.account_id][call.region]


def _dimension(call: Call) -> str | None:
    dimension: str | None = call.params.get("ScalableDimension")
    return dimension


def _target(call: Call) -> TargetId:
    return TargetId(
        call.params["ServiceNamespace"],
        call.params["ResourceId"],
        str(_dimension(call)),
    )


REFUSALS: Refusals = {
    "DeleteScalingPolicy": (_no_policy,),
    "DeleteScheduledAction": (_no_scheduled_action,),
    "DeregisterScalableTarget": (_no_target,),
    "ListTagsForResource": (_untagged,),
    "PutScalingPolicy": (_unknown_kind, _no_target, _bad_policy),
    "PutScheduledAction": (
        _unknown_kind,
        _no_target,
        _bad_schedule,
        _bad_scheduled_bounds,
        _too_many,
    ),
    "RegisterScalableTarget": (_unknown_kind, _bounds, _without_resource),
    "TagResource": (_untagged,),
    "UntagResource": (_untagged,),
}
