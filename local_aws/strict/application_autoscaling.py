"""Application Auto Scaling: targets, policies and schedules it refuses.

https://docs.aws.amazon.com/autoscaling/application/APIReference/API_Operations.html
"""

from typing import Any

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.scaling.kept import beside, find_target, target_id
from local_aws.scaling.resources import DIMENSIONS, missing
from local_aws.strict.refusals import Refusals
from local_aws.strict.scaling_calls import (
    backend_of,
    check_bounds,
    dimension_of,
    invalid,
    target_of,
)
from local_aws.strict.scaling_policies import check_policy
from local_aws.strict.scheduled_actions import (
    check_count,
    check_schedule,
    check_scheduled_bounds,
)


def _unknown_kind(call: Call) -> None:
    """Refuse a dimension that does not fit its namespace or resource.

    Raises:
        NotImplementedError: AWS scales it, the local one does not.

    """
    namespace, dimension = call.params["ServiceNamespace"], dimension_of(call)
    if dimension is None or namespace not in ("lambda", "sagemaker"):
        if namespace in ("dynamodb", "ecs", "rds", "ec2", "kafka"):
            lacking = f"scaling of {namespace}"
            raise NotImplementedError(lacking)
        return  # moto says which there are
    resource = DIMENSIONS.get(dimension)
    if (
        resource is None
        or not dimension.startswith(f"{namespace}:")
        or not resource.fullmatch(call.params["ResourceId"])
    ):
        text = "Unsupported service namespace, resource type or scalable dimension"
        raise invalid(text)


def _without_resource(call: Call) -> None:
    """Refuse a target that is not there, or cannot be scaled this way."""
    reason = missing(call.account_id, call.region, target_of(call))
    if reason is not None:
        raise invalid(reason)


def _bounds(call: Call) -> None:
    """Refuse a new target without both bounds, and a minimum above the maximum."""
    low, high = call.params.get("MinCapacity"), call.params.get("MaxCapacity")
    known = find_target(backend_of(call), target_of(call))
    if known is None and (low is None or high is None):
        text = (
            "Both MinCapacity and MaxCapacity are required when registering a new "
            "scalable target"
        )
        raise invalid(text)
    low = known.min_capacity if known and low is None else low
    high = known.max_capacity if known and high is None else high
    check_bounds(low, high)


def _no_target(call: Call) -> None:
    """Refuse what hangs on a target that nobody registered."""
    target = target_of(call)
    if find_target(backend_of(call), target) is None:
        verb = "found" if call.operation == "DeregisterScalableTarget" else "registered"
        text = f"No scalable target {verb} for {target}"
        raise AwsError(text, code="ObjectNotFoundException")


def _no_policy(call: Call) -> None:
    name = call.params["PolicyName"]
    _found(call, "scaling policy", backend_of(call).policies.values(), "policy", name)


def _no_scheduled_action(call: Call) -> None:
    name = call.params["ScheduledActionName"]
    actions = backend_of(call).scheduled_actions
    _found(call, "scheduled action", actions, "scheduled_action", name)


def _found(call: Call, what: str, things: Any, kind: str, name: str) -> None:  # noqa: ANN401 - moto is untyped
    target = target_of(call)
    if any(
        target_id(each) == target and getattr(each, f"{kind}_name") == name
        for each in things
    ):
        return
    text = f"No {what} found for {target}, {what} name: {name}"
    raise AwsError(text, code="ObjectNotFoundException")


def _untagged(call: Call) -> None:
    """Refuse tags of what is no scalable target."""
    arn = call.params["ResourceARN"]
    if arn not in beside(backend_of(call)).tags:
        text = f"No scalable target found for ARN: {arn}"
        raise AwsError(text, code="ResourceNotFoundException")


REFUSALS: Refusals = {
    "DeleteScalingPolicy": (_no_policy,),
    "DeleteScheduledAction": (_no_scheduled_action,),
    "DeregisterScalableTarget": (_no_target,),
    "ListTagsForResource": (_untagged,),
    "PutScalingPolicy": (_unknown_kind, _no_target, check_policy),
    "PutScheduledAction": (
        _unknown_kind,
        _no_target,
        check_schedule,
        check_scheduled_bounds,
        check_count,
    ),
    "RegisterScalableTarget": (_unknown_kind, _bounds, _without_resource),
    "TagResource": (_untagged,),
    "UntagResource": (_untagged,),
}
