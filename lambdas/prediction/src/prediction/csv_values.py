"""Records of CSV as the JSON values that they stand for."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NoReturn

from http_contract.errors import ErrorCode, RequestError
from http_contract.payload import quoted
from model_store.manifest import Column, InputSchema

# A number as JSON writes it: "01234" is a postcode and "NaN" no number.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_BOOLEANS = {"true": True, "false": False}


def values(records: Iterable[Sequence[str]], schema: InputSchema) -> Iterator[Any]:
    """Give the JSON value that each record stands for.

    A text is its record's one field. A row is a list in the order of the
    columns: an empty field is null (but an empty text in a column of texts that
    cannot be missing), and what does not look like its column's type stays a
    text, for whoever reads instances to refuse.

    Raises:
        RequestError: invalid_instance, naming the first that is no text, or has
            a number that no JSON of ours could hold.

    """
    for index, record in enumerate(records):
        if schema.kind == "text":
            yield _text(index, record)
        elif len(record) != len(schema.columns):
            yield list(record)
        else:
            yield [
                _value(index, column, field)
                for column, field in zip(schema.columns, record, strict=True)
            ]


def _text(index: int, record: Sequence[str]) -> str:
    if len(record) != 1:
        message = (
            f"Instance {index} has {len(record)} fields, a text is one:"
            " put it in quotes."
        )
        raise RequestError(ErrorCode.INVALID_INSTANCE, message)
    return record[0]


def _value(index: int, column: Column, field: str) -> float | int | str | bool | None:
    if column.type == "string":
        return field if field or not column.nullable else None
    if not field:
        return None
    if column.type == "boolean":
        # As pandas and R write them: True, TRUE.
        return _BOOLEANS.get(field.lower(), field)
    return _number(index, column, field)


def _number(index: int, column: Column, field: str) -> float | int | str:
    found = _NUMBER.fullmatch(field)
    if found is None:
        return field
    try:
        number = int(field) if found[1] is found[2] is None else float(field)
    except ValueError:
        # Python reads integers of up to sys.get_int_max_str_digits() digits.
        _refuse(index, column, "has too many digits")
    if isinstance(number, float) and math.isinf(number):
        _refuse(index, column, "is too large for a 64-bit float")
    return number


def _refuse(index: int, column: Column, problem: str) -> NoReturn:
    message = f"Instance {index}: column {quoted(column.name)} {problem}."
    raise RequestError(ErrorCode.INVALID_INSTANCE, message)
