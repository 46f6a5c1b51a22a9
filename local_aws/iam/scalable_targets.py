"""What calls of Application Auto Scaling need: scalable targets.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html
"""

from moto.applicationautoscaling.models import applicationautoscaling_backends

from local_aws.calls import Call
from local_aws.iam.callers import PARTITION
from local_aws.iam.need import Need
from local_aws.iam.tags import of_resource
from local_aws.scaling.kept import TargetId, beside, find_target

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
_CONDITIONS = {
    "ScalableDimension": "scalable-dimension",
    "ServiceNamespace": "service-namespace",
}
# What a target is known by, for it has no name.
_TARGET = ("ServiceNamespace", "ResourceId", "ScalableDimension")


def needs_of(call: Call) -> list[Need]:
    """Return what a call needs; those that describe have no resource."""
    action = f"application-autoscaling:{call.operation}"
    backend = applicationautoscaling_backends[call.account_id][call.region]
    tags = beside(backend).tags
    given = call.params.get("ResourceARN")
    if given:
        own = of_resource(tags.get(str(given), {}))
        return [Need(action=action, context=own, resource=str(given))]
    if call.operation not in _OF_TARGETS:
        return [Need(action=action, resource="*")]
    context = {
        f"application-autoscaling:{key}": [str(call.params[name])]
        for name, key in _CONDITIONS.items()
        if name in call.params
    }
    found = find_target(
        backend, TargetId(*(str(call.params.get(name)) for name in _TARGET))
    )
    # AWS gives a target an id of its own: a policy names all or none.
    here = f"arn:{PARTITION}:application-autoscaling:{call.region}:{call.account_id}"
    resource = f"{here}:scalable-target/0" if found is None else str(found.arn)
    context |= of_resource(tags.get(resource, {}))
    return [Need(action=action, context=context, resource=resource)]
