"""The key of a topic lets CloudWatch use it.

An alarm whose topic it cannot encrypt for is lost, and nothing says so.
"""

import re
from collections.abc import Iterator
from pathlib import Path
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
    """Follows a topic to its key, and a key to the module that has a topic of it."""

    def __init__(self) -> None:
        """Register the policy."""
        super().__init__(
            name="Keys of SNS topics let CloudWatch publish",
            id="CKV2_INFERWAY_19",
            categories=[CheckCategories.ENCRYPTION],
            supported_resources=["aws_kms_key", "aws_sns_topic"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Fail a topic whose key has no such statement; pass over other keys."""
        folder, kind, name = self._place()
        if kind == "aws_kms_key":
            taken = any(self._modules_with_a_topic_of(folder, name))
            key = f"aws_kms_key.{name}" if taken else ""
        else:
            [written] = texts(conf.get("kms_master_key_id"))[:1] or [""]
            # Or one of its own, where none is given to the module.
            found = re.search(r"\baws_kms_key\.\w+", written)
            key = found[0] if found else ""
        policy = self._policy(folder, key)
        if policy is None:
            # Somebody else's key: who makes it is asked there.
            return CheckResult.UNKNOWN
        allowed = any(_lets_in(statement) for statement in policy)
        return CheckResult.PASSED if allowed else CheckResult.FAILED

    def _place(self) -> tuple[str, str, str]:
        file, kind, name = (
            self.entity_path.replace("../", "").lstrip("/").split(":")[:3]
        )
        return file.rpartition("/")[0], kind, name

    def _modules_with_a_topic_of(self, folder: str, key: str) -> Iterator[str]:
        """Yield the modules whose topics have a key of this folder."""
        reference = re.compile(rf"\baws_kms_key\.{re.escape(key)}\b")
        for call in self._blocks("module"):
            caller = Path(str(call["file_path_"])).parent
            [given] = call["config_"].values()
            arguments = [name for name in given if reference.search(str(given[name]))]
            if not (arguments and str(caller).endswith(folder)):
                continue
            called = (caller / texts(given["source"])[0]).resolve()
            for topic in self._blocks("resource", "aws_sns_topic."):
                takes = str(topic["config_"])
                if Path(str(topic["file_path_"])).parent.resolve() == called and (
                    # What checkov could work out stands there in its place.
                    reference.search(takes)
                    or any(re.search(rf"\bvar\.{name}\b", takes) for name in arguments)
                ):
                    yield str(called)

    def _blocks(self, kind: str, start: str = "") -> Iterator[dict[str, Any]]:
        for node in nodes(self.graph):
            if node.get("block_type_") == kind and str(
                node.get("block_name_")
            ).startswith(start):
                yield node

    def _policy(self, folder: str, key: str) -> list[Statement] | None:
        """Return the statements of a key that is made in a folder."""
        node = self._beside(folder, key)
        if node is None:
            return None
        policy = node.get("policy")
        document = self._beside(
            folder, _address(str(policy), "data.aws_iam_policy_document.")
        )
        if document is not None:
            return list(statements_of_data(document))
        return list(statements_of_json(policy))

    def _beside(self, folder: str, address: str) -> dict[str, Any] | None:
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
