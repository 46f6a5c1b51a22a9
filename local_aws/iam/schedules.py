"""What calls of EventBridge Scheduler need: schedules by group and name.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgescheduler.html
"""

from moto.scheduler.models import scheduler_backends

from local_aws.calls import Call
from local_aws.iam.callers import PARTITION
from local_aws.iam.keys import find_key, need_through
from local_aws.iam.need import Need

_OF_GROUPS = frozenset(
    {"CreateScheduleGroup", "DeleteScheduleGroup", "GetScheduleGroup"}
)
_TAGS = frozenset({"ListTagsForResource", "TagResource", "UntagResource"})
# A schedule's answer has its payload in plain words.
_READS: tuple[str, ...] = ("kms:Decrypt",)
_WRITES = ("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey")
_LISTS = frozenset({"ListScheduleGroups", "ListSchedules"})


def needs_of(call: Call) -> list[Need]:
    """Return what a call needs: its action on the resource that it is about."""
    own = Need(action=f"scheduler:{call.operation}", resource=_resource(call))
    return [own, *_key_needs(call)]


def _key_needs(call: Call) -> list[Need]:
    """Return what a schedule's key asks of who writes its payload, or reads it.

    https://docs.aws.amazon.com/scheduler/latest/UserGuide/encryption-rest.html
    """
    reads = call.operation == "GetSchedule"
    name = _key_of(call) if reads else call.params.get("KmsKeyArn")
    key = find_key(call.account_id, call.region, name) if name else None
    if key is None:
        return []
    bound = {"aws:scheduler:schedule:arn": _resource(call)}
    actions = _READS if reads else _WRITES
    return [need_through("scheduler", action, key, bound) for action in actions]


def _key_of(call: Call) -> str | None:
    groups = scheduler_backends[call.account_id][call.region].schedule_groups
    group = groups.get(call.params.get("GroupName") or "default")
    found = None if group is None else group.schedules.get(call.params["Name"])
    return None if found is None else found.kms_key_arn


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
