"""What the watch remembers, beside the routing config."""

import json
from typing import TYPE_CHECKING

from failover.watch_ports import Memory
from inferences.active_region import KEY_PREFIX
from inferences.clients import reaching
from inferences.record_items import text

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_KEY = f"{KEY_PREFIX}watch"


class DynamoMemory:
    """One item, which no index has."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        """Take the client and the table's name."""
        self._client = client
        self._table = table

    def read(self) -> Memory:
        """Return it; an empty one before the first look, or where it is unreadable.

        Raises:
            UnavailableError: The table cannot be reached or refuses.

        """
        with reaching("DynamoDB"):
            found = self._client.get_item(
                TableName=self._table,
                Key={"configKey": text(_KEY)},
                ConsistentRead=True,
            )
        try:
            content = json.loads(found["Item"]["memory"]["S"])
            return Memory(**{**content, "keys": frozenset(content["keys"])})
        except (KeyError, TypeError, ValueError):
            # Told once more is better than never.
            return Memory()

    def write(self, memory: Memory) -> None:
        """Keep it.

        Raises:
            UnavailableError: The table cannot be reached or refuses.

        """
        content = json.dumps(
            {
                "keys": sorted(memory.keys),
                "told_at": memory.told_at,
                "mark": memory.mark,
                "marked_at": memory.marked_at,
            }
        )
        with reaching("DynamoDB"):
            self._client.put_item(
                TableName=self._table,
                Item={"configKey": text(_KEY), "memory": text(content)},
            )
