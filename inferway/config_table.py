"""The routing config table as an operator reads and writes it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoRegionError

from inferences.active_region import KEY_PREFIX
from inferway.config_checks import KEYS, ConfigError
from inferway.config_sources import TableName
from model.aws_errors import code_of, unusable
from model.errors import UnavailableError
from routing.config_attributes import attribute, plain
from routing.config_items import FIELDS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef


class OperatorTable:
    """All items, read consistently, and writes that undo nobody else's.

    The function never scans; a person who looks at everything does.
    """

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        """Take the client and the table's name."""
        self._client = client
        self._name = name
        self._seen: dict[str, Mapping[str, AttributeValueTypeDef]] = {}

    def items(self) -> dict[str, dict[str, object]]:
        """Return the rules by their keys, unchecked.

        What else lies in the table, such as which Region serves, is none.

        Raises:
            UnavailableError: The table cannot be read.

        """
        with explained("read", self._name):
            pages = self._client.get_paginator("scan").paginate(
                TableName=self._name, ConsistentRead=True
            )
            found = [
                item
                for page in pages
                for item in page["Items"]
                if not str(plain(item)["configKey"]).startswith(KEY_PREFIX)
            ]
        self._seen = {str(plain(item)["configKey"]): item for item in found}
        return {key: plain(self._seen[key]) for key in sorted(self._seen)}

    def write(self, key: str, item: Mapping[str, str | int] | None) -> bool:
        """Write an item over the one that `items` returned, if it is still so.

        Args:
            key: Its `configKey`.
            item: As it is to be; None deletes it.

        Returns:
            Whether it is another now.

        Raises:
            ConfigError: Somebody else wrote it in between.
            UnavailableError: The table cannot be written.

        """
        seen = self._seen.get(key)
        wanted: dict[str, Any] | None = None
        if item is not None:
            wanted = {name: attribute(value) for name, value in item.items()}
        if wanted == seen:
            return False
        condition = _unchanged(seen)
        try:
            with explained("write", self._name):
                if wanted is None:
                    self._client.delete_item(
                        TableName=self._name, Key={"configKey": {"S": key}}, **condition
                    )
                else:
                    self._client.put_item(
                        TableName=self._name, Item=wanted, **condition
                    )
        except _ChangedError as error:
            message = (
                f"somebody else changed {key} in between: nothing was written. Look at"
                " it (inferway config get), then try again"
            )
            raise ConfigError(message) from error
        return True


def open_table(found: TableName) -> OperatorTable:
    """Return a table by a client of this person.

    Raises:
        UnavailableError: There can be none: no Region, no such profile.

    """
    # A person waits: give up after seconds, not after botocore's minutes.
    config = Config(
        connect_timeout=5,
        read_timeout=20,
        retries={"mode": "standard", "total_max_attempts": 4},
    )
    with explained("read", found.name):
        session = boto3.Session(region_name=found.region)
        return OperatorTable(session.client("dynamodb", config=config), found.name)


class _ChangedError(Exception):
    """The item is not as it was."""


def _unchanged(seen: "Mapping[str, AttributeValueTypeDef] | None") -> dict[str, Any]:
    """Return the condition that an item is as it was seen."""
    if seen is None:
        return {"ConditionExpression": "attribute_not_exists(configKey)"}
    names = sorted({*seen, *KEYS, *FIELDS})
    tests = [
        f"#f{index} = :f{index}" if name in seen else f"attribute_not_exists(#f{index})"
        for index, name in enumerate(names)
    ]
    return {
        "ConditionExpression": " AND ".join(tests),
        "ExpressionAttributeNames": {f"#f{i}": name for i, name in enumerate(names)},
        "ExpressionAttributeValues": {
            f":f{i}": seen[name] for i, name in enumerate(names) if name in seen
        },
    }


@contextmanager
def explained(action: str, table: str) -> Iterator[None]:
    """Turn what botocore raises into one line that names what to mend.

    Args:
        action: "read" or "write".
        table: Its name.

    Raises:
        UnavailableError: AWS could not be reached, or would not.

    """
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        code = code_of(error) if isinstance(error, ClientError) else ""
        if code == "ConditionalCheckFailedException":
            raise _ChangedError from error
        raise UnavailableError(_reason(error, code, action, table)) from error


def _reason(
    error: BotoCoreError | ClientError, code: str, action: str, table: str
) -> str:
    if isinstance(error, NoRegionError):
        return "no AWS Region: set AWS_REGION to the one that the table is in"
    if code == "ResourceNotFoundException":
        return (
            f"table {table} does not exist in this account and Region: check --table"
            " and AWS_REGION, or apply the environment that makes it"
        )
    said = unusable(error, f"{action} table {table}")
    return said or f"AWS would not {action} table {table}: {error}"
