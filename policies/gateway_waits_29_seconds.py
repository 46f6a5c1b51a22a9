"""API Gateway waits no longer than 29 s for what is behind it.

By default; a larger quota is had in exchange for requests per second.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
"""

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck
from inferway_documents import number

_LEAST_MS, _MOST_MS = 50, 29_000


class GatewayWaits(BaseResourceCheck):
    """Reads the time-out of integrations."""

    def __init__(self) -> None:
        """Register the policy."""
        super().__init__(
            name="API Gateway waits for 50 to 29,000 ms",
            id="CKV2_INFERWAY_21",
            categories=[CheckCategories.NETWORKING],
            supported_resources=["aws_api_gateway_integration"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Fail a time-out that the gateway refuses."""
        milliseconds = number(conf.get("timeout_milliseconds"))
        if milliseconds is not None and not _LEAST_MS <= milliseconds <= _MOST_MS:
            return CheckResult.FAILED
        return CheckResult.PASSED


policy = GatewayWaits()
