"""What the stack costs when nobody asks anything."""

from collections.abc import Iterator

from costs.lines import Bill, Line
from costs.workload import Case
from prices import GLOBAL


def standing(case: Case) -> Iterator[Line]:
    """Yield keys, alarms, metrics of each Region, and what there is once."""
    assumed = case.assumptions
    for region in case.workload.regions:
        bill = Bill(case.prices, region)
        yield bill.line("customer-managed keys", "kms_key", assumed.keys)
        yield bill.line("alarms", "alarm", assumed.alarms)
        yield bill.line("metrics of our own", "custom_metric", assumed.custom_metrics)
    everywhere = Bill(case.prices, GLOBAL)
    yield everywhere.line("dashboards", "dashboard", assumed.dashboards)
    checks = assumed.health_checks
    yield everywhere.line("health checks", "health_check", checks, kind="aws")
    yield everywhere.line(
        "health checks: by HTTPS", "health_check_feature", checks, kind="aws"
    )
