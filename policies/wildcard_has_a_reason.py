"""A policy for all resources, or for all actions of a service, says why.

Many actions of AWS know no resources, and only who reads the comment can tell
those from what was left open.
"""

import re
from collections.abc import Iterator
from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.data.base_check import BaseDataCheck
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck
from inferway_documents import INLINE, lines_of, statements_of_json

NAME = 'No "*" in a policy without a reason beside it'
ID = "CKV2_INFERWAY_17"
_BEGINS = re.compile(r'^\s*(dynamic\s+"statement"|statement)\s*\{')
_OPEN = re.compile(r'\b(?:actions|resources)\s*=\s*\[[^\]]*"(?:[\w-]+:)?\*"')
_COMMENT = re.compile(r"^\s*(#|//|/\*)(?!\s*checkov:)|\s#\s")


class WildcardOfDocument(BaseDataCheck):
    """Reads the text: comments are nowhere else."""

    def __init__(self) -> None:
        """Register the policy."""
        super().__init__(
            name=NAME,
            id=ID,
            categories=[CheckCategories.IAM],
            supported_data=["aws_iam_policy_document"],
        )

    def scan_data_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Fail a statement of an identity that is open and has no comment."""
        lines = lines_of(self.graph, self.entity_path, conf)
        bare = any(_is_bare(statement) for statement in _statements(lines))
        return CheckResult.FAILED if bare else CheckResult.PASSED


class WildcardOfInlinePolicy(BaseResourceCheck):
    """The same of what is written without a document."""

    def __init__(self) -> None:
        """Register the policy."""
        super().__init__(
            name=NAME,
            id=ID,
            categories=[CheckCategories.IAM],
            supported_resources=list(INLINE),
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Fail a policy that is open and has no comment within."""
        is_open = any(
            statement.allows
            and any(
                re.fullmatch(r"([\w-]+:)?\*", t)
                for t in (*statement.actions, *statement.resources)
            )
            for statement in statements_of_json(conf.get("policy", [None])[0])
        )
        lines = lines_of(self.graph, self.entity_path, conf) if is_open else []
        said = any(_COMMENT.search(line) for line in lines)
        return CheckResult.FAILED if is_open and not said else CheckResult.PASSED


def _statements(lines: list[str]) -> Iterator[list[str]]:
    """Yield the lines of each statement, with those of the comment above it."""
    begun: list[str] = []
    above: list[str] = []
    depth = 0
    for line in lines:
        if not begun and _BEGINS.match(line):
            begun = [*above]
            depth = 0
        if begun or _BEGINS.match(line):
            begun.append(line)
            depth += line.count("{") - line.count("}")
            if depth <= 0:
                yield begun
                begun = []
        above = [*above, line] if _COMMENT.match(line) else []


def _is_bare(statement: list[str]) -> bool:
    text = "\n".join(statement)
    # With principals it is the policy of a resource: "*" is that resource. A
    # refusal of everything gives nothing.
    if "principals" in text or re.search(r'effect\s*=\s*"Deny"', text):
        return False
    code = "\n".join(line for line in statement if not _COMMENT.match(line))
    commented = any(_COMMENT.search(line) for line in statement)
    return bool(_OPEN.search(code)) and not commented


of_document = WildcardOfDocument()
of_inline_policy = WildcardOfInlinePolicy()
