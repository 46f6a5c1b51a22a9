"""What calls of CloudWatch need: alarms by their names, dashboards, or everything.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
"""

from local_aws.calls import Call
from local_aws.iam.callers import PARTITION
from local_aws.iam.need import Need

# Where one is named, and where several are.
_ONE = frozenset({"PutCompositeAlarm", "PutMetricAlarm", "SetAlarmState"})
_SEVERAL = frozenset(
    {
        "DeleteAlarms",
        "DescribeAlarmHistory",
        "DescribeAlarms",
        "DisableAlarmActions",
        "EnableAlarmActions",
    }
)


def needs_of(call: Call) -> list[Need]:
    """Return what a call needs; metrics have no resource."""
    context = {}
    if "Namespace" in call.params and call.operation == "PutMetricData":
        context["cloudwatch:namespace"] = [str(call.params["Namespace"])]
    return [
        Need(action=f"cloudwatch:{call.operation}", context=context, resource=resource)
        for resource in _resources(call)
    ]


def _resources(call: Call) -> list[str]:
    params = call.params
    here = f"arn:{PARTITION}:cloudwatch:{call.region}:{call.account_id}:alarm"
    if params.get("ResourceARN"):
        return [str(params["ResourceARN"])]
    if call.operation in _ONE:
        return [f"{here}:{params['AlarmName']}"]
    if call.operation in _SEVERAL:
        names = params.get("AlarmNames") or [params.get("AlarmName") or "*"]
        return [f"{here}:{name}" for name in names]
    return ["*"]
