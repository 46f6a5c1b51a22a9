"""Cost Explorer: a second monitor of services, and summaries for topics.

https://docs.aws.amazon.com/cost-management/latest/userguide/management-limits.html
"""

from moto.ce.models import ce_backends

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.iam.callers import PARTITION
from local_aws.money.anomalies import IMMEDIATE, detection
from local_aws.money.telling import SNS
from local_aws.strict.constraints import check_constraints
from local_aws.strict.refusals import Refusals


def _second_monitor(call: Call) -> None:
    """Refuse a monitor of AWS services where there is one: an account has one."""
    if call.params["AnomalyMonitor"].get("MonitorType") != "DIMENSIONAL":
        return
    kept = detection(ce_backends[call.account_id][PARTITION])
    if any(each["MonitorType"] == "DIMENSIONAL" for each in kept.monitors.values()):
        text = "Limit exceeded on dimensional spend monitor creation"
        raise AwsError(text, code="LimitExceededException")


def _summary(call: Call) -> None:
    """Refuse summaries for topics, and single anomalies for e-mail."""
    given = call.params.get("AnomalySubscription", call.params)
    kinds = {each["Type"] for each in given.get("Subscribers") or ()}
    frequency = given.get("Frequency")
    if SNS in kinds and frequency not in (None, IMMEDIATE):
        text = "SNS subscribers take the frequency IMMEDIATE only."
        raise AwsError(text, code="ValidationException")
    if "EMAIL" in kinds and frequency == IMMEDIATE:
        text = "E-mail subscribers take the frequencies DAILY and WEEKLY only."
        raise AwsError(text, code="ValidationException")


REFUSALS: Refusals = {
    "CreateAnomalyMonitor": (check_constraints, _second_monitor),
    "CreateAnomalySubscription": (check_constraints, _summary),
    "UpdateAnomalySubscription": (check_constraints, _summary),
}
