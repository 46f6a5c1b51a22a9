"""Statements of roles, as they are in every deployment: without its names."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.privileges.role_kinds import RoleName

_ACCOUNT = re.compile(r"\b\d{12}\b")
_UUID = re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
_MADE = re.compile(r"(?<=[-/])(?=[0-9a-z]*\d)[0-9a-z]{10,}\b")
_OTHER_REGION = re.compile(
    r"\b(?!us-east-1\b)[a-z]{2}-(?:north|south|east|west|central)+-\d\b"
)

# What a test gives a role of the product beside, in tests/e2e/roots.
_OF_TESTS = frozenset({"ExchangeWithTheTest", "ListWhatTheTestGave"})


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement of a role.

    Attributes:
        sid: Its name in the policy.
        effect: Allow or Deny.
        actions: Sorted.
        resources: Sorted, as the table tells them.
        conditions: TEST KEY VALUES, sorted, as the table tells them.

    """

    sid: str
    effect: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: tuple[str, ...]


def statements(role: RoleName, policies: Sequence[str]) -> Iterator[Statement]:
    """Yield the statements of a role's policies."""
    for statement in raw(policies):
        if statement.get("Sid") in _OF_TESTS:
            continue
        conditions = [
            f"{test} {key} = {_plain(role, ', '.join(sorted(_listed(values))))}"
            for test, tests in statement.get("Condition", {}).items()
            for key, values in tests.items()
        ]
        yield Statement(
            sid=statement.get("Sid", ""),
            effect=statement["Effect"],
            actions=tuple(sorted(_listed(statement["Action"]))),
            resources=tuple(
                sorted({_plain(role, r) for r in _listed(statement["Resource"])})
            ),
            conditions=tuple(sorted(conditions)),
        )


def raw(policies: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the statements of policies as they are written."""
    for policy in policies:
        yield from _listed(json.loads(policy).get("Statement", []))


def without(policies: Sequence[str], sid: str) -> list[str]:
    """Return the policies with one statement taken out."""
    return [
        json.dumps({"Statement": [s for s in raw([policy]) if s.get("Sid") != sid]})
        for policy in policies
    ]


def _plain(role: RoleName, text: str) -> str:
    for start in _starts(role.prefix):
        ends = r"(?!\w)" if start == role.prefix else r"(?=-)"
        text = re.sub(rf"(?<![\w-]){re.escape(start)}{ends}", "<name>", text)
    if role.region:
        text = text.replace(role.region, "<region>")
    text = _OTHER_REGION.sub("<other region>", text)
    # First: the last part of one may look like an account.
    text = _UUID.sub("<id>", text)
    return _MADE.sub("<id>", _ACCOUNT.sub("<account>", text))


def _starts(prefix: str) -> Iterator[str]:
    """Yield a prefix, and what it begins with: an endpoint's has the stack's."""
    parts = prefix.split("-")
    for length in range(len(parts), 0, -1):
        yield "-".join(parts[:length])


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
