"""What a tag names may be another image when the next instance starts."""

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck
from inferway_documents import blocks, is_by_digest, texts


class ModelImageByDigest(BaseResourceCheck):
    """Reads the containers of models."""

    def __init__(self) -> None:
        """Register the policy."""
        super().__init__(
            name="Images of SageMaker models are pinned by their digest",
            id="CKV2_INFERWAY_30",
            categories=[CheckCategories.CONVENTION],
            supported_resources=["aws_sagemaker_model"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Fail an image that a tag names."""
        images = [
            image
            for kind in ("container", "primary_container")
            for container in blocks(conf, kind)
            for image in texts(container.get("image"))
        ]
        return (
            CheckResult.PASSED if all(map(is_by_digest, images)) else CheckResult.FAILED
        )


policy = ModelImageByDigest()
