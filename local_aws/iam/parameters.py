"""What calls of Parameter Store need: parameters by their names.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
"""

from local_aws.calls import Call
from local_aws.iam.callers import PARTITION
from local_aws.iam.need import Need


def needs_of(call: Call) -> list[Need]:
    """Return what a call needs: its action on each parameter, or on the path."""
    action = f"ssm:{call.operation}"
    given = call.params
    # Tags are of resources of several kinds: the others are none of ours.
    tagged = given.get("ResourceId") if given.get("ResourceType") else None
    named = given.get("Name") or given.get("Path")
    names = [tagged, named, *(given.get("Names") or ())]
    here = f"arn:{PARTITION}:ssm:{call.region}:{call.account_id}"
    found = [
        # The slash before a name is the one behind the kind.
        Need(action=action, resource=f"{here}:parameter/{str(name).removeprefix('/')}")
        for name in names
        if name
    ]
    return found or [Need(action=action, resource="*")]
