"""A tag may move, and then deploys nothing and tells nothing."""

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck
from inferway_documents import is_by_digest, texts


class ImageByDigest(BaseResourceCheck):
    """Reads the images of functions."""

    def __init__(self) -> None:
        """Register the policy."""
        super().__init__(
            name="Lambda images are pinned by their digest",
            id="CKV2_INFERWAY_2",
            categories=[CheckCategories.CONVENTION],
            supported_resources=["aws_lambda_function"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Fail an image that a tag names."""
        images = texts(conf.get("image_uri"))
        return (
            CheckResult.PASSED if all(map(is_by_digest, images)) else CheckResult.FAILED
        )


policy = ImageByDigest()
