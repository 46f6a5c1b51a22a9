"""The routing config table in DynamoDB, as the function reads it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from inferences.errors import UnavailableError
from routing.config_attributes import plain

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

INDEX = "trafficClass-index"


class DynamoConfigTable:
    """Queries the index of traffic classes; never scans."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        """Take the client, which decides how long to try, and the table's name."""
        self._client = client
        self._table = table

    def items_of(self, traffic_class: str) -> Sequence[Mapping[str, object]]:
        """Return the items of a class, or of EVERY_CLASS, unchecked.

        Raises:
            UnavailableError: The table cannot be reached or refuses.

        """
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=INDEX,
            KeyConditionExpression="trafficClass = :class",
            ExpressionAttributeValues={":class": {"S": traffic_class}},
        )
        try:
            return [plain(item) for page in pages for item in page["Items"]]
        except (BotoCoreError, ClientError) as error:
            message = f"routing config {self._table} cannot be read: {error}"
            raise UnavailableError(message) from error
