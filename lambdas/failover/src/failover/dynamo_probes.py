"""Marks that cross from Region to Region in the table of the routing config."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from inferences.active_region import KEY_PREFIX
from inferences.clients import reaching
from inferences.record_items import text

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_SERVICE = "DynamoDB"


class DynamoProbes:
    """An item for each Region, which the other one must come to have."""

    def __init__(
        self,
        clients: "Mapping[str, DynamoDBClient]",
        table: str,
        *,
        kind: str = "probe",
    ) -> None:
        """Take a client for each Region, by its name, and the table's name.

        Marks of one kind are not in the way of another's.
        """
        self._clients = clients
        self._table = table
        self._kind = kind

    def write(self, mark: str) -> None:
        """Write a mark in each of both Regions.

        Raises:
            UnavailableError: One of the tables cannot be reached or refuses.

        """
        for region, client in self._clients.items():
            with reaching(f"{_SERVICE} in {region}"):
                client.put_item(
                    TableName=self._table,
                    Item={"configKey": text(self._key(region)), "mark": text(mark)},
                )

    def behind(self, mark: str) -> list[str]:
        """Return the Regions that have not seen the other's mark yet.

        Raises:
            UnavailableError: One of the tables cannot be reached or refuses.

        """
        return [
            region
            for region, client in self._clients.items()
            for other in self._clients
            if other != region and self._seen(region, client, other) != mark
        ]

    def _seen(self, region: str, client: "DynamoDBClient", other: str) -> str | None:
        with reaching(f"{_SERVICE} in {region}"):
            found = client.get_item(
                TableName=self._table,
                Key={"configKey": text(self._key(other))},
                ConsistentRead=True,
            )
        return found["Item"]["mark"]["S"] if "Item" in found else None

    def _key(self, region: str) -> str:
        return f"{KEY_PREFIX}{self._kind}-{region}"
