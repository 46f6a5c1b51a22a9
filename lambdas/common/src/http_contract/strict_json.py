"""JSON as RFC 8259 has it, read the same way wherever it comes from.

Python's own reader takes more (NaN, 1e999, UTF-16, a key given twice) and
gives up at a depth that depends on how deep its caller already is.
"""

import json
import math
import re
from typing import Any, NoReturn

from http_contract.body_text import decoded
from http_contract.errors import ErrorCode, RequestError

# An envelope of rows is three deep. The rest is room to say what is wrong with
# an instance instead of what is wrong with the depth.
MAX_DEPTH = 32

# A string that never ends counts as one up to the end of the text: then no
# character is looked at twice, whatever the text is.
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_NO_BRACKETS = bytes(sorted(set(range(256)) - set(b"[]{}")))
_HALF_PAIR = re.compile(r"\\u[dD][89a-fA-F]")


class NotJsonError(Exception):
    """A text that is not JSON; the message says why."""


def read(body: bytes | str) -> Any:  # noqa: ANN401 - JSON is any of its types
    """Return the value that a request body says.

    Args:
        body: UTF-8, or the text that something else decoded.

    Raises:
        RequestError: invalid_json, or payload_too_large past MAX_BYTES.

    """
    text, data = decoded(body, _refuse_body)
    try:
        check_depth(data)
        return value(text)
    except NotJsonError as error:
        _refuse_body(str(error))


def check_depth(data: bytes) -> None:
    """Hold the depth of a JSON text against MAX_DEPTH.

    Raises:
        NotJsonError: It is deeper, or has a bracket without its other half.

    """
    if _deeper_than(data, MAX_DEPTH):
        _refuse(
            f"lists and objects are more than {MAX_DEPTH} deep, or one is never closed"
        )


def value(text: str) -> Any:  # noqa: ANN401 - JSON is any of its types
    """Return the value of a JSON text that is not too deep.

    Raises:
        NotJsonError: It is none.

    """
    try:
        found = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        _refuse(f"{error.msg} at line {error.lineno}, column {error.colno}")
    except ValueError:
        # Python reads integers of up to sys.get_int_max_str_digits() digits:
        # more would cost time that grows with their square.
        _refuse("an integer has too many digits")
    if _HALF_PAIR.search(text):
        _refuse_half_pairs(found)
    return found


def _deeper_than(data: bytes, limit: int) -> bool:
    """Say whether brackets are nested deeper, without recursion.

    Each round takes the innermost pairs away, at the speed of bytes.replace.
    """
    brackets = _STRING.sub(b"", data).translate(None, _NO_BRACKETS)
    for _ in range(limit):
        if not brackets:
            return False
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
    return bool(brackets)


def _refuse_body(reason: str) -> NoReturn:
    message = f"The body is not valid JSON: {reason}."
    raise RequestError(ErrorCode.INVALID_JSON, message)


def _refuse(reason: str) -> NoReturn:
    raise NotJsonError(reason)


def _constant(name: str) -> NoReturn:
    _refuse(f"{name} is no JSON number; send null for a missing value")


def _finite(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        _refuse("a number is too large for a 64-bit float")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        # Which of the two is meant is a guess, and readers guess differently.
        _refuse("an object has the same key twice")
    return value


def _refuse_half_pairs(value: object) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        _refuse("a string holds half a surrogate pair")


_DECODER = json.JSONDecoder(
    parse_constant=_constant, parse_float=_finite, object_pairs_hook=_object
)
