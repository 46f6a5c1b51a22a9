"""The bill is told about every six hours, as a running total, in USD.

An alarm with a shorter period finds nothing most of the time; one without the
currency finds nothing at all.
"""

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck
from inferway_documents import number, texts


class BillIsSeen(BaseResourceCheck):
    """Reads alarms of AWS/Billing."""

    def __init__(self) -> None:
        """Register the policy."""
        super().__init__(
            name="Alarms of the bill look at it as AWS tells it",
            id="CKV2_INFERWAY_22",
            categories=[CheckCategories.LOGGING],
            supported_resources=["aws_cloudwatch_metric_alarm"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Fail an alarm of the bill that would not see it."""
        if texts(conf.get("namespace")) != ("AWS/Billing",):
            return CheckResult.UNKNOWN
        period = number(conf.get("period"))
        dimensions = conf.get("dimensions", [""])[0]
        sees = (
            (period is None or period >= 6 * 3600)
            and texts(conf.get("statistic")) == ("Maximum",)
            # Merged with others it is a text.
            and "Currency" in dimensions
            and "USD" in str(dimensions)
        )
        return CheckResult.PASSED if sees else CheckResult.FAILED


policy = BillIsSeen()
