"""What calls of DynamoDB need: tables, their indexes, and the key they are under.

An index is a resource of its own: a permission for the table alone does not let
anybody query it.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from moto.dynamodb.models import dynamodb_backends

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.iam import tables_made
from local_aws.iam.callers import PARTITION
from local_aws.iam.keys import find_key, need_through
from local_aws.iam.need import Need

# What reads or writes items: the table's key is used for whoever calls.
_DATA = frozenset(
    {
        "BatchGetItem",
        "BatchWriteItem",
        "DeleteItem",
        "GetItem",
        "PutItem",
        "Query",
        "Scan",
        "TransactGetItems",
        "TransactWriteItems",
        "UpdateItem",
    }
)
# A part of a transaction needs what it would need alone.
_PARTS = {
    "ConditionCheck": "ConditionCheckItem",
    "Delete": "DeleteItem",
    "Get": "GetItem",
    "Put": "PutItem",
    "Update": "UpdateItem",
}
_OWN = "alias/aws/dynamodb"
_INDEXED = frozenset({"Query", "Scan"})


def needs_of(call: Call) -> list[Need]:
    """Return what a call needs.

    Raises:
        AwsError: A table's key cannot be used.

    """
    needs: list[Need] = []
    for action, table, index in _uses(call):
        arn = _arn(call, table)
        resource = f"{arn}/index/{index}" if index else arn
        needs.append(Need(action=f"dynamodb:{action}", resource=resource))
        if call.operation in _DATA:
            needs += _key_needs(call, arn)
        needs += tables_made.needs_of(call, arn)
    return needs or [Need(action=f"dynamodb:{call.operation}", resource="*")]


def _uses(call: Call) -> Iterator[tuple[str, str, str | None]]:
    """Yield action, table and index of each thing that a call does."""
    params = call.params
    if call.operation.startswith("Transact"):
        for item in params["TransactItems"]:
            for kind, part in item.items():
                if part:
                    yield _PARTS[kind], part["TableName"], None
    elif call.operation.startswith("Batch"):
        for table in params["RequestItems"]:
            yield call.operation, table, None
    elif params.get("TableName"):
        index = params.get("IndexName") if call.operation in _INDEXED else None
        yield call.operation, params["TableName"], index
    elif params.get("ResourceArn"):
        yield call.operation, params["ResourceArn"], None


def _arn(call: Call, table: str) -> str:
    if table.startswith("arn:"):
        return table
    return f"arn:{PARTITION}:dynamodb:{call.region}:{call.account_id}:table/{table}"


def _key_needs(call: Call, table_arn: str) -> list[Need]:
    """Return what the use of a table's own key needs.

    DynamoDB decrypts the table's key on behalf of whoever reads or writes items,
    "the principal is the user who accesses the table"; what it encrypts with then
    is that key, for which KMS is not asked.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    """
    name = table_arn.rpartition("/")[2]
    table = dynamodb_backends[call.account_id][call.region].tables.get(name)
    sse: Mapping[str, Any] = getattr(table, "sse_specification", None) or {}
    key_name = sse.get("KMSMasterKeyId")
    if not sse.get("Enabled") or not key_name:
        return []
    key = find_key(call.account_id, call.region, key_name)
    # AWS's own is open to the account.
    if key is not None and _OWN in key.aliases:
        return []
    if key is None or key.key_state != "Enabled":
        # (text: our own)
        text = f"The table {name} is inaccessible: its key {key_name} cannot be used."
        raise AwsError(text, code="InaccessibleEncryptionCredentialsException")
    bound = {
        "aws:dynamodb:subscriberId": call.account_id,
        "aws:dynamodb:tableName": name,
    }
    return [need_through("dynamodb", "kms:Decrypt", key, bound)]
