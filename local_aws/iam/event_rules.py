"""What calls of EventBridge need: buses and their rules.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html
"""

from local_aws.calls import Call
from local_aws.iam.callers import PARTITION
from local_aws.iam.need import Need

_DEFAULT = "default"
# Operations on a rule call it by either.
_RULES = ("Rule", "Name")
_OF_RULES = frozenset(
    {
        "DeleteRule",
        "DescribeRule",
        "DisableRule",
        "EnableRule",
        "ListTargetsByRule",
        "PutRule",
        "PutTargets",
        "RemoveTargets",
    }
)


def needs_of(call: Call) -> list[Need]:
    """Return what a call needs; PutEvents on each bus that it names."""
    action = f"events:{call.operation}"
    if call.operation != "PutEvents":
        return [Need(action=action, resource=_resource(call))]
    return [
        Need(
            action=action,
            context={
                "events:source": [str(entry.get("Source", ""))],
                "events:detail-type": [str(entry.get("DetailType", ""))],
            },
            resource=_bus(call, entry.get("EventBusName")),
        )
        for entry in call.params["Entries"]
    ]


def _resource(call: Call) -> str:
    given = call.params.get("ResourceARN")
    if given:
        return str(given)
    if call.operation in _OF_RULES:
        name = next(call.params[each] for each in _RULES if call.params.get(each))
        bus = (call.params.get("EventBusName") or _DEFAULT).rpartition("/")[2]
        path = name if bus == _DEFAULT else f"{bus}/{name}"
        return f"{_here(call)}:rule/{path}"
    bus_name = call.params.get("EventBusName")
    return _bus(call, bus_name) if bus_name else "*"


def _bus(call: Call, name: str | None) -> str:
    if name and name.startswith("arn:"):
        return name
    return f"{_here(call)}:event-bus/{name or _DEFAULT}"


def _here(call: Call) -> str:
    return f"arn:{PARTITION}:events:{call.region}:{call.account_id}"
