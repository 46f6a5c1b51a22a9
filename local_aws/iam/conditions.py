"""Condition blocks of policies.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

import ipaddress
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache

# A key may have several values; one that is absent is not in the mapping.
Context = Mapping[str, Sequence[str]]
Test = Callable[[str, str], bool]


class UnsupportedConditionError(Exception):
    """A condition operator that is not implemented; the message names it."""


def holds(block: Mapping[str, Mapping[str, object]], context: Context) -> bool:
    """Tell whether every condition of a statement is met.

    Raises:
        UnsupportedConditionError: An operator is not known here.

    """
    known = {name.lower(): values for name, values in context.items()}
    return all(
        _condition(operator, known.get(key.lower()), texts(values))
        for operator, tests in block.items()
        for key, values in tests.items()
    )


def texts(value: object) -> list[str]:
    """Return a policy's value, or list of values, as text."""
    values = value if isinstance(value, list) else [value]
    return [str(v).lower() if isinstance(v, bool) else str(v) for v in values]


@lru_cache(maxsize=1024)
def _pattern(wildcards: str) -> re.Pattern[str]:
    quoted = re.escape(wildcards).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(quoted, re.DOTALL)


def like(pattern: str, value: str) -> bool:
    """Match * and ? as IAM does; nothing else is special."""
    return _pattern(pattern).fullmatch(value) is not None


def arn_like(pattern: str, value: str) -> bool:
    """Match ARNs part by part: a * does not reach over a colon.

    The last of the six parts may hold colons of its own.
    """
    patterns, parts = pattern.split(":", 5), value.split(":", 5)
    return len(patterns) == len(parts) and all(map(like, patterns, parts))


def _number(compare: Callable[[float, float], bool]) -> Test:
    return lambda wanted, found: compare(float(found), float(wanted))


def _date(compare: Callable[[datetime, datetime], bool]) -> Test:
    return lambda wanted, found: compare(_moment(found), _moment(wanted))


def _moment(text: str) -> datetime:
    if re.fullmatch(r"\d+", text):
        return datetime.fromtimestamp(int(text), UTC)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _in_network(network: str, address: str) -> bool:
    return ipaddress.ip_address(address) in ipaddress.ip_network(network, strict=False)


def _same(wanted: str, found: str) -> bool:
    return wanted == found


def _same_ignoring_case(wanted: str, found: str) -> bool:
    return wanted.lower() == found.lower()


_TESTS: dict[str, Test] = {
    # ArnEquals and ArnLike are the same to IAM.
    "ArnEquals": arn_like,
    "ArnLike": arn_like,
    "Bool": _same_ignoring_case,
    "DateEquals": _date(datetime.__eq__),
    "DateGreaterThan": _date(datetime.__gt__),
    "DateGreaterThanEquals": _date(datetime.__ge__),
    "DateLessThan": _date(datetime.__lt__),
    "DateLessThanEquals": _date(datetime.__le__),
    "IpAddress": _in_network,
    "NumericEquals": _number(float.__eq__),
    "NumericGreaterThan": _number(float.__gt__),
    "NumericGreaterThanEquals": _number(float.__ge__),
    "NumericLessThan": _number(float.__lt__),
    "NumericLessThanEquals": _number(float.__le__),
    "StringEquals": _same,
    "StringEqualsIgnoreCase": _same_ignoring_case,
    "StringLike": like,
}
_NEGATIONS = {
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
    "NumericNotEquals": "NumericEquals",
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
}


def _condition(
    operator: str, found: Sequence[str] | None, wanted: Sequence[str]
) -> bool:
    if operator == "Null":
        return (found is None) == (wanted[0] == "true")
    quantifier, _, name = operator.rpartition(":")
    name, if_exists = name.removesuffix("IfExists"), name.endswith("IfExists")
    negated = name in _NEGATIONS
    test = _TESTS.get(_NEGATIONS.get(name, name))
    if test is None or quantifier not in ("", "ForAllValues", "ForAnyValue"):
        message = f"condition operator {operator} is not known to the local AWS"
        raise UnsupportedConditionError(message)
    if found is None:
        # What is not there is not equal to anything, and all of nothing is.
        return if_exists or negated or quantifier == "ForAllValues"
    met = (any(test(w, value) for w in wanted) != negated for value in found)
    return all(met) if quantifier == "ForAllValues" or negated else any(met)
