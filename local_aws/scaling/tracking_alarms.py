"""The alarms that a target tracking policy makes for itself.

https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html
https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-code-define.html
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Scaling in waits until the metric is a tenth below its target, so that it does
# not undo what scaling out did.
LOW_SHARE = 0.9
_SCALE_OUT_PERIODS = 3
_SCALE_IN_SECONDS = 15 * 60

SAGEMAKER = "AWS/SageMaker"


@dataclass(frozen=True, kw_only=True)
class TrackedMetric:
    """The metric a policy holds near its target.

    Attributes:
        namespace: Of CloudWatch.
        name: Of the metric.
        dimensions: By name.
        statistic: Such as "Sum".
        period: Seconds of a datapoint.
        unit: None for any.

    """

    namespace: str
    name: str
    dimensions: Mapping[str, str]
    statistic: str
    period: int = 60
    unit: str | None = None


_PREDEFINED: Mapping[str, tuple[str, str, str, str, int]] = {
    # metric type: dimension it fits, namespace, metric, statistic, period
    "LambdaProvisionedConcurrencyUtilization": (
        "lambda:function:ProvisionedConcurrency",
        "AWS/Lambda",
        "ProvisionedConcurrencyUtilization",
        "Maximum",
        60,
    ),
    "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution": (
        "sagemaker:inference-component:DesiredCopyCount",
        SAGEMAKER,
        "ConcurrentRequestsPerCopy",
        "Maximum",
        10,
    ),
    "SageMakerInferenceComponentInvocationsPerCopy": (
        "sagemaker:inference-component:DesiredCopyCount",
        SAGEMAKER,
        "InvocationsPerCopy",
        "Sum",
        60,
    ),
    "SageMakerVariantConcurrentRequestsPerModelHighResolution": (
        "sagemaker:variant:DesiredInstanceCount",
        SAGEMAKER,
        "ConcurrentRequestsPerModel",
        "Maximum",
        10,
    ),
    "SageMakerVariantInvocationsPerInstance": (
        "sagemaker:variant:DesiredInstanceCount",
        SAGEMAKER,
        "InvocationsPerInstance",
        "Sum",
        60,
    ),
    "SageMakerVariantProvisionedConcurrencyUtilization": (
        "sagemaker:variant:DesiredProvisionedConcurrency",
        SAGEMAKER,
        "ServerlessProvisionedConcurrencyUtilization",
        "Maximum",
        60,
    ),
}


def fits(metric_type: str, dimension: str) -> bool:
    """Tell whether AWS offers a predefined metric for a dimension."""
    return metric_type in _PREDEFINED and _PREDEFINED[metric_type][0] == dimension


def tracked_metric(
    resource_id: str, configuration: Mapping[str, Any]
) -> TrackedMetric | None:
    """Return what a policy tracks, None where it is an expression."""
    custom = configuration.get("CustomizedMetricSpecification")
    if custom is None:
        wanted = configuration["PredefinedMetricSpecification"]["PredefinedMetricType"]
        _, namespace, name, statistic, period = _PREDEFINED[wanted]
        return TrackedMetric(
            namespace=namespace,
            name=name,
            dimensions=_dimensions(resource_id),
            statistic=statistic,
            period=period,
        )
    if "Metrics" in custom:
        return None
    return TrackedMetric(
        namespace=custom["Namespace"],
        name=custom["MetricName"],
        dimensions={d["Name"]: d["Value"] for d in custom.get("Dimensions", ())},
        statistic=custom["Statistic"],
        unit=custom.get("Unit"),
    )


def tracking_alarms(
    resource_id: str, policy_arn: str, configuration: Mapping[str, Any]
) -> Sequence[dict[str, Any]]:
    """Return the arguments with which moto makes each alarm of a policy."""
    metric = tracked_metric(resource_id, configuration)
    if metric is None:
        return ()
    target = float(configuration["TargetValue"])
    kinds = [("High", "GreaterThanThreshold", target, _SCALE_OUT_PERIODS)]
    if not configuration.get("DisableScaleIn"):
        periods = _SCALE_IN_SECONDS // metric.period
        kinds.append(("Low", "LessThanThreshold", target * LOW_SHARE, periods))
    action = f"{policy_arn}:createdBy/{uuid.uuid4()}"
    return [
        {
            "name": f"TargetTracking-{resource_id}-Alarm{kind}-{uuid.uuid4()}",
            "description": "DO NOT EDIT OR DELETE. "
            f"For TargetTrackingScaling policy {action}.",
            "namespace": metric.namespace,
            "metric_name": metric.name,
            "dimensions": [
                {"Name": name, "Value": value}
                for name, value in metric.dimensions.items()
            ],
            "statistic": metric.statistic,
            "unit": metric.unit,
            "period": metric.period,
            "comparison_operator": comparison,
            "threshold": threshold,
            "evaluation_periods": periods,
            "alarm_actions": [action],
        }
        for kind, comparison, threshold, periods in kinds
    ]


def _dimensions(resource_id: str) -> Mapping[str, str]:
    """Return the dimensions with which a service measures a target."""
    parts = resource_id.replace(":", "/").split("/")
    if parts[0] == "endpoint":
        return {"EndpointName": parts[1], "VariantName": parts[3]}
    if parts[0] == "inference-component":
        return {"InferenceComponentName": parts[1]}
    return {"FunctionName": parts[1], "Resource": f"{parts[1]}:{parts[2]}"}
