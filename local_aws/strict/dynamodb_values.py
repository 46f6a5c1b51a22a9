"""DynamoDB: values and keys that do not fit.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from moto.dynamodb.models import dynamodb_backends

from local_aws.calls import Call
from local_aws.strict.dynamodb_tables import invalid

_PARAMETERS = "One or more parameter values were invalid"
_SETS = ("SS", "NS", "BS")
_DIGITS = 38
_MOST_WRITES = 25

Value = Mapping[str, Any]
Item = Mapping[str, Value]


def find_table(call: Call, name: str) -> Any:  # noqa: ANN401 - moto is untyped
    """Return moto's table, None where there is none: moto says so then."""
    tables = dynamodb_backends[call.account_id][call.region].tables
    return tables.get(name.rpartition("/")[2])


def check_values(call: Call) -> None:
    """Refuse values of two types, sets with doubles, and numbers too long."""
    for _, item in _puts(call):
        for value in item.values():
            _check(value)
    for values in _given_values(call):
        for value in values.values():
            _check(value)


def check_index_keys(call: Call) -> None:
    """Refuse attributes of another type than their index has."""
    for name, item in _puts(call):
        table = find_table(call, name)
        if table is None:
            continue
        types = {a["AttributeName"]: a["AttributeType"] for a in table.attr}
        for index in table.all_indexes():
            for attribute in (k["AttributeName"] for k in index.schema):
                if attribute in item and types[attribute] not in item[attribute]:
                    text = (
                        f"{_PARAMETERS}: Type mismatch for Index Key {attribute} "
                        f"Expected: {types[attribute]} Actual: "
                        f"{next(iter(item[attribute]))} IndexName: {index.name}"
                    )
                    raise invalid(text)


def check_keys(call: Call) -> None:
    """Refuse keys that are not the table's, of another type, or empty."""
    for name, key in _keys(call):
        table = find_table(call, name)
        if table is None:
            continue
        types = {table.hash_key_attr: table.hash_key_type}
        if table.range_key_attr:
            types[table.range_key_attr] = table.range_key_type
        if key.keys() != types.keys() or any(
            types[attribute] not in value for attribute, value in key.items()
        ):
            text = "The provided key element does not match the schema"
            raise invalid(text)
        for attribute, value in key.items():
            if value.get("S") == "" or value.get("B") == b"":
                text = (
                    "One or more parameter values are not valid. The AttributeValue "
                    "for a key attribute cannot contain an empty string value. Key: "
                    f"{attribute}"
                )
                raise invalid(text)


def check_batch(call: Call) -> None:
    """Refuse more than 25 writes, and two of one item."""
    requests = call.params["RequestItems"]
    if sum(len(each) for each in requests.values()) > _MOST_WRITES:
        text = "Too many items requested for the BatchWriteItem call"
        raise invalid(text)
    seen = [
        (name, str(sorted(key.items())))
        for name, key in [*_keys(call), *_keys_of_puts(call)]
    ]
    if len(seen) != len(set(seen)):
        text = "Provided list of item keys contains duplicates"
        raise invalid(text)


def _check(value: Value) -> None:
    if len(value) != 1:
        text = (
            "Supplied AttributeValue has more than one datatypes set, must contain "
            "exactly one of the supported datatypes"
        )
        raise invalid(text)
    [(kind, content)] = value.items()
    if kind in _SETS and len(set(map(str, content))) != len(content):
        text = f"{_PARAMETERS}: Input collection {list(content)} contains duplicates."
        raise invalid(text)
    for number in [content] if kind == "N" else content if kind == "NS" else ():
        digits = str(number).upper().partition("E")[0].strip("+-").replace(".", "")
        if len(digits.strip("0")) > _DIGITS:
            text = "Attempting to store more than 38 significant digits in a Number"
            raise invalid(text)
    nested = content.values() if kind == "M" else content if kind == "L" else ()
    for each in nested:
        _check(each)


def _puts(call: Call) -> Iterator[tuple[str, Item]]:
    params = call.params
    if "Item" in params:
        yield params["TableName"], params["Item"]
    for item in params.get("TransactItems") or ():
        if item.get("Put"):
            yield item["Put"]["TableName"], item["Put"]["Item"]
    if call.operation == "BatchWriteItem":
        for name, requests in params["RequestItems"].items():
            for request in requests:
                if request.get("PutRequest"):
                    yield name, request["PutRequest"]["Item"]


def _keys(call: Call) -> Iterator[tuple[str, Item]]:
    params = call.params
    if "Key" in params:
        yield params["TableName"], params["Key"]
    for item in params.get("TransactItems") or ():
        for part in item.values():
            if part and "Key" in part:
                yield part["TableName"], part["Key"]
    for name, requests in (params.get("RequestItems") or {}).items():
        if call.operation == "BatchGetItem":
            yield from ((name, key) for key in requests["Keys"])
        else:
            for request in requests:
                if request.get("DeleteRequest"):
                    yield name, request["DeleteRequest"]["Key"]


def _keys_of_puts(call: Call) -> Iterator[tuple[str, Item]]:
    for name, item in _puts(call):
        table = find_table(call, name)
        if table is not None:
            names = [table.hash_key_attr, table.range_key_attr]
            yield name, {n: item[n] for n in names if n in item}


def _given_values(call: Call) -> Iterator[Mapping[str, Value]]:
    yield call.params.get("ExpressionAttributeValues") or {}
    for item in call.params.get("TransactItems") or ():
        for part in item.values():
            yield (part or {}).get("ExpressionAttributeValues") or {}
