"""What an answer means for who asked, and for whom to ask next."""

import email.utils
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from http import HTTPStatus
from typing import Any

# Of an answer that is not in the error form: a proxy's page, say.
_SHOWN_BYTES = 200
_OF_THE_SERVER = 500

# By HTTP status.
_HINTS: dict[int, str] = {
    HTTPStatus.FORBIDDEN: ". Check the key, and what the address ends in",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ". Send fewer instances a request",
    HTTPStatus.TOO_MANY_REQUESTS: ". The rate or the day's quota of the key is spent",
}


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer of HTTP.

    Attributes:
        status: Of HTTP.
        headers: Names in lower case.
        body: As it came.

    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def document(self) -> Any:  # noqa: ANN401 - any JSON
        """Return the body's JSON; None where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass(frozen=True, kw_only=True)
class Silence:
    """No answer: no such name, no connection, or none in time.

    Attributes:
        reason: For people.

    """

    reason: str


class Verdict(Enum):
    """What to do next."""

    ANSWERED = auto()
    """It is an answer."""
    REFUSED = auto()
    """The caller's fault, which no other address would take either."""
    BUSY = auto()
    """Too many requests under this key: the Region is well."""
    UNWELL = auto()
    """Another address may do better."""


def verdict(outcome: Reply | Silence) -> Verdict:
    """Return what an outcome means."""
    if isinstance(outcome, Silence) or outcome.status >= _OF_THE_SERVER:
        return Verdict.UNWELL
    if outcome.status == HTTPStatus.TOO_MANY_REQUESTS:
        return Verdict.BUSY
    if outcome.status in (HTTPStatus.OK, HTTPStatus.ACCEPTED):
        return Verdict.ANSWERED
    return Verdict.REFUSED


def problem(outcome: Reply | Silence) -> str:
    """Return a failure as one line."""
    if isinstance(outcome, Silence):
        return outcome.reason
    try:
        error = outcome.document()["error"]
        said = f"{error['code']}: {error['message']}"
        if error.get("request_id"):
            said += f" [request {error['request_id']}]"
    except (AttributeError, LookupError, TypeError):
        said = outcome.body[:_SHOWN_BYTES].decode(errors="replace") or "no reason given"
    return f"HTTP {outcome.status}, {said}{_HINTS.get(outcome.status, '')}"


def retry_after(outcome: Reply | Silence, now: float) -> float | None:
    """Return the seconds that a server asks to wait; None where it does not.

    Args:
        outcome: What came.
        now: Seconds since 1970.

    """
    if isinstance(outcome, Silence):
        return None
    value = outcome.headers.get("retry-after", "")
    if value.isdecimal():
        return float(value)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, moment.timestamp() - now)
