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
    action = f"route53:{call.operation}"
    return [Need(action=action, context=_changed(call), resource=_resource(call))]


def _changed(call: Call) -> dict[str, list[str]]:
    """Return what policies may ask of the records that a call changes.

    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-conditions-route53.html
    """
    if call.operation != "ChangeResourceRecordSets":
        return {}
    changes = call.params["ChangeBatch"]["Changes"]
    records = [change["ResourceRecordSet"] for change in changes]
    prefix = "route53:ChangeResourceRecordSets"
    seen = {
        "Actions": [change["Action"] for change in changes],
        "NormalizedRecordNames": [_normalized(one["Name"]) for one in records],
        "RecordTypes": [one["Type"] for one in records],
    }
    return {f"{prefix}{key}": sorted(set(values)) for key, values in seen.items()}


def _normalized(name: str) -> str:
    """Return a name as conditions have it: lower case, no dot behind it."""
    return name.lower().removesuffix(".").replace("*", "\\052")


def _resource(call: Call) -> str:
    if call.params.get("ResourceType"):
        kind, name = call.params["ResourceType"], call.params["ResourceId"]
        return f"arn:{PARTITION}:route53:::{kind}/{_id(name)}"
    if call.operation == "GetChange":
        return f"arn:{PARTITION}:route53:::change/{_id(call.params['Id'])}"
    for parameter, kind in _KINDS.items():
        if call.params.get(parameter):
            return f"arn:{PARTITION}:route53:::{kind}/{_id(call.params[parameter])}"
    if call.operation in _OF_ZONES:
        return f"arn:{PARTITION}:route53:::hostedzone/{_id(call.params['Id'])}"
    return "*"


def _id(name: str) -> str:
    # Some calls have its kind before it, with slashes.
    return str(name).rpartition("/")[2]
