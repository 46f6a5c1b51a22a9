"""A function whose image has expired fails."""

import json
from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck


class TaggedImagesStay(BaseResourceCheck):
    """Reads the rules, which checkov's own language cannot all look at."""

    def __init__(self) -> None:
        """Register the policy."""
        super().__init__(
            name="Only images without a tag expire",
            id="CKV2_INFERWAY_7",
            categories=[CheckCategories.BACKUP_AND_RECOVERY],
            supported_resources=["aws_ecr_lifecycle_policy"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Pass a policy whose every rule is about untagged images."""
        policy = conf["policy"][0]
        if isinstance(policy, str):
            try:
                policy = json.loads(policy)
            except ValueError:  # made of what is not known before an apply
                return CheckResult.UNKNOWN
        statuses = {rule["selection"]["tagStatus"] for rule in policy["rules"]}
        return CheckResult.PASSED if statuses == {"untagged"} else CheckResult.FAILED


policy = TaggedImagesStay()
