"""CSV as instances: which cells are numbers, which are missing."""

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Any

from model.errors import RowsError

# A number as JSON writes it: "01234" is a postcode and "NaN" no number.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_BOOLEANS = {"true": True, "false": False}
_NOT_A_NUMBER = {"nan", "inf", "-inf", "+inf", "infinity", "-infinity"}


def csv_rows(
    path: str, text: str, text_columns: Sequence[str] | None
) -> list[dict[str, Any]]:
    """Return the rows of a CSV with a header as objects keyed by it.

    A column is of numbers or of booleans where each of its cells is one, and
    text elsewhere. An empty cell is null.

    Args:
        path: Where it is from, for messages.
        text: The CSV.
        text_columns: Columns of text, whatever it looks like; None leaves every
            cell as it is, an empty one as an empty text.

    Raises:
        RowsError: It is no CSV; the message names row and column.

    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        rows = [row for row in reader if row]
    except csv.Error as error:
        message = f"{path} is not CSV: {error} in line {reader.line_num}"
        raise RowsError(message) from error
    if len(set(header)) != len(header):
        message = f"the header of {path} names a column twice"
        raise RowsError(message)
    for number, row in enumerate(rows, start=1):
        if len(row) != len(header):
            message = (
                f"row {number} of {path} has {len(row)} cells, the header {len(header)}"
            )
            raise RowsError(message)
    columns = [
        _column(path, name, cells, text_columns)
        for name, cells in zip(header, zip(*rows, strict=True), strict=False)
    ]
    return [
        dict(zip(header, values, strict=True)) for values in zip(*columns, strict=True)
    ]


def _column(
    path: str, name: str, cells: Sequence[str], text_columns: Sequence[str] | None
) -> list[Any]:
    if text_columns is None:
        return list(cells)  # the rows are texts, and "1" is one
    given = [cell or None for cell in cells]
    return given if name in text_columns else _typed(path, name, given)


def _typed(path: str, name: str, cells: list[str | None]) -> list[Any]:
    given = [cell for cell in cells if cell is not None]
    if given and all(cell.lower() in _BOOLEANS for cell in given):
        return [None if cell is None else _BOOLEANS[cell.lower()] for cell in cells]
    numbers = [cell for cell in given if _NUMBER.fullmatch(cell)]
    if numbers and len(numbers) == len(given):
        return [None if cell is None else json.loads(cell) for cell in cells]
    odd = {cell for cell in given if cell.lower() in _NOT_A_NUMBER}
    if numbers and len(numbers) + sum(cell in odd for cell in given) == len(given):
        message = (
            f"column {name!r} of {path} holds {min(odd)!r} among its numbers: leave"
            " the cell empty where a value is missing"
        )
        raise RowsError(message)
    return cells
