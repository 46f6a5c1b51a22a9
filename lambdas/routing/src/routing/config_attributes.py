"""Config items as DynamoDB writes them, and as Python does."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

# Of a number in DynamoDB.
_DIGITS = 38


def plain(attributes: Mapping[str, object]) -> dict[str, object]:
    """Return the values without DynamoDB's types.

    A number that is whole becomes an int. What no config item has, such as a
    list, stays as it is: who reads it says that it is none.
    """
    return {name: _plain(value) for name, value in attributes.items()}


def attribute(value: str | int) -> dict[str, str | bool]:
    """Return a value with DynamoDB's type."""
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int):
        return {"N": str(value)}
    return {"S": str(value)}


def _plain(value: object) -> object:
    match value:
        case {"S": str(text)}:
            return text
        case {"BOOL": bool(switch)}:
            return switch
        case {"N": str(digits)}:
            return _number(digits)
        case _:
            return value


def _number(digits: str) -> int | Decimal | str:
    # In a file that a person wrote there may be anything.
    try:
        number = Decimal(digits)
    except InvalidOperation:
        return digits
    whole = number.is_finite() and number.adjusted() < _DIGITS
    return int(number) if whole and number == int(number) else number
