"""DynamoDB: all that it refuses and moto does not."""

from local_aws.strict import dynamodb_replicas, dynamodb_tables
from local_aws.strict.constraints import check_constraints
from local_aws.strict.dynamodb_expressions import (
    check_placeholders,
    check_projection,
    check_query,
)
from local_aws.strict.dynamodb_values import (
    check_batch,
    check_index_keys,
    check_keys,
    check_values,
)
from local_aws.strict.refusals import Refusals

_ITEM = (check_constraints, check_values, check_keys, check_placeholders)
_READ = (check_constraints, check_values, check_placeholders, check_projection)

REFUSALS: Refusals = {
    **dynamodb_tables.REFUSALS,
    **dynamodb_replicas.REFUSALS,
    "UpdateTable": (
        *dynamodb_tables.REFUSALS["UpdateTable"],
        *dynamodb_replicas.REFUSALS["UpdateTable"],
    ),
    "BatchGetItem": (check_constraints, check_keys),
    "BatchWriteItem": (check_values, check_keys, check_index_keys, check_batch),
    "DeleteItem": _ITEM,
    "GetItem": _ITEM,
    "PutItem": (*_ITEM, check_index_keys),
    "Query": (*_READ, check_query),
    "Scan": _READ,
    "TransactGetItems": _ITEM,
    "TransactWriteItems": (*_ITEM, check_index_keys),
    "UpdateItem": _ITEM,
}
