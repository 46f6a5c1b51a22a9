"""The text of a request's body."""

from collections.abc import Callable
from typing import NoReturn

from http_contract.errors import ErrorCode, RequestError

# What Lambda takes in one synchronous call, so what the product takes anywhere.
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
MAX_BYTES = 6 * 1024 * 1024

_BYTE_ORDER_MARK = "\ufeff"


def decoded(body: bytes | str, refuse: Callable[[str], NoReturn]) -> tuple[str, bytes]:
    """Return a body as text, and as bytes.

    Args:
        body: UTF-8, or the text that something else decoded.
        refuse: Raises over a reason.

    Raises:
        RequestError: payload_too_large past MAX_BYTES; or `refuse`'s own.

    """
    try:
        if isinstance(body, str):
            # An event of Lambda is JSON itself and can hold half a surrogate
            # pair, which is no text.
            text, data = body, body.encode()
        else:
            text, data = body.decode(), body
    except UnicodeError:
        refuse("it is not UTF-8")
    if len(data) > MAX_BYTES:
        raise RequestError(
            ErrorCode.PAYLOAD_TOO_LARGE,
            f"The request has more than {MAX_BYTES} bytes:"
            " send fewer instances in a request.",
        )
    if text.startswith(_BYTE_ORDER_MARK):
        refuse("it starts with a byte order mark; send UTF-8 without one")
    return text, data
