"""Typed access to parsed JSON, with errors that name the field."""

from collections.abc import Mapping
from typing import Any, TypeVar

from model_store.errors import FormatError

T = TypeVar("T")


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
