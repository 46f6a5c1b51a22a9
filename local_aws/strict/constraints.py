"""What an API's own model says of its parameters: the form of names, bounds, lists.

botocore checks some of it before it calls, Terraform's SDK next to nothing: the
service does, and names everything that is wrong at once.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from botocore.model import Shape
from moto.core.utils import get_service_model

from local_aws.calls import Call
from local_aws.errors import AwsError


def check_constraints(call: Call) -> None:
    """Refuse parameters that the API's model rules out.

    Raises:
        AwsError: ValidationException, with each of them.

    """
    shape = get_service_model(call.service).operation_model(call.operation).input_shape
    wrong = list(_violations(shape, call.params, ""))
    if not wrong:
        return
    errors = "error" if len(wrong) == 1 else "errors"
    text = f"{len(wrong)} validation {errors} detected: {'; '.join(wrong)}"
    raise AwsError(text, code="ValidationException")


def _violations(shape: Any, value: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - any JSON, and botocore has subclasses without a common form
    match shape.type_name:
        case "structure":
            yield from _in_structure(shape, value, path)
        case "list":
            yield from _of_length(shape, value, path)
            for number, each in enumerate(value, start=1):
                yield from _violations(shape.member, each, f"{path}.{number}.member")
        case "map":
            yield from _of_length(shape, value, path)
            for key, each in value.items():
                yield from _violations(shape.value, each, f"{path}.{key}.member")
        case "string":
            yield from _of_length(shape, value, path)
            yield from _of_form(shape, value, path)
        case "integer" | "long" | "float" | "double":
            yield from _of_size(shape, value, path)


def _in_structure(shape: Any, value: Mapping[str, Any], path: str) -> Iterator[str]:  # noqa: ANN401 - botocore's StructureShape, untyped
    prefix = f"{path}." if path else ""
    for name, member in shape.members.items():
        at = f"{prefix}{name[0].lower()}{name[1:]}"
        if value.get(name) is not None:
            yield from _violations(member, value[name], at)
        elif name in shape.required_members:
            yield _says("null", at, "Member must not be null")


def _of_length(shape: Shape, value: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - what has a length
    low, high = shape.metadata.get("min", 0), shape.metadata.get("max")
    if len(value) < low:
        rule = f"Member must have length greater than or equal to {low}"
        yield _says(value, path, rule)
    if high is not None and len(value) > high:
        rule = f"Member must have length less than or equal to {high}"
        yield _says(value, path, rule)


def _of_form(shape: Shape, value: str, path: str) -> Iterator[str]:
    allowed = shape.metadata.get("enum")
    if allowed and value not in allowed:
        rule = f"Member must satisfy enum value set: [{', '.join(allowed)}]"
        yield _says(value, path, rule)
    pattern = shape.metadata.get("pattern")
    compiled = _compiled(pattern) if pattern else None
    if compiled is not None and not compiled.fullmatch(value):
        rule = f"Member must satisfy regular expression pattern: {pattern}"
        yield _says(value, path, rule)


def _of_size(shape: Shape, value: float, path: str) -> Iterator[str]:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if low is not None and value < low:
        rule = f"Member must have value greater than or equal to {low}"
        yield _says(value, path, rule)
    if high is not None and value > high:
        rule = f"Member must have value less than or equal to {high}"
        yield _says(value, path, rule)


def _says(value: Any, path: str, rule: str) -> str:  # noqa: ANN401 - any JSON
    shown = "null" if value == "null" else f"'{value}'"
    return f"Value {shown} at '{path}' failed to satisfy constraint: {rule}"


@cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern)
    except re.error:
        # Java knows classes of characters that Python's re does not.
        return None
