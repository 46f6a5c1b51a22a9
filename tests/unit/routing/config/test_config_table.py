"""The table in DynamoDB: queried by class, with its types taken off."""

from decimal import Decimal

import boto3
import pytest
from botocore.config import Config

from inferences.errors import UnavailableError
from routing.config_attributes import attribute, plain
from routing.config_table import DynamoConfigTable
from tests.support.config_tables import config_table_on_moto, put

TABLE = "routing-config-of-the-adapter"


@pytest.fixture
def client():
    with config_table_on_moto(TABLE) as dynamodb:
        yield dynamodb


def raw(client, **attributes):
    client.put_item(TableName=TABLE, Item=attributes)


def test_items_of_a_class(client):
    put(client, TABLE, "terraform#*", batchThreshold=500, fallback=True)
    raw(
        client,
        configKey={"S": "operator#*"},
        trafficClass={"S": "*"},
        batchThresholdBytes={"N": "10.50"},
    )
    put(client, TABLE, "terraform#bulk", preferred="batch")
    table = DynamoConfigTable(client, TABLE)

    assert sorted(table.items_of("*"), key=lambda item: item["configKey"]) == [
        {
            "configKey": "operator#*",
            "trafficClass": "*",
            "batchThresholdBytes": Decimal("10.5"),
        },
        {
            "configKey": "terraform#*",
            "trafficClass": "*",
            "batchThreshold": 500,
            "fallback": True,
        },
    ]
    assert [one["preferred"] for one in table.items_of("bulk")] == ["batch"]
    assert table.items_of("standard") == []


def test_every_page_is_read(client):
    """DynamoDB gives a megabyte at a time."""
    for number in range(4):
        raw(
            client,
            configKey={"S": f"key-{number}"},
            trafficClass={"S": "bulk"},
            text={"S": "x" * 390_000},
        )

    found = DynamoConfigTable(client, TABLE).items_of("bulk")

    assert {one["configKey"] for one in found} == {f"key-{n}" for n in range(4)}


def test_a_table_that_is_not_there(client):
    with pytest.raises(UnavailableError, match="no-such-table cannot be read"):
        DynamoConfigTable(client, "no-such-table").items_of("*")


def test_a_table_that_cannot_be_reached(client):
    unreachable = boto3.client(
        "dynamodb",
        region_name="eu-west-1",
        endpoint_url="http://127.0.0.1:1",
        config=Config(retries={"total_max_attempts": 1}),
    )

    with pytest.raises(UnavailableError, match="cannot be read"):
        DynamoConfigTable(unreachable, TABLE).items_of("*")


def test_what_no_item_has_stays_as_it_is():
    strange = {
        "list": {"L": []},
        "null": {"NULL": True},
        "text": "text",
        "both": {"S": "a", "N": "b"},
        "digits": {"N": "many"},
        "much": {"N": "1E+100000000"},
        "endless": {"N": "Infinity"},
    }

    assert plain(strange) | {"much": None, "endless": None} == {
        **strange,
        "both": "a",
        "digits": "many",
        "much": None,
        "endless": None,
    }
    assert not any(
        isinstance(plain(strange)[name], int) for name in ("much", "endless")
    )


def test_values_go_there_and_back():
    for value in (True, False, 0, 5, "batch"):
        assert plain({"field": attribute(value)}) == {"field": value}
        assert type(plain({"field": attribute(value)})["field"]) is type(value)
