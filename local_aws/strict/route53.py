"""Route 53: health checks and failover records that it does not take.

https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html
"""

from collections.abc import Mapping
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends
from moto.route53.models import route53_backends

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.iam.callers import PARTITION
from local_aws.strict.refusals import Refusals

_INTERVALS = (10, 30)
_MOST_FAILURES = 10
_CALCULATED = ("CALCULATED", "CLOUDWATCH_METRIC")
_LACKING = ("RECOVERY_CONTROL",)
# Statistics that a health check on an alarm can follow; a percentile is none.
_STATISTICS = ("Average", "Minimum", "Maximum", "Sum", "SampleCount")


def _invalid(text: str) -> AwsError:
    return AwsError(text, code="InvalidInput")


def _config(call: Call) -> None:
    config: Mapping[str, Any] = call.params["HealthCheckConfig"]
    kind = config["Type"]
    if kind in _LACKING:
        text = f"health checks of type {kind}"
        raise NotImplementedError(text)
    _thresholds(config)
    if kind in _CALCULATED:
        if kind == "CLOUDWATCH_METRIC":
            _alarm(call, config)
        elif config.get("HealthThreshold") is None:
            # Terraform leaves out a 0; what AWS makes of that, it does not say.
            text = "a calculated health check without a threshold"
            raise NotImplementedError(text)
        return
    if not (config.get("FullyQualifiedDomainName") or config.get("IPAddress")):
        text = "Invalid parameter : You must specify an IP address or a domain name."
        raise _invalid(text)
    interval = config.get("RequestInterval", 30)
    if int(interval) not in _INTERVALS:
        text = f"Invalid parameter : The interval must be 10 or 30, not {interval}."
        raise _invalid(text)


def _update(call: Call) -> None:
    """Refuse what cannot be changed: UpdateHealthCheck has no interval."""
    _thresholds(call.params)


def _thresholds(config: Mapping[str, Any]) -> None:
    failures = config.get("FailureThreshold")
    if failures is not None and not 1 <= int(failures) <= _MOST_FAILURES:
        text = "Invalid parameter : The failure threshold must be between 1 and 10."
        raise _invalid(text)


def _alarm(call: Call, config: Mapping[str, Any]) -> None:
    """Refuse an alarm that no health check can follow."""
    named = config.get("AlarmIdentifier") or {}
    alarms = cloudwatch_backends[call.account_id][named.get("Region", "us-east-1")]
    alarm = alarms.alarms.get(str(named.get("Name")))
    if alarm is None:
        text = f"No alarm with the name {named.get('Name')} exists."
        raise _invalid(text)
    if alarm.statistic not in _STATISTICS:
        text = "Health checks cannot follow an alarm with an extended statistic."
        raise _invalid(text)


def _status_of_calculated(call: Call) -> None:
    checks = route53_backends[call.account_id][PARTITION].health_checks
    check = checks.get(call.params["HealthCheckId"])
    if check is not None and check.type_ in _CALCULATED:
        text = "The status of a calculated health check cannot be asked for."
        raise _invalid(text)


def _records(call: Call) -> None:
    checks = route53_backends[call.account_id][PARTITION].health_checks
    for change in call.params["ChangeBatch"]["Changes"]:
        record = change["ResourceRecordSet"]
        if change["Action"] == "DELETE":
            continue
        problem = _problem(record, set(checks))
        if problem:
            name = record["Name"]
            text = f"[Invalid request: {problem} in {name}]"
            raise AwsError(text, code="InvalidChangeBatch")


def _problem(record: Mapping[str, Any], checks: set[str]) -> str | None:
    if record.get("Failover") and not record.get("SetIdentifier"):
        return "Missing field 'SetIdentifier'"
    check = record.get("HealthCheckId")
    if check and check not in checks:
        return f"No health check {check}"
    if record.get("AliasTarget") and record.get("TTL") is not None:
        return "An alias has no TTL"
    return None


REFUSALS: Refusals = {
    "ChangeResourceRecordSets": (_records,),
    "CreateHealthCheck": (_config,),
    "GetHealthCheckStatus": (_status_of_calculated,),
    "UpdateHealthCheck": (_update,),
}
