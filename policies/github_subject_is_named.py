"""A role for GitHub's runs is for one audience, and for subjects that are named.

`repo:ORG/NAME:*` is every branch and every pull request of it.
"""

import re
from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.data.base_check import BaseDataCheck
from inferway_documents import Statement, statements_of_data

_ISSUER = "token.actions.githubusercontent.com"
# REPOSITORY:*, with or without the numbers of 2026.
_ANY_RUN = re.compile(r"^(\*|repo:[^:]*\*[^:]*(:.*)?|repo:[^:]*:\*)$")


class GithubSubjectIsNamed(BaseDataCheck):
    """Reads trust policies."""

    def __init__(self) -> None:
        """Register the policy."""
        super().__init__(
            name="Roles for GitHub name the audience, and the subjects",
            id="CKV2_INFERWAY_28",
            categories=[CheckCategories.IAM],
            supported_data=["aws_iam_policy_document"],
        )

    def scan_data_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Fail a document that trusts more runs than it names."""
        trusts = [
            s
            for s in statements_of_data(conf)
            if s.allows
            and any(
                _ISSUER in text
                for text in (*s.principals, *(k for _, k, _ in s.conditions))
            )
        ]
        if not trusts:
            return CheckResult.UNKNOWN
        return (
            CheckResult.PASSED if all(map(_is_narrow, trusts)) else CheckResult.FAILED
        )


def _is_narrow(trust: Statement) -> bool:
    said = {
        key.rpartition(":")[2]: values
        for test, key, values in trust.conditions
        # Both hold where a token has no subject at all.
        if not test.startswith("ForAllValues:") and not test.endswith("IfExists")
    }
    subjects = said.get("sub", ())
    return bool(said.get("aud") and subjects) and not any(map(_ANY_RUN.match, subjects))


policy = GithubSubjectIsNamed()
