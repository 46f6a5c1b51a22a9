"""Application Auto Scaling: policies that could never scale."""

from itertools import pairwise
from typing import Any

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.scaling.kept import target_id
from local_aws.scaling.tracking_alarms import fits
from local_aws.strict.scaling_calls import backend_of, dimension_of, invalid, target_of

_STEPS = 20


def check_policy(call: Call) -> None:
    """Refuse a policy that could never scale."""
    kind = call.params.get("PolicyType")
    step = call.params.get("StepScalingPolicyConfiguration")
    tracking = call.params.get("TargetTrackingScalingPolicyConfiguration")
    known = _existing_policy(call)
    if known is not None and kind not in (None, known.policy_type):
        text = "Policy type cannot be changed: delete the policy, and create another"
        raise invalid(text)
    if kind == "StepScaling":
        _bad_steps(step or {})
    elif kind == "TargetTrackingScaling":
        _bad_tracking(dimension_of(call), tracking or {})
    elif kind is not None and kind != "PredictiveScaling":
        return  # moto says which there are
    else:
        lacking = f"a policy of type {kind}"
        raise NotImplementedError(lacking)


def _bad_steps(step: Any) -> None:  # noqa: ANN401 - JSON
    adjustments = step.get("StepAdjustments") or ()
    if not adjustments:
        text = "At least one StepAdjustment must be specified for step scaling policies"
        raise invalid(text)
    if len(adjustments) > _STEPS:
        text = f"A step scaling policy has at most {_STEPS} step adjustments"
        raise AwsError(text, code="LimitExceededException")
    if "AdjustmentType" not in step:
        text = "AdjustmentType must be specified for step scaling policies"
        raise invalid(text)
    bounds = sorted(
        (
            each.get("MetricIntervalLowerBound", float("-inf")),
            each.get("MetricIntervalUpperBound", float("inf")),
        )
        for each in adjustments
    )
    if any(low >= high for low, high in bounds):
        text = "Step adjustment lower bound must be less than its upper bound"
        raise invalid(text)
    if any(before[1] != after[0] for before, after in pairwise(bounds)):
        text = "Step adjustment intervals must not overlap, and have no gap"
        raise invalid(text)


def _bad_tracking(dimension: str | None, tracking: Any) -> None:  # noqa: ANN401 - JSON
    predefined = tracking.get("PredefinedMetricSpecification")
    custom = tracking.get("CustomizedMetricSpecification")
    if (predefined is None) == (custom is None):
        text = (
            "Exactly one of PredefinedMetricSpecification and "
            "CustomizedMetricSpecification must be specified"
        )
        raise invalid(text)
    if predefined is not None and not fits(
        predefined["PredefinedMetricType"], str(dimension)
    ):
        text = (
            f"Predefined metric type {predefined['PredefinedMetricType']} is not "
            f"supported for scalable dimension {dimension}"
        )
        raise invalid(text)


def _existing_policy(call: Call) -> Any:  # noqa: ANN401 - moto is untyped
    return next(
        (
            policy
            for policy in backend_of(call).policies.values()
            if target_id(policy) == target_of(call)
            and policy.policy_name == call.params["PolicyName"]
        ),
        None,
    )
