"""CSV is read strictly, and refused with what is wrong where."""

import time
from contextlib import suppress

import pytest

from http_contract.body_text import MAX_BYTES
from http_contract.errors import RequestError
from prediction import csv_records


@pytest.mark.parametrize(
    ("body", "records"),
    [
        (b"a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
        (b"a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
        (b"a,b\nc,d", [["a", "b"], ["c", "d"]]),
        (b"a\n\n\r\n\n", [["a"]]),
        (b"", []),
        (b"\n", []),
        (b'""\n', [[""]]),
        (b",\n", [["", ""]]),
        (b'"a ""b"", c",d\n', [['a "b", c', "d"]]),
        (b'"a\nb\r\nc\rd"\n', [["a\nb\r\nc\rd"]]),
        (b'a\n"",""\n"b"', [["a"], ["", ""], ["b"]]),
        (b" a , b\n", [[" a ", " b"]]),
        (b"it's; a\ttab\n", [["it's; a\ttab"]]),
        (
            "é \U0001f600 \u2028 \x85 \x0c\n".encode(),
            [["é \U0001f600 \u2028 \x85 \x0c"]],
        ),
        (b"a\x00b\n", [["a\x00b"]]),
        ("text of an event\n", [["text of an event"]]),
        # More than the 131,072 characters that Python reads by default.
        (b"a" * 200_000, [["a" * 200_000]]),
    ],
)
def test_csv_is_read(body, records):
    assert csv_records.read(body) == records


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'good\n5" nails\n', "record 1 .* has a quote"),
        (b'"a" b\n', "record 0 .* has a quote"),
        (b'a\n"b"c"\n', "record 1 .* has a quote"),
        (b'a\n"b', "record 1 .* has a quote"),
        (b'"a\nb"\nc\n "d"\n', "record 2 .* has a quote"),
        (b'a, "b, c"\n', "record 0 .* has a quote"),
        (b"a\nb\rc\n", "record 1 .* has a carriage return"),
        (b"a\n\nb\n", "record 1 .* is an empty line"),
        (b"\na\n", "record 0 .* is an empty line"),
        (b"\xef\xbb\xbfa\n", "byte order mark"),
        (b"\xff\xfea\x00", "not UTF-8"),
        ("\ud800", "not UTF-8"),
    ],
)
def test_what_is_not_csv_is_refused(body, reason):
    with pytest.raises(RequestError, match=reason) as caught:
        csv_records.read(body)

    assert (caught.value.code, caught.value.status) == ("invalid_csv", 400)


def test_a_record_is_named_by_its_index_and_not_by_its_line():
    with pytest.raises(RequestError, match="record 2 "):
        csv_records.read(b'"one\nrecord\nof\nlines"\nb\nbad "quotes"\n')


def test_six_megabytes_are_read_and_a_byte_more_is_not():
    assert len(csv_records.read(b"a" * MAX_BYTES)[0][0]) == MAX_BYTES
    with pytest.raises(RequestError) as caught:
        csv_records.read(b"a" * MAX_BYTES + b"\n")
    assert (caught.value.code, caught.value.status) == ("payload_too_large", 413)


@pytest.mark.parametrize(
    "unit", [b'"', b'""', b'"a', b',"', b'"\n', b"\r", b'",', b'a"']
)
def test_no_text_takes_long(unit):
    started = time.perf_counter()
    with suppress(RequestError):
        csv_records.read(b'"' + unit * (2_000_000 // len(unit)))

    assert time.perf_counter() - started < 5
