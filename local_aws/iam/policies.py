"""Policy documents: which statements speak of a request, and what they say.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from local_aws.iam.conditions import Context, holds, like, texts

_VARIABLE = re.compile(r"\$\{([^}]+)\}")


class Effect(Enum):
    """What policies say of a request: nothing, yes, or no."""

    NEUTRAL = "neutral"
    ALLOW = "allow"
    DENY = "deny"


@dataclass(frozen=True, kw_only=True)
class Request:
    """One permission asked for.

    Attributes:
        action: Such as "s3:GetObject".
        context: Condition keys and their values.
        principals: What a policy may call the caller: its ARNs, account, "*".
        resource: An ARN, or "*" for actions that have no resource.

    """

    action: str
    context: Context
    principals: frozenset[str]
    resource: str


def evaluate(documents: Iterable[str | Mapping[str, Any]], request: Request) -> Effect:
    """Return what the policies say together: a Deny wins over every Allow."""
    effects = {
        Effect[statement["Effect"].upper()]
        for statement in statements_for(documents, request)
    }
    return next(
        (e for e in (Effect.DENY, Effect.ALLOW) if e in effects), Effect.NEUTRAL
    )


def statements_for(
    documents: Iterable[str | Mapping[str, Any]], request: Request
) -> list[dict[str, Any]]:
    """Return the statements that speak of the request."""
    return [
        statement
        for document in documents
        for statement in _statements(document)
        if _speaks_of(statement, request)
    ]


def _statements(document: str | Mapping[str, Any]) -> list[dict[str, Any]]:
    policy = json.loads(document) if isinstance(document, str) else document
    statements = policy.get("Statement", [])
    return statements if isinstance(statements, list) else [statements]


def _speaks_of(statement: Mapping[str, Any], request: Request) -> bool:
    # An unmet condition makes any statement silent, a Deny as well.
    return (
        _names(statement, "Action", request.action.lower(), lower=True)
        and _names(statement, "Resource", request.resource, context=request.context)
        and _names_principal(statement, request)
        and holds(
            _filled(statement.get("Condition", {}), request.context), request.context
        )
    )


def _names(
    statement: Mapping[str, Any],
    element: str,
    value: str,
    *,
    lower: bool = False,
    context: Context | None = None,
) -> bool:
    # Trust policies have no resource.
    if element not in statement and f"Not{element}" not in statement:
        return element == "Resource"
    negated = element not in statement
    patterns = texts(statement[f"Not{element}" if negated else element])
    if lower:
        patterns = [p.lower() for p in patterns]
    return any(like(_fill(p, context or {}), value) for p in patterns) != negated


def _names_principal(statement: Mapping[str, Any], request: Request) -> bool:
    # Policies of an identity name nobody: they are of the caller already.
    if "Principal" not in statement and "NotPrincipal" not in statement:
        return True
    negated = "Principal" not in statement
    named = statement["NotPrincipal" if negated else "Principal"]
    # "*" alone is everybody; every other form says of which kind it is.
    values = (
        texts(named)
        if isinstance(named, str)
        else [v for kind in named.values() for v in texts(kind)]
    )
    return bool(request.principals.intersection(values)) != negated


def _fill(text: str, context: Context) -> str:
    def value(match: re.Match[str]) -> str:
        found = context.get(match[1])
        return found[0] if found else match[0]

    return _VARIABLE.sub(value, text)


def _filled(block: Mapping[str, Any], context: Context) -> dict[str, dict[str, Any]]:
    return {
        operator: {
            key: [_fill(v, context) for v in texts(values)]
            for key, values in tests.items()
        }
        for operator, tests in block.items()
    }
