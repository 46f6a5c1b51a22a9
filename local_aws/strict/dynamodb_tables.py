"""DynamoDB: tables that it does not make.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
"""

import re
from collections.abc import Sequence
from typing import Any

from moto.dynamodb.models import dynamodb_backends

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.iam.keys import find_key
from local_aws.strict.constraints import check_constraints
from local_aws.strict.refusals import Refusals

_NAME = re.compile(r"[a-zA-Z0-9_.-]{3,255}")
_PARAMETERS = "One or more parameter values were invalid"
_ORDER = (("first", "HASH"), ("second", "RANGE"))


def invalid(text: str) -> AwsError:
    """Return the error that most refusals are."""
    return AwsError(text, code="ValidationException")


def _name(call: Call) -> None:
    if not _NAME.fullmatch(call.params["TableName"]):
        text = (
            "Invalid table/index name. Table/index names must be between 3 and 255 "
            "characters long, and may contain only the characters a-z, A-Z, 0-9, '_', "
            "'-', and '.'"
        )
        raise invalid(text)


def _keys(call: Call) -> None:
    schemas = [call.params["KeySchema"]]
    schemas += [index["KeySchema"] for index in _indexes(call)]
    for schema in schemas:
        _check_order(schema)


def _check_order(schema: Sequence[dict[str, Any]]) -> None:
    for (place, wanted), element in zip(_ORDER, schema, strict=False):
        if element["KeyType"] != wanted:
            text = (
                f"Invalid KeySchema: The {place} KeySchemaElement is not a {wanted} "
                "key type"
            )
            raise invalid(text)


def _projections(call: Call) -> None:
    names = [index["IndexName"] for index in _indexes(call)]
    for name in names:
        if names.count(name) > 1:
            text = f"{_PARAMETERS}: Duplicate index name: {name}"
            raise invalid(text)
        if not _NAME.fullmatch(name):
            text = f"{_PARAMETERS}: Invalid index name: {name}"
            raise invalid(text)
    for index in _indexes(call):
        projection = index["Projection"]
        kind = projection.get("ProjectionType")
        named = "NonKeyAttributes" in projection
        if named != (kind == "INCLUDE"):
            said = "is specified" if named else "is not specified"
            text = (
                f"{_PARAMETERS}: ProjectionType is {kind}, but NonKeyAttributes {said}"
            )
            raise invalid(text)


def _stream(call: Call) -> None:
    stream = call.params.get("StreamSpecification") or {}
    if stream.get("StreamEnabled") and not stream.get("StreamViewType"):
        text = f"{_PARAMETERS}: StreamViewType is required when StreamEnabled is true"
        raise invalid(text)


def _key(call: Call) -> None:
    """Refuse a key that is not there, or cannot be used."""
    name = (call.params.get("SSESpecification") or {}).get("KMSMasterKeyId")
    if not name:
        return
    key = find_key(call.account_id, call.region, name)
    if key is None:
        text = f"KMS validation error: Key '{name}' does not exist"
        raise invalid(text)
    if key.key_state != "Enabled":
        text = f"KMS validation error: {key.arn} is {key.key_state}."
        raise invalid(text)


def _time_to_live(call: Call) -> None:
    """Refuse what changes nothing, and another attribute meanwhile."""
    tables = dynamodb_backends[call.account_id][call.region].tables
    table = tables.get(call.params["TableName"].rpartition("/")[2])
    if table is None:
        return
    wanted = call.params["TimeToLiveSpecification"]
    enabled = table.ttl["TimeToLiveStatus"] == "ENABLED"
    current = table.ttl.get("AttributeName")
    if enabled and wanted["AttributeName"] != current:
        text = (
            "TimeToLive is active on a different AttributeName: current AttributeName "
            f"is {current}"
        )
        raise invalid(text)
    if enabled == wanted["Enabled"]:
        text = f"TimeToLive is already {'enabled' if enabled else 'disabled'}"
        raise invalid(text)


def _indexes(call: Call) -> list[dict[str, Any]]:
    return [
        *(call.params.get("GlobalSecondaryIndexes") or ()),
        *(call.params.get("LocalSecondaryIndexes") or ()),
    ]


REFUSALS: Refusals = {
    "CreateTable": (check_constraints, _name, _keys, _projections, _stream, _key),
    "UpdateTable": (check_constraints, _key),
    "UpdateTimeToLive": (check_constraints, _time_to_live),
}
