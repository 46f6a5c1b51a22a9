"""JSON lines (https://jsonlines.org): each line one instance, never an envelope."""

from typing import Any, NoReturn

from http_contract import strict_json
from http_contract.body_text import decoded
from http_contract.errors import ErrorCode, RequestError
from http_contract.strict_json import NotJsonError

_WHITE_SPACE = " \t\r"


def read(body: bytes | str) -> list[Any]:
    """Return the value of each line; a line of white space alone has none.

    Raises:
        RequestError: invalid_json, naming the first bad line by its index among
            all lines; payload_too_large.

    """
    text, _ = decoded(body, _refuse)
    # At line feeds alone: strings may hold what Python takes for an end of line.
    return [
        _value(index, line)
        for index, line in enumerate(text.split("\n"))
        if line.strip(_WHITE_SPACE)
    ]


def _value(index: int, line: str) -> Any:  # noqa: ANN401 - JSON is any of its types
    try:
        # Most lines have too few brackets to be looked at more closely.
        if line.count("[") + line.count("{") > strict_json.MAX_DEPTH:
            strict_json.check_depth(line.encode())
        return strict_json.value(line)
    except NotJsonError as error:
        # A line of a text has but one line.
        reason = str(error).replace(" at line 1, ", " at ")
        message = f"Line {index} (the first is 0) is not valid JSON: {reason}."
        raise RequestError(ErrorCode.INVALID_JSON, message) from error


def _refuse(reason: str) -> NoReturn:
    message = f"The body is not JSON lines: {reason}."
    raise RequestError(ErrorCode.INVALID_JSON, message)
