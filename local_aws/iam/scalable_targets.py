"""What calls of Application Auto Scaling need: scalable targets.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html
"""

from local_aws.calls import Call
from local_aws.iam.callers import PARTITION
from local_aws.iam.need import Need

_OF_TARGETS = frozenset(
    {
        "DeleteScalingPolicy",
        "DeleteScheduledAction",
        "DeregisterScalableTarget",
        "PutScalingPolicy",
        "PutScheduledAction",
        "RegisterScalableTarget",
    }
)


def needs_of(call: Call) -> list[Need]:
    """Return what a call needs; those that describe have no resource."""
    action = f"application-autoscaling:{call.operation}"
    if "ResourceARN" in call.params:
        return [Need(action=action, resource=str(call.params["ResourceARN"]))]
    if call.operation not in _OF_TARGETS:
        return [Need(action=action, resource="*")]
    # AWS gives a target an id of its own: a policy names all or none.
    here = f"arn:{PARTITION}:application-autoscaling:{call.region}:{call.account_id}"
    names = {"ServiceNamespace": "service-namespace"}
    names["ScalableDimension"] = "scalable-dimension"
    return [
        Need(
            action=action,
            context={
                f"application-autoscaling:{key}": [str(call.params[name])]
                for name, key in names.items()
                if name in call.params
            },
            resource=f"{here}:scalable-target/0",
        )
    ]
