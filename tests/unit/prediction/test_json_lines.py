"""JSON lines: each as strict as a body of JSON."""

import pytest

from http_contract.body_text import MAX_BYTES
from http_contract.errors import RequestError
from prediction import json_lines


@pytest.mark.parametrize(
    ("body", "values"),
    [
        (b'"a"\n"b"\n', ["a", "b"]),
        (b'"a"\r\n"b"', ["a", "b"]),
        (b'\n"a"\n \t\r\n\n[1, 2.5]\n{"x": null}\n', ["a", [1, 2.5], {"x": None}]),
        (b"", []),
        (b"\n\n", []),
        # Only a line feed ends a line; JSON strings may hold these as they are.
        ('"a\u2028b\x85c"\n'.encode(), ["a\u2028b\x85c"]),
        (b"[" * 32 + b"]" * 32, None),
        ('"text of an event"', ["text of an event"]),
    ],
)
def test_lines_are_read(body, values):
    assert json_lines.read(body) == values or values is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'"a" "b"', "Extra data at column 5"),
        (b"'a'", "Expecting value"),
        (b"NaN", "NaN is no JSON number"),
        (b"1e999", "too large for a 64-bit float"),
        (b"9" * 5000, "too many digits"),
        (b'{"a": 1, "a": 1}', "the same key twice"),
        (b'"\\ud800"', "half a surrogate pair"),
        (b"[" * 33 + b"]" * 33, "more than 32 deep"),
        (b"[" * 100_000, "more than 32 deep"),
        (b"\x0c", "Expecting value"),
    ],
)
def test_a_bad_line_is_named_by_its_index(line, reason):
    with pytest.raises(RequestError, match=rf"^Line 2 .*{reason}") as caught:
        json_lines.read(b'"a"\n\n' + line + b'\n"b"\n')

    assert (caught.value.code, caught.value.status) == ("invalid_json", 400)


def test_two_halves_on_two_lines_are_no_value():
    with pytest.raises(RequestError, match=r"^Line 0 "):
        json_lines.read(b"[1\n2],3\n")


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b'"\xff"', "not UTF-8"), (b'\xef\xbb\xbf"a"', "byte order mark")],
)
def test_what_is_no_text_is_refused(body, reason):
    with pytest.raises(RequestError, match=reason) as caught:
        json_lines.read(body)

    assert caught.value.code == "invalid_json"


def test_a_byte_too_many_is_413():
    with pytest.raises(RequestError) as caught:
        json_lines.read(b'"' + b"a" * (MAX_BYTES - 1) + b'"')

    assert (caught.value.code, caught.value.status) == ("payload_too_large", 413)
