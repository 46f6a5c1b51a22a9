"""Whoever may hand on a role may hand it to services that are named.

Else one who may start anything in any service runs it with any role.
"""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.data.base_check import BaseDataCheck
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck
from inferway_documents import INLINE, Statement, statements_of_data, statements_of_json

NAME = "Roles are handed on to named services alone"
ID = "CKV2_INFERWAY_18"


class PassRoleOfDocument(BaseDataCheck):
    """Reads policy documents."""

    def __init__(self) -> None:
        """Register the policy."""
        super().__init__(
            name=NAME,
            id=ID,
            categories=[CheckCategories.IAM],
            supported_data=["aws_iam_policy_document"],
        )

    def scan_data_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Fail a document that hands on roles to any service."""
        return _judge(statements_of_data(conf))


class PassRoleOfInlinePolicy(BaseResourceCheck):
    """Reads policies that are written without a document."""

    def __init__(self) -> None:
        """Register the policy."""
        super().__init__(
            name=NAME,
            id=ID,
            categories=[CheckCategories.IAM],
            supported_resources=list(INLINE),
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Fail a policy that hands on roles to any service."""
        return _judge(statements_of_json(conf.get("policy", [None])[0]))


def _judge(statements: Iterable[Statement]) -> CheckResult:
    loose = any(_hands_on(s) and not _names_services(s) for s in statements)
    return CheckResult.FAILED if loose else CheckResult.PASSED


def _hands_on(statement: Statement) -> bool:
    return statement.allows and any(
        fnmatchcase("iam:passrole", action.lower()) for action in statement.actions
    )


def _names_services(statement: Statement) -> bool:
    # IfExists would hold where there is no service.
    return any(
        test == "StringEquals" and key.lower() == "iam:passedtoservice" and values
        for test, key, values in statement.conditions
    )


of_document = PassRoleOfDocument()
of_inline_policy = PassRoleOfInlinePolicy()
