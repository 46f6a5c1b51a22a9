"""What DynamoDB asks of who makes tables and replicas, beside the call itself.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_security.html
"""

from collections.abc import Iterator
from typing import Any

from local_aws.calls import Call
from local_aws.iam.callers import PARTITION
from local_aws.iam.keys import find_key, need_through
from local_aws.iam.need import Need

# Of whoever puts a table under a key of the account's.
_KEY_USE = (
    "kms:CreateGrant",
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)
# Of whoever adds a replica, on the table and on the replica: it is filled.
_FILLING = (
    "dynamodb:BatchWriteItem",
    "dynamodb:CreateTableReplica",
    "dynamodb:DeleteItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "dynamodb:UpdateItem",
)


def needs_of(call: Call, arn: str) -> list[Need]:
    """Return what making, changing or copying a table needs.

    Args:
        call: Of DynamoDB.
        arn: Of the table.

    """
    if call.operation not in ("CreateTable", "UpdateTable"):
        return []
    key = (call.params.get("SSESpecification") or {}).get("KMSMasterKeyId")
    replicas = call.params.get("ReplicaUpdates") or ()
    return [
        *_key_needs(call.account_id, call.region, arn, key),
        *(need for one in replicas for need in _replica_needs(call, arn, one)),
    ]


def _replica_needs(call: Call, arn: str, update: dict[str, Any]) -> Iterator[Need]:
    for kind, replica in update.items():
        # None, where the parser knows the member and the call lacks it.
        if not replica:
            continue
        region = replica["RegionName"]
        name = arn.rpartition("/")[2]
        there = f"arn:{PARTITION}:dynamodb:{region}:{call.account_id}:table/{name}"
        if kind == "Create":
            for place in (arn, there):
                yield from (Need(action=a, resource=place) for a in _FILLING)
        if kind == "Delete":
            yield Need(action="dynamodb:DeleteTableReplica", resource=there)
        key = replica.get("KMSMasterKeyId")
        yield from _key_needs(call.account_id, region, there, key)


def _key_needs(
    account_id: str, region: str, arn: str, name: str | None
) -> Iterator[Need]:
    key = find_key(account_id, region, name) if name else None
    if key is None:
        # DynamoDB itself says that there is none.
        return
    bound = {
        "aws:dynamodb:subscriberId": account_id,
        "aws:dynamodb:tableName": arn.rpartition("/")[2],
    }
    for action in _KEY_USE:
        yield need_through("dynamodb", action, key, bound)
