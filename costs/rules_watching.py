"""What alarms, dashboards, health checks and firewalls are charged for."""

from costs.charges import MILLION, Charge, Context
from costs.lines import Line
from costs.plan import Resource

# Seconds below which an alarm has high resolution.
# https://aws.amazon.com/cloudwatch/pricing/
_STANDARD_SECONDS = 60
# An alarm on anomalies is charged for its metric and both bounds of the band.
_BAND = 3
_FAST_SECONDS = 10


def metric_alarm(resource: Resource, context: Context) -> Charge:
    """Return an alarm, charged by metric."""
    values = resource.values
    queries = values.get("metric_query") or ()
    metrics = [one["metric"][0] for one in queries if one.get("metric")]
    periods = [one.get("period") for one in metrics] or [values.get("period")]
    fast = any(one is not None and one < _STANDARD_SECONDS for one in periods)
    count = (len(metrics) or 1) * (_BAND if values.get("threshold_metric_id") else 1)
    name = "alarm_high_resolution" if fast else "alarm"
    return Charge(at_rest=(context.bill(resource).line("alarm", name, count),))


def composite_alarm(resource: Resource, context: Context) -> Charge:
    """Return an alarm on alarms."""
    line = context.bill(resource).line("composite alarm", "composite_alarm", 1)
    return Charge(at_rest=(line,))


def dashboard(resource: Resource, context: Context) -> Charge:
    """Return a dashboard."""
    line = context.bill(resource).line("dashboard", "dashboard", 1)
    return Charge(at_rest=(line,))


def health_check(resource: Resource, context: Context) -> Charge:
    """Return a health check, and each of its optional features.

    What it calls is taken to be in AWS, as our APIs are.
    """
    values, bill = resource.values, context.bill(resource)
    kind = str(values.get("type") or "")
    features = (
        kind.startswith("HTTPS")
        + kind.endswith("STR_MATCH")
        + (values.get("request_interval") == _FAST_SECONDS)
        + bool(values.get("measure_latency"))
    )
    lines: list[Line] = [bill.line("health check", "health_check", 1, kind="aws")]
    if features:
        what = "HTTPS, fast interval, latency, string matching"
        lines.append(bill.line(what, "health_check_feature", features, kind="aws"))
    return Charge(at_rest=tuple(lines))


def web_acl(resource: Resource, context: Context) -> Charge:
    """Return a firewall, its rules, and what looks at requests."""
    bill, rules = context.bill(resource), resource.values.get("rule") or ()
    return Charge(
        at_rest=(
            bill.line("web ACL", "web_acl", 1),
            bill.line("rules of it", "web_acl_rule", len(rules)),
        ),
        per_million=(bill.line("requests", "web_acl_requests", MILLION),),
    )
