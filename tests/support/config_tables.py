"""Routing config tables on moto."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from routing.config_attributes import attribute
from routing.config_table import INDEX

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

REGION = "eu-west-1"


@contextmanager
def config_table_on_moto(name: str) -> Iterator["DynamoDBClient"]:
    """Give a client, and an empty table to use it on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        patch.setenv("AWS_DEFAULT_REGION", REGION)
        for variable in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"):
            patch.delenv(variable, raising=False)
        with mock_aws():
            client = boto3.client("dynamodb", region_name=REGION)
            client.create_table(
                TableName=name,
                BillingMode="PAY_PER_REQUEST",
                KeySchema=[{"AttributeName": "configKey", "KeyType": "HASH"}],
                AttributeDefinitions=[
                    {"AttributeName": attribute_name, "AttributeType": "S"}
                    for attribute_name in ("configKey", "trafficClass")
                ],
                GlobalSecondaryIndexes=[
                    {
                        "IndexName": INDEX,
                        "KeySchema": [
                            {"AttributeName": "trafficClass", "KeyType": "HASH"}
                        ],
                        "Projection": {"ProjectionType": "ALL"},
                    }
                ],
            )
            yield client


def put(client: "DynamoDBClient", table: str, key: str, **fields: str | int) -> None:
    """Write an item whose class is the one that its key names."""
    item = {"configKey": key, "trafficClass": key.partition("#")[2], **fields}
    client.put_item(
        TableName=table,
        Item={name: attribute(value) for name, value in item.items()},
    )
