"""Which form of an answer a client asks for."""

import pytest

from http_contract.errors import RequestError
from http_contract.formats import Format
from prediction.accept import answer_format

JSON, CSV, LINES = Format.JSON, Format.CSV, Format.JSON_LINES
ALL = (JSON, CSV, LINES)


@pytest.mark.parametrize("given", ALL)
@pytest.mark.parametrize(
    "accept",
    [
        None,
        "",
        " ",
        "*/*",
        "*/*;q=0.001",
        "text/html, */*;q=0.1",
        "application/json, text/csv, application/jsonlines",
        "image/png;q=1, text/*, application/*",
        'text/plain;odd="a, b; c", */*',
    ],
)
def test_the_requests_own_form_where_others_are_liked_no_better(accept, given):
    assert answer_format(accept, given, ALL) is given


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/csv", CSV),
        ("TEXT/CSV", CSV),
        ("text/*", CSV),
        ("text/csv; charset=UTF-8", CSV),
        ('text/csv; charset="utf-8"', CSV),
        ("application/jsonlines", LINES),
        ("application/json;q=0.5, text/csv;q=0.6", CSV),
        ("application/json;q=0.5,text/csv;q=0.50", JSON),
        ("*/*, application/json;q=0", CSV),
        # What names more counts, however much a wider range likes the rest.
        ("application/*;q=1, application/json;q=0.1, text/*;q=0.5", LINES),
        ("*/*;q=1, application/*;q=0, text/csv;q=0.1", CSV),
        ("text/csv;q=0.1;level=1, image/png", CSV),
        (" , ,text/csv ;q=0.9 ,", CSV),
        ("nonsense, text/csv", CSV),
        ("application/json;q=2, text/csv;q=0.1", CSV),
        ("application/json;odata=verbose, text/csv;q=0.1", CSV),
    ],
)
def test_the_form_that_weighs_most(accept, form):
    assert answer_format(accept, JSON, ALL) is form


@pytest.mark.parametrize(
    "accept",
    [
        "image/png",
        "text/html",
        "*/*;q=0",
        "*/*;q=0.000",
        "application/json;q=0, text/csv;q=0.0, application/jsonlines;q=0.",
        "application/x-ndjson",
        "json",
        "*",
        "*/json",
        "text/csv;q=high",
        "text/csv;q=1.1",
        "text/csv;q=-1",
        "text/csv;q=",
        "text/csv q=1",
        "text/csv; charset=latin-1",
        "text/csv;header",
        "text/csv text/csv",
        '"text/csv"',
        "text/csv\x00",
    ],
)
def test_none_of_ours_is_406(accept):
    with pytest.raises(RequestError, match="application/jsonlines, or none") as caught:
        answer_format(accept, CSV, ALL)

    assert (caught.value.code, caught.value.status) == ("not_acceptable", 406)


@pytest.mark.parametrize("unit", ['"', ",", ";", 'a/b;c="', "text/csv,", "a/b;q=1;"])
def test_no_header_takes_long(unit):
    """Servers let some kilobytes through; what doubles with each byte would hang."""
    assert answer_format("*/*," + unit * 20_000, JSON, ALL) == JSON
