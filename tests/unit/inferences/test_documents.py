"""Payloads and results: the same rules in memory and in S3."""

import pytest

from inferences.errors import DocumentMissingError, UnavailableError
from inferences.record import Document
from inferences.s3_documents import S3Documents
from tests.support.inferences import MemoryDocuments
from tests.unit.inferences.names import BUCKET

ID = "0" * 32
LIMIT = 64 * 1024


@pytest.mark.parametrize(
    ("text", "inline"),
    [
        ('["some text"]', True),
        ("x" * LIMIT, True),
        ("x" * (LIMIT + 1), False),
        # What counts are bytes.
        ("ä" * (LIMIT // 2), True),
        ("ä" * (LIMIT // 2) + "x", False),
    ],
)
@pytest.mark.parametrize("kind", ["payload", "result"])
def test_a_text_is_read_as_it_was_kept(documents, kind, text, inline):
    kept = documents.keep(ID, kind, text)

    if inline:
        assert kept == Document(text=text)
    else:
        assert kept.text is None
        assert kept.key.startswith(f"{kind}s/{ID}-")
    assert documents.read(kept) == text


def test_the_same_again_does_no_harm(documents):
    text = "x" * (LIMIT + 1)

    assert documents.keep(ID, "payload", text) == documents.keep(ID, "payload", text)

    assert documents.read(documents.keep(ID, "payload", text)) == text


def test_another_text_does_not_take_the_place_of_the_first(documents):
    first = documents.keep(ID, "payload", "x" * (LIMIT + 1))

    documents.keep(ID, "payload", "y" * (LIMIT + 1))

    assert documents.read(first) == "x" * (LIMIT + 1)


@pytest.mark.parametrize("ask", ["read", "check"])
def test_an_object_that_is_not_there_is_told_by_name(documents, ask):
    """It may be on its way from another Region: the workflow waits for it."""
    with pytest.raises(DocumentMissingError):
        getattr(documents, ask)(Document(key="payloads/gone.json"))


@pytest.mark.parametrize("text", ["short", "x" * (LIMIT + 1)])
def test_a_text_that_is_there_can_be_read(documents, text):
    documents.check(documents.keep(ID, "payload", text))


def test_where_s3_refuses_nothing_is_said_of_what_is_there(s3):
    """It answers 403 to who may not list, whether the object is there or not."""
    other = S3Documents(s3, "nobodys-bucket")

    for ask in (other.read, other.check):
        with pytest.raises(UnavailableError):
            ask(Document(key="payloads/gone.json"))


def test_the_object_is_json(s3):
    kept = S3Documents(s3, BUCKET).keep(ID, "payload", "x" * (LIMIT + 1))

    found = s3.get_object(Bucket=BUCKET, Key=kept.key)
    assert found["ContentType"] == "application/json"


def test_the_fake_can_be_out_of_reach():
    documents = MemoryDocuments()
    documents.unavailable.add("keep")

    with pytest.raises(UnavailableError):
        documents.keep(ID, "payload", "[]")
