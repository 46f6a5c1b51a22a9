"""Writes to the table of records that count only where a condition holds."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from inferences.clients import error_code, reaching
from inferences.record import State
from inferences.record_items import text

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from inferences.record_items import Item, Value

SERVICE = "DynamoDB"

_LOST = "ConditionalCheckFailedException"


class LostError(Exception):
    """A write that did not count.

    Attributes:
        item: What is there instead; None if there is nothing.

    """

    def __init__(self, item: Mapping[str, Any] | None) -> None:
        """Take what is there."""
        super().__init__()
        self.item = item


class ConditionalWrites:
    """Writes to one table.

    A write whose answer was lost is sent again by botocore, and then loses against
    itself: LostError may be raised to who did write. What the table holds is right
    all the same.
    """

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        """Take the client and the table's name."""
        self._client = client
        self._table = table

    def add(self, item: "Item") -> None:
        """Write an item whose ID is new.

        Raises:
            LostError: It is not.
            UnavailableError: The table cannot be reached or refuses.

        """
        with reaching(SERVICE):
            try:
                self._client.put_item(
                    TableName=self._table,
                    Item=item,
                    ConditionExpression="attribute_not_exists(id)",
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
            except ClientError as error:
                if error_code(error) != _LOST:
                    raise
                raise LostError(_item(error)) from error

    def change(
        self,
        record_id: str,
        update: str,
        values: Mapping[str, "Value"],
        *,
        where: str = "",
    ) -> None:
        """Update the item of a pending record.

        Args:
            record_id: Of the record.
            update: Update expression; each attribute's name begins with "#", for
                many of ours are reserved words.
            values: That the expressions name.
            where: What must hold beside.

        Raises:
            LostError: It has ended, or the rest does not hold.
            UnavailableError: The table cannot be reached or refuses.

        """
        condition = "#state = :pending" + (where and f" AND {where}")
        with reaching(SERVICE):
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key={"id": text(record_id)},
                    UpdateExpression=update,
                    ConditionExpression=condition,
                    ExpressionAttributeNames={
                        name: name[1:]
                        for name in re.findall(r"#\w+", update + condition)
                    },
                    ExpressionAttributeValues={
                        ":pending": text(State.PENDING),
                        **values,
                    },
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
            except ClientError as error:
                if error_code(error) != _LOST:
                    raise
                raise LostError(_item(error)) from error


def _item(error: ClientError) -> Mapping[str, Any] | None:
    # Beside the error, where there was an item; the stubs do not know of it.
    found: Mapping[str, Any] | None = error.response.get("Item")  # type: ignore[assignment]
    return found
