"""Items between threads, and items whose time has passed."""

import json
import threading
import urllib.request
from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table


def together(work, count=4):
    threads = [threading.Thread(target=work, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_of_two_conditional_writes_one_wins(client, table, monkeypatch):
    """The look and the write are one, however long the look takes."""
    name, wins, losses = table(), [], []
    look = Table.get_item
    met = threading.Barrier(2)

    def slowly(self, *arguments, **more):
        found = look(self, *arguments, **more)
        try:
            met.wait(0.2)
        except threading.BrokenBarrierError:
            met.reset()
        return found

    monkeypatch.setattr(Table, "get_item", slowly)

    def write(number):
        try:
            client().put_item(
                TableName=name,
                Item={"id": {"S": "one"}, "n": {"N": str(number)}},
                ConditionExpression="attribute_not_exists(id)",
            )
            wins.append(number)
        except ClientError as error:
            losses.append(error.response["Error"]["Code"])

    together(write, 2)

    assert (len(wins), losses) == (1, ["ConditionalCheckFailedException"])


def test_what_is_written_while_a_transaction_fails_stays(client, table, monkeypatch):
    name, writers = table(), []
    look = DynamoDBBackend.get_item

    def write():
        client().put_item(TableName=name, Item={"id": {"S": "kept"}})

    def meanwhile(self, *arguments, **more):
        if not writers:
            writers.append(threading.Thread(target=write))
            writers[0].start()
            # Whoever writes has to wait until the transaction is over.
            writers[0].join(0.5)
        return look(self, *arguments, **more)

    monkeypatch.setattr(DynamoDBBackend, "get_item", meanwhile)
    check = {
        "TableName": name,
        "Key": {"id": {"S": "nobody"}},
        "ConditionExpression": "attribute_exists(id)",
    }
    with pytest.raises(ClientError, match="TransactionCanceled"):
        client().transact_write_items(
            TransactItems=[
                {"Put": {"TableName": name, "Item": {"id": {"S": "never"}}}},
                {"ConditionCheck": check},
            ]
        )
    writers[0].join()

    found = [i["id"]["S"] for i in client().scan(TableName=name)["Items"]]
    assert found == ["kept"]


def test_items_expire_when_the_clock_has_passed(served, client, table):
    name, database = table(), client()
    database.update_time_to_live(
        TableName=name,
        TimeToLiveSpecification={"Enabled": True, "AttributeName": "expiresAt"},
    )
    with urllib.request.urlopen(f"{served.local.url}/_local/clock") as answer:  # noqa: S310 - our own http URL
        now = datetime.fromisoformat(json.load(answer)["now"])
    week = int(now.astimezone(UTC).timestamp()) + 7 * 24 * 3600
    for key, value in {
        "soon": {"N": str(week)},
        "later": {"N": str(week + 86400)},
        "ancient": {"N": "1"},
        "words": {"S": str(week)},
    }.items():
        database.put_item(TableName=name, Item={"id": {"S": key}, "expiresAt": value})
    database.put_item(TableName=name, Item={"id": {"S": "ever"}})

    body = json.dumps({"advance_seconds": 7 * 24 * 3600 + 60}).encode()
    urllib.request.urlopen(f"{served.local.url}/_local/clock", body).close()  # noqa: S310 - our own http URL

    left = {i["id"]["S"] for i in database.scan(TableName=name)["Items"]}
    assert left == {"later", "ancient", "words", "ever"}
