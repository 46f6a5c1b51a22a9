"""What calls of Route 53 need: a health check, a hosted zone, or everything.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html
"""

from local_aws.calls import Call
from local_aws.iam.callers import PARTITION
from local_aws.iam.need import Need

# By the parameter that says which: neither is of a Region or an account.
_KINDS = {
    "HealthCheckId": "healthcheck",
    "HostedZoneId": "hostedzone",
}
# Of hosted zones, operations have it under another name.
_OF_ZONES = frozenset({"DeleteHostedZone", "GetHostedZone", "UpdateHostedZoneComment"})


def needs_of(call: Call) -> list[Need]:
    """Return what a call needs: its action on what it is about."""
    return [Need(action=f"route53:{call.operation}", resource=_resource(call))]


def _resource(call: Call) -> str:
    for parameter, kind in _KINDS.items():
        if call.params.get(parameter):
            return f"arn:{PARTITION}:route53:::{kind}/{call.params[parameter]}"
    if call.operation in _OF_ZONES:
        return f"arn:{PARTITION}:route53:::hostedzone/{call.params['Id']}"
    return "*"
