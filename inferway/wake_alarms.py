"""Alarms that run a step policy: a policy that is made again has another ARN."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from stopped_endpoints.record import Target

if TYPE_CHECKING:
    from mypy_boto3_application_autoscaling import ApplicationAutoScalingClient
    from mypy_boto3_cloudwatch import CloudWatchClient

# What PutMetricAlarm takes of what DescribeAlarms gives.
_OF_ALARMS = (
    "AlarmName",
    "AlarmDescription",
    "ActionsEnabled",
    "OKActions",
    "AlarmActions",
    "InsufficientDataActions",
    "MetricName",
    "Namespace",
    "Statistic",
    "ExtendedStatistic",
    "Dimensions",
    "Period",
    "Unit",
    "EvaluationPeriods",
    "DatapointsToAlarm",
    "Threshold",
    "ComparisonOperator",
    "TreatMissingData",
    "EvaluateLowSampleCountPercentile",
    "Metrics",
    "ThresholdMetricId",
)


class WakeAlarms:
    """Alarms of one Region, which have the names of the policies they run."""

    def __init__(
        self,
        scaling: "ApplicationAutoScalingClient",
        cloudwatch: "CloudWatchClient",
    ) -> None:
        """Take the clients."""
        self._scaling = scaling
        self._cloudwatch = cloudwatch

    def attach(self, targets: Sequence[Target]) -> Mapping[str, str]:
        """Let the alarm of each step policy run it, where there is one of its name.

        AWS took the action away with the policy (DeleteScalingPolicy).

        Returns:
            Policies without such an alarm: their ARNs by their names.

        """
        left: dict[str, str] = {}
        for target in targets:
            if any(p.get("PolicyType") == "StepScaling" for p in target.policies):
                left |= self._attach(target)
        return left

    def _attach(self, target: Target) -> dict[str, str]:
        wanted: Any = {
            "ServiceNamespace": target.service_namespace,
            "ResourceId": target.resource_id,
            "ScalableDimension": target.dimension,
        }
        found = self._scaling.describe_scaling_policies(**wanted)["ScalingPolicies"]
        return {
            policy["PolicyName"]: policy["PolicyARN"]
            for policy in found
            if policy["PolicyType"] == "StepScaling"
            and not self._run(policy["PolicyName"], policy["PolicyARN"])
        }

    def _run(self, name: str, arn: str) -> bool:
        alarms = self._cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
        for alarm in alarms:
            if arn not in alarm.get("AlarmActions", ()):
                put: Any = {k: v for k, v in alarm.items() if k in _OF_ALARMS}
                # An empty one stands for none.
                put = {k: v for k, v in put.items() if v != []}
                put["AlarmActions"] = [*put.get("AlarmActions", ()), arn]
                self._cloudwatch.put_metric_alarm(**put)
        return bool(alarms)
