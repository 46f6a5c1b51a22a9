"""Files of API keys, as ImportApiKeys takes them.

Names of columns are in any case and order; unknown ones are passed over. Where AWS
does not say the words of a warning, they are ours. They never hold a value.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-key-file-format.html
"""

import csv
import io
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

_KEY_LENGTHS = range(20, 129)
_NAME_MOST = 1024
_SWITCH = {"": True, "true": True, "false": False}


class KeyFileError(Exception):
    """The file is no file of keys."""


class _RowError(Exception):
    """A row that cannot be imported."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A key.

    Attributes:
        name: 1 to 1024 characters.
        value: 20 to 128 characters.
        description: Any.
        enabled: Whether it lets in.
        plans: IDs of usage plans.

    """

    name: str
    value: str = field(repr=False)
    description: str
    enabled: bool
    plans: Sequence[str]


def read_rows(data: bytes, plans: Container[str]) -> tuple[list[Row], list[str]]:
    """Return the keys of a file, and a warning for each row that cannot be one.

    Args:
        data: CSV with a header.
        plans: IDs of the usage plans that there are.

    Raises:
        KeyFileError: It is no CSV, or has no columns Name and Key.

    """
    try:
        lines = list(csv.reader(io.StringIO(data.decode())))
    except (UnicodeDecodeError, csv.Error) as error:
        message = "The API key file is not valid CSV"
        raise KeyFileError(message) from error
    header = [name.strip().lower() for name in lines[0]] if lines else []
    if not {"name", "key"} <= set(header):
        message = "The API key file must have the columns Name and Key"
        raise KeyFileError(message)
    rows: list[Row] = []
    warnings: list[str] = []
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            continue
        try:
            row = _row(dict(zip(header, map(str.strip, line), strict=False)), plans)
            _refuse_twice(row, rows)
        except _RowError as error:
            warnings.append(f"Line {number}: {error}")
        else:
            rows.append(row)
    return rows, warnings


def _refuse_twice(row: Row, before: Sequence[Row]) -> None:
    if any(row.value == other.value for other in before):
        message = "Key stands in the file twice"
        raise _RowError(message)


def _row(cells: Mapping[str, str], plans: Container[str]) -> Row:
    name, value = cells.get("name", ""), cells.get("key", "")
    if not name or len(name) > _NAME_MOST:
        message = f"Name must have 1 to {_NAME_MOST} characters"
        raise _RowError(message)
    if len(value) not in _KEY_LENGTHS:
        message = "Key must have 20 to 128 characters"
        raise _RowError(message)
    enabled = _SWITCH.get(cells.get("enabled", "").lower())
    if enabled is None:
        message = "Enabled must be true or false"
        raise _RowError(message)
    # Several stand between single quotes where CSV's own were not taken.
    listed = cells.get("usageplanids", "").strip("'").split(",")
    wanted = tuple(one.strip() for one in listed if one.strip())
    missing = [one for one in wanted if one not in plans]
    if missing:
        message = f"there is no usage plan {', '.join(missing)}"
        raise _RowError(message)
    return Row(
        name=name,
        value=value,
        description=cells.get("description", ""),
        enabled=enabled,
        plans=wanted,
    )
