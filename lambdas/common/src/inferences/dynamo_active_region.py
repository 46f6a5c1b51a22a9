"""Which Region serves, in the table of the routing config."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from inferences.active_region import KEY, ActiveRegion
from inferences.clients import error_code, reaching
from inferences.record_items import number, text

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from inferences.record_items import Item

_SERVICE = "DynamoDB"


class DynamoActiveRegion:
    """One item, which no index has: the routing function's rules never see it."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        """Take the client and the table's name."""
        self._client = client
        self._table = table

    def read(self) -> ActiveRegion | None:
        """Return who serves, as this Region has it.

        Raises:
            UnavailableError: The table cannot be reached or refuses.

        """
        with reaching(_SERVICE):
            found = self._client.get_item(
                TableName=self._table,
                Key={"configKey": text(KEY)},
                ConsistentRead=True,
            )
        if "Item" not in found:
            return None
        item = found["Item"]
        return ActiveRegion(
            region=item["region"]["S"],
            lost=item["lost"]["S"] if "lost" in item else None,
            since=item["since"]["S"],
            turn=int(item["turn"]["N"]),
            by=item["by"]["S"],
        )

    def write(self, active: ActiveRegion) -> bool:
        """Set who serves, if the turn before is the last; say whether it counts.

        Raises:
            UnavailableError: The table cannot be reached or refuses.

        """
        item: Item = {
            "configKey": text(KEY),
            "region": text(active.region),
            "since": text(active.since),
            "turn": number(active.turn),
            "by": text(active.by),
        }
        if active.lost is not None:
            item["lost"] = text(active.lost)
        with reaching(_SERVICE):
            try:
                self._client.put_item(
                    TableName=self._table,
                    Item=item,
                    # Turn 1 has none before it.
                    ConditionExpression=(
                        "attribute_not_exists(configKey) OR #turn = :before"
                    ),
                    ExpressionAttributeNames={"#turn": "turn"},
                    ExpressionAttributeValues={":before": number(active.turn - 1)},
                )
            except ClientError as error:
                if error_code(error) != "ConditionalCheckFailedException":
                    raise
                return False
        return True
