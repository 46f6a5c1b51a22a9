"""What tests do with a local AWS that scales."""

import json
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.support.served import Served

INSTANCES = "sagemaker:variant:DesiredInstanceCount"
PROVISIONED = "sagemaker:variant:DesiredProvisionedConcurrency"
COPIES = "sagemaker:inference-component:DesiredCopyCount"
LAMBDA = "lambda:function:ProvisionedConcurrency"


@dataclass(frozen=True)
class World:
    """A served local AWS, and shortcuts."""

    served: Served

    @property
    def scaling(self):
        return self.served.client("application-autoscaling")

    @property
    def cloudwatch(self):
        return self.served.client("cloudwatch")

    @property
    def sagemaker(self):
        return self.served.client("sagemaker")

    def clock(self, body=None):
        """Ask the clock, or move it."""
        request = urllib.request.Request(  # noqa: S310 - our own http URL
            f"{self.served.local.url}/_local/clock",
            data=None if body is None else json.dumps(body).encode(),
            method="GET" if body is None else "POST",
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return datetime.fromisoformat(json.load(answer)["now"])

    def now(self):
        return self.clock()

    def advance(self, **by):
        return self.clock({"advance_seconds": timedelta(**by).total_seconds()})

    def move_to(self, at):
        return self.clock({"now": at.astimezone(UTC).isoformat()})

    def register(self, target, low, high, **more):
        """Register a target; gives its ARN."""
        return self.scaling.register_scalable_target(
            **target, MinCapacity=low, MaxCapacity=high, **more
        )["ScalableTargetARN"]

    def clear(self):
        """Take every target and alarm away."""
        for namespace in ("lambda", "sagemaker"):
            found = self.scaling.describe_scalable_targets(ServiceNamespace=namespace)
            for target in found["ScalableTargets"]:
                self.scaling.deregister_scalable_target(
                    ServiceNamespace=namespace,
                    ResourceId=target["ResourceId"],
                    ScalableDimension=target["ScalableDimension"],
                )
        alarms = self.cloudwatch.describe_alarms()["MetricAlarms"]
        self.cloudwatch.delete_alarms(AlarmNames=[a["AlarmName"] for a in alarms])

    def schedule(self, target, name, schedule, low=None, high=None, **more):
        """Put a scheduled action."""
        action = {"MinCapacity": low, "MaxCapacity": high}
        self.scaling.put_scheduled_action(
            **target,
            ScheduledActionName=name,
            Schedule=schedule,
            ScalableTargetAction={k: v for k, v in action.items() if v is not None},
            **more,
        )

    def bounds(self, target):
        """Return minimum and maximum."""
        [found] = self.scaling.describe_scalable_targets(
            ServiceNamespace=target["ServiceNamespace"],
            ResourceIds=[target["ResourceId"]],
            ScalableDimension=target["ScalableDimension"],
        )["ScalableTargets"]
        return found["MinCapacity"], found["MaxCapacity"]

    def capacity(self, target):
        """Ask the service for the capacity."""
        name = name_of(target)
        if target["ScalableDimension"] == LAMBDA:
            functions = self.served.client("lambda")
            try:
                found = functions.get_provisioned_concurrency_config(
                    FunctionName=name, Qualifier="live"
                )
            except functions.exceptions.ProvisionedConcurrencyConfigNotFoundException:
                return 0
            return found["RequestedProvisionedConcurrentExecutions"]
        if target["ScalableDimension"] == COPIES:
            found = self.sagemaker.describe_inference_component(
                InferenceComponentName=name
            )
            return found["RuntimeConfig"]["CurrentCopyCount"]
        found = self.sagemaker.describe_endpoint(EndpointName=name)
        [variant] = found["ProductionVariants"]
        if target["ScalableDimension"] == PROVISIONED:
            return variant["CurrentServerlessConfig"]["ProvisionedConcurrency"]
        return variant["CurrentInstanceCount"]

    def activities(self, target):
        """Return cause, description and status of what was done, oldest first."""
        found = self.scaling.describe_scaling_activities(**target)["ScalingActivities"]
        return [
            (a["Cause"], a["Description"], a["StatusCode"]) for a in reversed(found)
        ]

    def measure(self, metric, value, at, namespace="AWS/SageMaker", **dimensions):
        """Put a value of a metric, as a service does."""
        self.cloudwatch.put_metric_data(
            Namespace=namespace,
            MetricData=[
                {
                    "MetricName": metric,
                    "Dimensions": [
                        {"Name": k, "Value": v} for k, v in dimensions.items()
                    ],
                    "Timestamp": at,
                    "Value": value,
                }
            ],
        )

    def alarm(self, name, **changed):
        """Make an alarm of values above 0 within a minute."""
        self.cloudwatch.put_metric_alarm(
            **{
                "AlarmName": name,
                "ComparisonOperator": "GreaterThanThreshold",
                "EvaluationPeriods": 1,
                "MetricName": name,
                "Namespace": "Tests",
                "Period": 60,
                "Statistic": "Sum",
                "Threshold": 0,
                **changed,
            }
        )
        return name

    def state(self, alarm):
        [found] = self.cloudwatch.describe_alarms(AlarmNames=[alarm])["MetricAlarms"]
        return found["StateValue"]


def name_of(target):
    return target["ResourceId"].replace(":", "/").split("/")[1]


def variant_of(name, dimension):
    return {
        "ServiceNamespace": "sagemaker",
        "ResourceId": f"endpoint/{name}/variant/main",
        "ScalableDimension": dimension,
    }
