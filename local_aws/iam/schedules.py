"""What calls of EventBridge Scheduler need: schedules by group and name.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgescheduler.html
"""

from local_aws.calls import Call
from local_aws.iam.callers import PARTITION
from local_aws.iam.need import Need

_OF_GROUPS = frozenset(
    {"CreateScheduleGroup", "DeleteScheduleGroup", "GetScheduleGroup"}
)
_TAGS = frozenset({"ListTagsForResource", "TagResource", "UntagResource"})
_LISTS = frozenset({"ListScheduleGroups", "ListSchedules"})


def needs_of(call: Call) -> list[Need]:
    """Return what a call needs: its action on the resource that it is about."""
    return [Need(action=f"scheduler:{call.operation}", resource=_resource(call))]


def _resource(call: Call) -> str:
    if call.operation in _TAGS:
        return str(call.params["ResourceArn"])
    if call.operation in _LISTS:
        return "*"
    here = f"arn:{PARTITION}:scheduler:{call.region}:{call.account_id}"
    name = call.params["Name"]
    if call.operation in _OF_GROUPS:
        return f"{here}:schedule-group/{name}"
    return f"{here}:schedule/{call.params.get('GroupName') or 'default'}/{name}"
