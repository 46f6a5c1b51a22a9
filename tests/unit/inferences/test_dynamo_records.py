"""What only DynamoDB has: the item, its expiry, pages, and races."""

from dataclasses import replace

import pytest

from inferences.dynamo_records import DynamoRecords
from inferences.errors import UnavailableError
from inferences.record import Document, Failure
from tests.support.inferences import a_record, an_answer, an_attempt
from tests.unit.inferences.names import NOW, TABLE

ID = a_record().id


@pytest.fixture
def records(dynamodb):
    return DynamoRecords(dynamodb, TABLE, clock=lambda: NOW + 0.5)


def item(dynamodb):
    return dynamodb.get_item(TableName=TABLE, Key={"id": {"S": ID}})["Item"]


@pytest.mark.parametrize("end", ["succeed", "fail"])
def test_an_ended_record_leaves_the_index_and_expires_after_seven_days(
    dynamodb, records, end
):
    records.create(a_record(), attend_by=60)
    assert "expiresAt" not in item(dynamodb)
    assert item(dynamodb)["unfinished"] == {"S": "0"}

    if end == "succeed":
        records.succeed(ID, an_answer())
    else:
        records.fail(ID, Failure(code="x", message="X."))

    found = item(dynamodb)
    assert found["expiresAt"] == {"N": str(NOW + 7 * 24 * 3600)}
    assert not {"unfinished", "attendBy"} & found.keys()


def test_the_index_is_read_page_by_page(dynamodb, records):
    for number in range(5):
        records.create(a_record(number), attend_by=number)
    pages = []

    def two(params, **_):
        params["Limit"] = 2
        pages.append(params.get("ExclusiveStartKey"))

    dynamodb.meta.events.register("provide-client-params.dynamodb.Query", two)

    assert len(list(records.unattended(10, "0"))) == 5
    assert len(pages) == 3


def test_the_index_is_queried_and_nothing_is_scanned(dynamodb, records):
    called = []
    dynamodb.meta.events.register(
        "before-call.dynamodb.*", lambda model, **_: called.append(model.name)
    )

    list(records.unattended(10, "0"))

    assert called == ["Query"]


def test_a_record_is_read_consistently(dynamodb, records):
    asked = []
    dynamodb.meta.events.register(
        "provide-client-params.dynamodb.GetItem",
        lambda params, **_: asked.append(params["ConsistentRead"]),
    )

    records.get(ID)

    assert asked == [True]


def test_two_that_note_at_once_both_count(dynamodb, records):
    records.create(a_record(), attend_by=60)
    for number in range(20):
        records.note(ID, an_attempt(number))
    rival = DynamoRecords(dynamodb, TABLE)
    meant = [an_attempt(31)]

    def come_between(params, **_):
        if ":last" in params["ExpressionAttributeValues"] and meant:
            rival.note(ID, meant.pop())

    dynamodb.meta.events.register(
        "provide-client-params.dynamodb.UpdateItem", come_between
    )
    records.note(ID, an_attempt(30))

    found = records.get(ID)
    assert found.attempts[-2:] == (an_attempt(31), an_attempt(30))
    assert (len(found.attempts), found.attempt_count) == (20, 22)


def test_who_never_gets_to_note_gives_up(dynamodb, records):
    records.create(a_record(), attend_by=60)
    for number in range(20):
        records.note(ID, an_attempt(number))

    def come_between(params, **_):
        if ":last" in params["ExpressionAttributeValues"]:
            dynamodb.update_item(
                TableName=TABLE,
                Key={"id": {"S": ID}},
                UpdateExpression="ADD attemptCount :one",
                ExpressionAttributeValues={":one": {"N": "1"}},
            )

    dynamodb.meta.events.register(
        "provide-client-params.dynamodb.UpdateItem", come_between
    )

    with pytest.raises(UnavailableError, match="DynamoDB"):
        records.note(ID, an_attempt(30))


def test_an_item_has_room_for_the_longest_inline_texts_and_attempts(dynamodb, records):
    inline = Document(text="x" * 64 * 1024)
    records.create(a_record(payload=inline), attend_by=60)
    for number in range(20):
        records.note(ID, replace(an_attempt(number), target="x" * 63))
    records.await_window(ID, "t" * 2048, attend_by=60)
    records.succeed(ID, replace(an_answer(), predictions=inline))

    assert len(str(item(dynamodb))) < 400_000
