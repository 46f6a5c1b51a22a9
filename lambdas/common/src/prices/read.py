"""The form of a file of prices.

`{"schema": 1, "prices": [{"name", "kind", "region", "usd", "per", "unit",
"source", "seen", "verified"}, ...]}`. `usd` is a string of digits: a JSON number
would be read as a float.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from model_store.errors import FormatError
from model_store.fields import check_schema, field, parse_json
from prices.errors import PriceError
from prices.price import Price

SCHEMA = 1


def read_prices(path: Path, where: str) -> list[Price]:
    """Read every price of a file.

    Raises:
        PriceError: The file cannot be read, is of another form, or gives a
            price twice; the message names what.

    """
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"{where} cannot be read: {error.strerror}"
        raise PriceError(message) from error
    try:
        document = check_schema(parse_json(data, where), SCHEMA, where)
        rows = field(document, "prices", list, where)
        found = [
            _price(row, f"price {number} of {where}")
            for number, row in enumerate(rows, start=1)
        ]
    except PriceError:
        raise
    except FormatError as error:
        raise PriceError(str(error)) from error
    _each_once(found, where)
    return found


def _price(row: object, where: str) -> Price:
    if not isinstance(row, dict):
        message = f"{where} is not a JSON object"
        raise PriceError(message)
    per = field(row, "per", int, where)
    if per < 1:
        message = f"'per' of {where} is not above 0"
        raise PriceError(message)
    return Price(
        name=field(row, "name", str, where),
        kind=field(row, "kind", str, where) if "kind" in row else "",
        region=field(row, "region", str, where),
        usd=_usd(row, where),
        per=Decimal(per),
        unit=field(row, "unit", str, where),
        source=field(row, "source", str, where),
        seen=_date(row, where),
        verified=field(row, "verified", bool, where),
    )


def _usd(row: Mapping[str, Any], where: str) -> Decimal:
    digits = field(row, "usd", str, where)
    try:
        value = Decimal(digits)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value < 0:
        message = f"'usd' of {where} is {digits!r}, not an amount as \"0.20\""
        raise PriceError(message)
    return value


def _date(row: Mapping[str, Any], where: str) -> date:
    text = field(row, "seen", str, where)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"'seen' of {where} is {text!r}, not a date as \"2026-11-22\""
        raise PriceError(message) from error


def _each_once(found: list[Price], where: str) -> None:
    seen = set()
    for one in found:
        key = (one.name, one.kind, one.region)
        if key in seen:
            of = " ".join(filter(None, key))
            message = f"{where} gives the price of {of} twice"
            raise PriceError(message)
        seen.add(key)
