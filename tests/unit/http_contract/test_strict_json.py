"""JSON is read strictly, and refused with what is wrong."""

import sys
import time

import pytest

from http_contract import strict_json
from http_contract.body_text import MAX_BYTES
from http_contract.errors import RequestError


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'["text"]', ["text"]),
        ('["text"]', ["text"]),
        (b' \r\n{"a": [1, 2.5, -0.0, 1e308, true, null]} ', None),
        ('"\U0001f600"', "\U0001f600"),
        ('"\\ud83d\\ude00"', "\U0001f600"),
        (b'"[[[[ \\" {{{{ \\\\"', '[[[[ " {{{{ \\'),
        (b"[" * 32 + b"]" * 32, None),
        (b"9007199254740993", 9007199254740993),
    ],
)
def test_json_is_read(body, value):
    found = strict_json.read(body)

    assert value is None or found == value


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{", "deep, or one is never closed"),
        (b"[1,]", "line 1, column"),
        (b'["a"] []', "Extra data"),
        (b"'a'", "Expecting value"),
        (b"NaN", "NaN is no JSON number"),
        (b"[-Infinity]", "-Infinity is no JSON number"),
        (b"[1e999]", "too large for a 64-bit float"),
        (b"[-1e999]", "too large for a 64-bit float"),
        (b"9" * 5000, "too many digits"),
        (b'{"a": 1, "a": 1}', "the same key twice"),
        (b"\xef\xbb\xbf[]", "byte order mark"),
        ("\ufeff[]", "byte order mark"),
        (b"\xff\xfe[\x00]\x00", "not UTF-8"),
        (b'["\xed\xa0\x80"]', "not UTF-8"),
        ('["\ud800"]', "not UTF-8"),
        (b'["\\ud800"]', "half a surrogate pair"),
        (b'{"\\uDFFF": 1}', "half a surrogate pair"),
        (b"[" * 33 + b"]" * 33, "more than 32 deep"),
        (b'{"a":' * 33 + b"1" + b"}" * 33, "more than 32 deep"),
        (b"[" * 3_000_000, "more than 32 deep"),
    ],
)
def test_what_is_not_json_is_refused(body, reason):
    with pytest.raises(RequestError, match=reason) as caught:
        strict_json.read(body)

    assert (caught.value.code, caught.value.status) == ("invalid_json", 400)


def test_six_megabytes_are_read_and_a_byte_more_is_not():
    text = b'"' + b"a" * (MAX_BYTES - 2) + b'"'

    assert len(strict_json.read(text)) == MAX_BYTES - 2
    with pytest.raises(RequestError, match="send fewer instances") as caught:
        strict_json.read(text + b" ")
    assert (caught.value.code, caught.value.status) == ("payload_too_large", 413)


@pytest.mark.parametrize(
    "unit", [b'"', b'\\"', b'"\\', b'"\\"', b"[]", b'["', b'{"a"', b"\\", b"[[{{"]
)
def test_no_text_takes_long(unit):
    """What grows with the square of the length would take minutes."""
    started = time.perf_counter()
    with pytest.raises(RequestError):
        strict_json.read(b'"' + unit * (2_000_000 // len(unit)))

    assert time.perf_counter() - started < 5


def test_depth_is_refused_alike_however_deep_the_caller_is():
    def at_depth(left):
        if left:
            return at_depth(left - 1)
        with pytest.raises(RequestError, match="more than 32 deep"):
            strict_json.read(b"[" * 900 + b"]" * 900)
        return strict_json.read(b"[" * 30 + b"]" * 30)

    assert at_depth(0) == at_depth(sys.getrecursionlimit() - 300)
