"""A serverless variant has one of six sizes, and 200 requests at once at most.

https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html
"""

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck
from inferway_documents import blocks, number

_MOST_AT_ONCE = 200
_SIZES_MB = range(1024, 6145, 1024)


class ServerlessSizeExists(BaseResourceCheck):
    """Reads serverless variants."""

    def __init__(self) -> None:
        """Register the policy."""
        super().__init__(
            name="Serverless variants have a size that there is",
            id="CKV2_INFERWAY_26",
            categories=[CheckCategories.GENERAL_SECURITY],
            supported_resources=["aws_sagemaker_endpoint_configuration"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Fail what SageMaker refuses."""
        found = [
            serverless
            for variant in blocks(conf, "production_variants")
            for serverless in blocks(variant, "serverless_config")
        ]
        return CheckResult.PASSED if all(map(_exists, found)) else CheckResult.FAILED


def _exists(serverless: dict[str, Any]) -> bool:
    memory_mb = number(serverless.get("memory_size_in_mb"))
    at_once = number(serverless.get("max_concurrency"))
    ready = number(serverless.get("provisioned_concurrency"))
    return (
        (memory_mb is None or memory_mb in _SIZES_MB)
        and (at_once is None or 1 <= at_once <= _MOST_AT_ONCE)
        and (ready is None or at_once is None or 1 <= ready <= at_once)
    )


policy = ServerlessSizeExists()
