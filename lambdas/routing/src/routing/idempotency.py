"""Which record a request means, and whether it is the same request again."""

import hashlib
import re
from collections.abc import Callable
from typing import TypeGuard

from http_contract.errors import ErrorCode, RequestError

_KEY = re.compile(r"[\x20-\x7e]{1,128}")
_ID = re.compile("[0-9a-f]{32}")
_ID_DIGITS = 32


def record_id(owner: str, key: str | None, new_id: Callable[[], str]) -> str:
    """Return the ID of the record that a request gets.

    Args:
        owner: Who asks, in whichever Region: idempotency keys are the owner's own.
        key: Value of the header Idempotency-Key; None if there was none.
        new_id: Returns 32 random hexadecimal digits.

    Raises:
        RequestError: invalid_idempotency_key.

    """
    if key is None:
        return new_id()
    if not _KEY.fullmatch(key):
        message = "Idempotency-Key must have 1 to 128 printable ASCII characters."
        raise RequestError(ErrorCode.INVALID_IDEMPOTENCY_KEY, message)
    return hashlib.sha256(f"{owner}\n{key}".encode()).hexdigest()[:_ID_DIGITS]


def is_record_id(text: object) -> TypeGuard[str]:
    """Say whether a record can have this ID."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None
