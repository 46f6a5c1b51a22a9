"""The replicas of tables in another Region, as DynamoDB knows them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from inferences.clients import reaching

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoReplicas:
    """Asks the tables of this Region."""

    def __init__(
        self, client: "DynamoDBClient", tables: Sequence[str], *, home: str
    ) -> None:
        """Take the client, the tables' names, and the other Region."""
        self._client = client
        self._tables = tables
        self._home = home

    def states(self) -> dict[str, str | None]:
        """Return the state of each, by table; None where there is none.

        Raises:
            UnavailableError: DynamoDB cannot be reached or refuses.

        """
        return {table: self._state(table) for table in self._tables}

    def _state(self, table: str) -> str | None:
        with reaching("DynamoDB"):
            found = self._client.describe_table(TableName=table)["Table"]
        states = {
            one.get("RegionName"): one.get("ReplicaStatus", "ACTIVE")
            for one in found.get("Replicas", [])
        }
        return states.get(self._home)
