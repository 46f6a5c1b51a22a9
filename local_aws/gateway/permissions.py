"""Whether a function lets API Gateway call it.

Source: https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html#apigateway-permissions
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

_SERVICE = "apigateway.amazonaws.com"
_ACTIONS = ("lambda:InvokeFunction", "lambda:*", "*")


def may_invoke(
    statements: Iterable[Mapping[str, Any]],
    *,
    function_arn: str,
    source_arn: str,
    account_id: str,
) -> bool:
    """Tell whether a function's resource policy allows a call.

    Args:
        statements: Of the policy.
        function_arn: As the integration names it, with its qualifier: a
            permission on another qualifier does not count.
        source_arn: arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH.
        account_id: Of the API.

    """
    values = {"aws:sourcearn": source_arn, "aws:sourceaccount": account_id}
    matching = [
        statement["Effect"]
        for statement in statements
        if _is_service(statement.get("Principal"))
        and statement.get("Action") in _ACTIONS
        and statement.get("Resource") == function_arn
        and _conditions_hold(statement.get("Condition") or {}, values)
    ]
    return "Allow" in matching and "Deny" not in matching


def _is_service(principal: object) -> bool:
    if isinstance(principal, Mapping):
        return principal.get("Service") == _SERVICE
    return principal in ("*", _SERVICE)


def _conditions_hold(
    conditions: Mapping[str, Mapping[str, Any]], values: Mapping[str, str]
) -> bool:
    return all(
        _holds(operator, wanted, values.get(key.lower()))
        for operator, keys in conditions.items()
        for key, wanted in keys.items()
    )


def _holds(operator: str, wanted: str | list[str], value: str | None) -> bool:
    """Test one condition; an operator that is not known here never holds."""
    if value is None:
        return False
    options = wanted if isinstance(wanted, list) else [wanted]
    match operator:
        case "ArnLike" | "StringLike" | "ArnEquals":
            return any(_is_like(option, value) for option in options)
        case "StringEquals":
            return value in options
    return False


def _is_like(pattern: str, value: str) -> bool:
    """Match as IAM does: * for anything, ? for one character, nothing else."""
    parts = (
        {"*": ".*", "?": "."}.get(character, re.escape(character))
        for character in pattern
    )
    return re.fullmatch("".join(parts), value, re.DOTALL) is not None
