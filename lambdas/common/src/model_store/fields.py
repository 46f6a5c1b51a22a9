"""Typed access to parsed JSON, with errors that name the field."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, TypeVar

from model_store.errors import FormatError

T = TypeVar("T")


def parse_json(data: bytes, where: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return the value of a JSON text.

    Raises:
        FormatError: It is none, or has NaN or infinity, which could be read
            but not written again.

    """
    try:
        return json.loads(data, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        message = f"{where} is not JSON: {error}"
        raise FormatError(message) from error


def _no_number(name: str) -> NoReturn:
    message = f"{name} is no JSON number"
    raise ValueError(message)


def _finite(digits: str) -> float:
    value = float(digits)
    return value if math.isfinite(value) else _no_number(digits)


def field(source: Mapping[str, Any], name: str, kind: type[T], where: str) -> T:
    """Return one field of a JSON object.

    Raises:
        FormatError: It is missing or of another type; the message names it.

    """
    if name not in source:
        message = f"{where} has no {name!r}"
        raise FormatError(message)
    value = source[name]
    # bool is an int in Python and never one in JSON.
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        message = f"{name!r} of {where} is not of type {kind.__name__}"
        raise FormatError(message)
    return value


def check_schema(source: object, known: int, where: str) -> dict[str, Any]:
    """Return the JSON object if it says that it has the schema we know.

    Raises:
        FormatError: It is no object, or has another schema number.

    """
    if not isinstance(source, dict):
        message = f"{where} is not a JSON object"
        raise FormatError(message)
    schema = field(source, "schema", int, where)
    if schema != known:
        message = f"{where} has schema {schema}; this release reads schema {known}"
        raise FormatError(message)
    return source


def one_of(
    source: Mapping[str, Any], name: str, known: Sequence[str], where: str
) -> Any:  # noqa: ANN401 - the caller's Literal
    """Return a field that is one of some words.

    Raises:
        FormatError: It is missing or another word; the message names it.

    """
    value = field(source, name, str, where)
    if value not in known:
        message = f"{name!r} of {where} is {value!r}, not one of {', '.join(known)}"
        raise FormatError(message)
    return value


def words(source: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    """Return a field that is a list of strings.

    Raises:
        FormatError: It is missing or something else; the message names it.

    """
    found = tuple(field(source, name, list, where))
    if not all(isinstance(word, str) for word in found):
        message = f"{name!r} of {where} is not a list of strings"
        raise FormatError(message)
    return found
