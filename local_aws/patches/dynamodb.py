"""DynamoDB: one call at a time, as atomic as the service's own.

moto looks at an item and writes it in two steps, and copies a whole table back
when a transaction fails: between threads, writes get lost.
"""

from typing import Any

from moto.dynamodb.exceptions import MockValidationException
from moto.dynamodb.responses import DynamoHandler

from local_aws.patches.replacing import Method, replace
from local_aws.replication.tables import ITEMS, collect

_DATA = (
    "batch_get_item",
    "batch_write_item",
    "delete_item",
    "get_item",
    "put_item",
    "query",
    "scan",
    "transact_get_items",
    "transact_write_items",
    "update_item",
)


def apply() -> None:
    """Change moto's DynamoDB."""
    for name in _DATA:
        replace(DynamoHandler, name, _alone)


def _alone(original: Method) -> Method:
    def call(self: Any) -> Any:  # noqa: ANN401 - moto is untyped
        with ITEMS:
            try:
                return original(self)
            except ValueError as error:
                # moto fails where an expression cannot be read.
                text = f"Invalid expression: Syntax error; {error}"
                raise MockValidationException(text) from error
            finally:
                collect(self.current_account, self.region)

    return call
