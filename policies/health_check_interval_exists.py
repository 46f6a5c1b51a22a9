"""Route 53 asks every 10 or 30 seconds, and never at another interval.

It is fixed when the check is made.
"""

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck
from inferway_documents import number, texts


class HealthCheckIntervalExists(BaseResourceCheck):
    """Reads health checks that ask an address."""

    def __init__(self) -> None:
        """Register the policy."""
        super().__init__(
            name="Health checks ask every 10 or 30 s",
            id="CKV2_INFERWAY_27",
            categories=[CheckCategories.GENERAL_SECURITY],
            supported_resources=["aws_route53_health_check"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Fail an interval that Route 53 refuses."""
        if not texts(conf.get("request_interval")):
            return CheckResult.UNKNOWN
        seconds = number(conf.get("request_interval"))
        return CheckResult.PASSED if seconds in {None, 10, 30} else CheckResult.FAILED


policy = HealthCheckIntervalExists()
