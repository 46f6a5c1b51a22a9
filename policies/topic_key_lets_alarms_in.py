"""The key of a topic lets CloudWatch use it.

An alarm whose topic it cannot encrypt for is lost, and nothing says so.
"""

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck
from inferway_documents import (
    Statement,
    nodes,
    statements_of_data,
    statements_of_json,
    texts,
)

_CLOUDWATCH = "cloudwatch.amazonaws.com"
_NEEDED = ("kms:Decrypt", "kms:GenerateDataKey")


class TopicKeyLetsAlarmsIn(BaseResourceCheck):
    """Follows a topic to its key, and the key to its policy."""

    def __init__(self) -> None:
        """Register the policy."""
        super().__init__(
            name="Keys of SNS topics let CloudWatch publish",
            id="CKV2_INFERWAY_19",
            categories=[CheckCategories.ENCRYPTION],
            supported_resources=["aws_sns_topic"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Fail a topic whose key has no such statement; pass over other keys."""
        [key] = texts(conf.get("kms_master_key_id"))[:1] or [""]
        policy = self._policy(_address(key, "aws_kms_key."))
        if policy is None:
            # Somebody else's key: who makes it is asked there.
            return CheckResult.UNKNOWN
        allowed = any(_lets_in(statement) for statement in policy)
        return CheckResult.PASSED if allowed else CheckResult.FAILED

    def _policy(self, key: str) -> list[Statement] | None:
        """Return the statements of a key that is made beside the topic."""
        node = self._beside(key)
        if node is None:
            return None
        policy = node.get("policy")
        document = self._beside(_address(str(policy), "data.aws_iam_policy_document."))
        if document is not None:
            return list(statements_of_data(document))
        return list(statements_of_json(policy))

    def _beside(self, address: str) -> dict[str, Any] | None:
        file = self.entity_path.partition(":")[0].replace("../", "").lstrip("/")
        folder = file.rpartition("/")[0]
        for node in nodes(self.graph):
            path = str(node.get("file_path_", "")).rpartition("/")[0]
            if (
                address
                and node.get("block_name_") == address.removeprefix("data.")
                and path.endswith(folder)
            ):
                return node
        return None


def _address(reference: str, start: str) -> str:
    """Return the address that a reference begins with, or nothing."""
    text = reference.removeprefix("${")
    if not text.startswith(start):
        return ""
    parts = text.split("[")[0].rstrip("}").split(".")
    return ".".join(parts[: len(start.split("."))])


def _lets_in(statement: Statement) -> bool:
    wanted = (
        n in statement.actions
        or f"{n}*" in statement.actions
        or "kms:*" in statement.actions
        for n in _NEEDED
    )
    return statement.allows and _CLOUDWATCH in statement.principals and all(wanted)


policy = TopicKeyLetsAlarmsIn()
