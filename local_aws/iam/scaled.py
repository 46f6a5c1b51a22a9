"""What Application Auto Scaling asks of its caller elsewhere.

On what is scaled, and on the alarms of a policy that tracks a target.
https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_id-based-policy-examples.html
("Permissions required for API actions on target services and CloudWatch") says whose
they are and not which call takes which: here, what each call does.
"""

from collections.abc import Iterator, Sequence

from moto.applicationautoscaling.models import applicationautoscaling_backends

from local_aws.calls import Call
from local_aws.iam.callers import PARTITION
from local_aws.iam.machine_learning import need_on
from local_aws.iam.need import Need

_TRACKING = "TargetTrackingScaling"


def needs_of(call: Call) -> Sequence[Need]:
    """Return what a call of Application Auto Scaling needs beside itself."""
    if call.service != "application-autoscaling":
        return ()
    resource_id = str(call.params.get("ResourceId", ""))
    match call.operation:
        case "RegisterScalableTarget":
            return [*_capacity(call, resource_id)]
        case "PutScalingPolicy" if call.params.get("PolicyType") == _TRACKING:
            return _alarms(call, resource_id, "DescribeAlarms", "PutMetricAlarm")
        case "DeleteScalingPolicy" if _tracks(call, resource_id):
            return _alarms(call, resource_id, "DeleteAlarms")
        case _:
            return ()


def _capacity(call: Call, resource_id: str) -> Iterator[Need]:
    """Yield what it takes to look at a capacity, and to set it."""
    here = f"{call.region}:{call.account_id}"
    kind, *rest = resource_id.replace(":", "/").split("/")
    match kind, rest:
        case "endpoint", [name, "variant", _]:
            arn = f"arn:{PARTITION}:sagemaker:{here}:endpoint/{name}"
            for action in ("DescribeEndpoint", "UpdateEndpointWeightsAndCapacities"):
                yield need_on(call, f"sagemaker:{action}", arn, {})
        case "inference-component", [name]:
            arn = f"arn:{PARTITION}:sagemaker:{here}:inference-component/{name}"
            for verb, what in (("Describe", ""), ("Update", "RuntimeConfig")):
                action = f"sagemaker:{verb}InferenceComponent{what}"
                yield need_on(call, action, arn, {})
        case "function", [name, alias]:
            arn = f"arn:{PARTITION}:lambda:{here}:function:{name}:{alias}"
            for verb in ("Delete", "Get", "Put"):
                action = f"lambda:{verb}ProvisionedConcurrencyConfig"
                yield Need(action=action, resource=arn)


def _alarms(call: Call, resource_id: str, *operations: str) -> list[Need]:
    here = f"arn:{PARTITION}:cloudwatch:{call.region}:{call.account_id}"
    # Of a policy's alarms, which have ids of their own behind this.
    alarm = f"{here}:alarm:TargetTracking-{resource_id}-Alarm"
    return [Need(action=f"cloudwatch:{name}", resource=alarm) for name in operations]


def _tracks(call: Call, resource_id: str) -> bool:
    backend = applicationautoscaling_backends[call.account_id][call.region]
    return any(
        policy.resource_id == resource_id
        and policy.policy_name == call.params.get("PolicyName")
        and policy.policy_type == _TRACKING
        for policy in backend.policies.values()
    )
