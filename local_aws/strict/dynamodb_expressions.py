"""DynamoDB: expressions that do not say what they should.

moto checks much of it, and fails where a name or a value is not defined.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords

from local_aws.calls import Call
from local_aws.strict.dynamodb_tables import invalid
from local_aws.strict.dynamodb_values import find_table

_KINDS = (
    "ConditionExpression",
    "FilterExpression",
    "KeyConditionExpression",
    "ProjectionExpression",
    "UpdateExpression",
)
_NAME = re.compile(r"#[A-Za-z0-9_]+")
_VALUE = re.compile(r":[A-Za-z0-9_]+")
_WORD = re.compile(r"(?<![#:A-Za-z0-9_])[A-Za-z_][A-Za-z0-9_]*")
# What stands in a key condition beside attributes.
_OPERATORS = frozenset({"AND", "BETWEEN", "BEGINS_WITH"})

Part = Mapping[str, Any]


def check_placeholders(call: Call) -> None:
    """Refuse names and values that are not defined, or not used."""
    for part in _parts(call):
        used = {k: part[k] for k in _KINDS if part.get(k) is not None}
        for kind, expression in used.items():
            if not expression.strip():
                text = f"Invalid {kind}: The expression can not be empty;"
                raise invalid(text)
        _compare(part, used, "ExpressionAttributeNames", _NAME)
        _compare(part, used, "ExpressionAttributeValues", _VALUE)


def check_query(call: Call) -> None:
    """Refuse conditions on keys that no index of this kind can answer."""
    params = call.params
    table = find_table(call, params["TableName"])
    condition = params.get("KeyConditionExpression")
    if table is None or not condition:
        return
    for word in _WORD.findall(condition):
        if word.upper() in _reserved() - _OPERATORS:
            text = (
                "Invalid KeyConditionExpression: Attribute name is a reserved keyword; "
                f"reserved keyword: {word}"
            )
            raise invalid(text)
    schema = _schema(table, params.get("IndexName"))
    _check_types(params, table, schema, condition)
    named = _attributes(params, params.get("FilterExpression") or "")
    for key in schema:
        if key in named:
            text = (
                "Filter Expression can only contain non-primary key attributes: "
                f"Primary key attribute: {key}"
            )
            raise invalid(text)


def check_projection(call: Call) -> None:
    """Refuse attributes that a global index does not hold."""
    params = call.params
    table, name = find_table(call, params["TableName"]), params.get("IndexName")
    indexes = {} if table is None else {i.name: i for i in table.global_indexes}
    index = indexes.get(name)
    if index is None or index.projection.get("ProjectionType") == "ALL":
        return
    held = {
        *_schema(table, name),
        *table.table_key_attrs,
        *(index.projection.get("NonKeyAttributes") or ()),
    }
    wanted = _attributes(params, params.get("ProjectionExpression") or "")
    lacking = sorted(wanted - held)
    if lacking:
        text = (
            "One or more parameter values were invalid: Global secondary index "
            f"{name} does not project {lacking}"
        )
        raise invalid(text)


def _compare(part: Part, used: Part, given: str, form: re.Pattern[str]) -> None:
    defined = part.get(given)
    if defined is not None and not used:
        text = f"{given} can only be specified when using expressions"
        raise invalid(text)
    found = {token for e in used.values() for token in form.findall(e)}
    for kind, expression in used.items():
        for token in form.findall(expression):
            if token not in (defined or {}):
                what = "name" if token.startswith("#") else "value"
                text = (
                    f"Invalid {kind}: An expression attribute {what} used in "
                    f"expression is not defined; attribute {what}: {token}"
                )
                raise invalid(text)
    unused = sorted((defined or {}).keys() - found)
    if unused:
        keys = ", ".join(unused)
        text = f"Value provided in {given} unused in expressions: keys: {{{keys}}}"
        raise invalid(text)


def _check_types(params: Part, table: Any, schema: list[str], condition: str) -> None:  # noqa: ANN401 - moto is untyped
    types = {a["AttributeName"]: a["AttributeType"] for a in table.attr}
    values = params.get("ExpressionAttributeValues") or {}
    for clause in re.split(r"(?i)\band\b", condition):
        attributes = _attributes(params, clause) & set(schema)
        for attribute in attributes:
            for token in _VALUE.findall(clause):
                if types[attribute] not in values.get(token, {types[attribute]: ""}):
                    text = (
                        "One or more parameter values were invalid: Condition "
                        "parameter type does not match schema type"
                    )
                    raise invalid(text)


def _attributes(params: Part, expression: str) -> set[str]:
    """Return the top-level attributes that an expression names."""
    names = params.get("ExpressionAttributeNames") or {}
    # What follows a dot is within a document.
    flat = re.sub(r"\.[#A-Za-z0-9_]+", "", expression)
    words = {w for w in _WORD.findall(flat) if w.upper() not in _OPERATORS}
    return words | {names[n] for n in _NAME.findall(flat) if n in names}


def _schema(table: Any, index_name: str | None) -> list[str]:  # noqa: ANN401 - moto is untyped
    index = next((i for i in table.all_indexes() if i.name == index_name), None)
    schema = table.schema if index is None else index.schema
    return [key["AttributeName"] for key in schema]


def _parts(call: Call) -> Iterator[Part]:
    yield call.params
    for item in call.params.get("TransactItems") or ():
        yield from (part for part in item.values() if part)


def _reserved() -> frozenset[str]:
    return frozenset(ReservedKeywords.get_reserved_keywords())
