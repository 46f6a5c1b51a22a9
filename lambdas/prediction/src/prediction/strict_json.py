"""JSON as RFC 8259 has it, read the same way wherever it comes from.

Python's own reader takes more (NaN, 1e999, UTF-16, a key given twice) and
gives up at a depth that depends on how deep its caller already is.
"""

import json
import math
import re
from typing import Any, NoReturn

from prediction.errors import ErrorCode, RequestError

# What Lambda takes in one synchronous call, so what the product takes anywhere.
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
MAX_BYTES = 6 * 1024 * 1024

# An envelope of rows is three deep. The rest is room to say what is wrong with
# an instance instead of what is wrong with the depth.
MAX_DEPTH = 32

# A string that never ends counts as one up to the end of the text: then no
# character is looked at twice, whatever the text is.
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_NO_BRACKETS = bytes(sorted(set(range(256)) - set(b"[]{}")))
_BYTE_ORDER_MARK = "\ufeff"
_HALF_PAIR = re.compile(r"\\u[dD][89a-fA-F]")


def read(body: bytes | str) -> Any:  # noqa: ANN401 - JSON is any of its types
    """Return the value that a request body says.

    Args:
        body: UTF-8, or the text that something else decoded.

    Raises:
        RequestError: invalid_json, or payload_too_large past MAX_BYTES.

    """
    text, data = _decoded(body)
    if text.startswith(_BYTE_ORDER_MARK):
        _refuse("it starts with a byte order mark; send UTF-8 without one")
    if _deeper_than(data, MAX_DEPTH):
        _refuse(
            f"lists and objects are more than {MAX_DEPTH} deep, or one is never closed"
        )
    try:
        value = json.loads(
            text,
            parse_constant=_constant,
            parse_float=_finite,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        _refuse(f"{error.msg} at line {error.lineno}, column {error.colno}")
    except ValueError:
        # Python reads integers of up to sys.get_int_max_str_digits() digits:
        # more would cost time that grows with their square.
        _refuse("an integer has too many digits")
    if _HALF_PAIR.search(text):
        _refuse_half_pairs(value)
    return value


def _decoded(body: bytes | str) -> tuple[str, bytes]:
    try:
        if isinstance(body, str):
            # An event of Lambda is JSON itself and can hold half a surrogate
            # pair, which is no text.
            text, data = body, body.encode()
        else:
            text, data = body.decode(), body
    except UnicodeError:
        _refuse("it is not UTF-8")
    if len(data) > MAX_BYTES:
        raise RequestError(
            ErrorCode.PAYLOAD_TOO_LARGE,
            f"The request has more than {MAX_BYTES} bytes:"
            " send fewer instances in a request.",
        )
    return text, data


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


def _refuse(reason: str) -> NoReturn:
    message = f"The body is not valid JSON: {reason}."
    raise RequestError(ErrorCode.INVALID_JSON, message)


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
