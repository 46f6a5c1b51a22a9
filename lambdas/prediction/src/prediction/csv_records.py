"""CSV as RFC 4180 has it, without a header; lines may end in a line feed alone."""

import csv
import io
import re
from typing import NoReturn

from http_contract.body_text import MAX_BYTES, decoded
from http_contract.errors import ErrorCode, RequestError

# From the start of a field to its end, whatever stands between the quotes.
_QUOTED_FIELD = re.compile(r'(?:\A|(?<=[,\r\n]))"(?:[^"]|"")*+"(?=[,\r\n]|\Z)')
# What may stand only inside of quotes: quotes, and half an end of line.
_STRAY = re.compile(r'"|\r(?!\n)')


def read(body: bytes | str) -> list[list[str]]:
    """Return the fields of each record; empty lines at the end are none.

    Raises:
        RequestError: invalid_csv, naming the first bad record by its index;
            payload_too_large.

    """
    text, _ = decoded(body, _refuse)
    _check_quotes(text)
    # One setting for the process; by default a field has 131,072 characters.
    csv.field_size_limit(MAX_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        records = list(reader)
    except csv.Error as error:
        _refuse(str(error))
    while records and not records[-1]:
        records.pop()
    for index, record in enumerate(records):
        if not record:
            # To RFC 4180 a record of one empty field, to most readers none.
            _refuse_record(index, 'is an empty line; write "" for an empty text')
    return records


def _check_quotes(text: str) -> None:
    """Refuse quotes that Python would guess about: it takes `5" x` for a field."""
    if '"' not in text and "\r" not in text:
        return
    plain = _QUOTED_FIELD.sub("", text)
    stray = _STRAY.search(plain)
    if stray is None:
        return
    index = plain.count("\n", 0, stray.start())
    if stray[0] == '"':
        _refuse_record(
            index,
            'has a quote that opens or closes no field: write "a ""b"" c" for a "b" c',
        )
    _refuse_record(index, "has a carriage return without a line feed: quote its field")


def _refuse(reason: str) -> NoReturn:
    message = f"The body is not valid CSV: {reason}."
    raise RequestError(ErrorCode.INVALID_CSV, message)


def _refuse_record(index: int, problem: str) -> NoReturn:
    _refuse(f"record {index} (the first is 0) {problem}")
