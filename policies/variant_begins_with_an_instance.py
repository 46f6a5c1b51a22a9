"""A variant begins with an instance; one that SageMaker scales names no model.

Scale to zero is for inference components alone: their variant has managed scaling
and no model, and goes down to zero later.
"""

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck
from inferway_documents import blocks, number, texts


class VariantBeginsWithAnInstance(BaseResourceCheck):
    """Reads variants with instances."""

    def __init__(self) -> None:
        """Register the policy."""
        super().__init__(
            name="Variants begin with an instance, and managed ones name no model",
            id="CKV2_INFERWAY_31",
            categories=[CheckCategories.GENERAL_SECURITY],
            supported_resources=["aws_sagemaker_endpoint_configuration"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Fail what SageMaker refuses."""
        refused = any(
            number(variant.get("initial_instance_count")) == 0
            or (
                any(blocks(variant, "managed_instance_scaling"))
                and texts(variant.get("model_name"))
            )
            for variant in blocks(conf, "production_variants")
        )
        return CheckResult.FAILED if refused else CheckResult.PASSED


policy = VariantBeginsWithAnInstance()
