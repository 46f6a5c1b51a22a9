"""A call of the API, as the proxy event has it."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from http_contract import proxy_event
from http_contract.errors import ErrorCode, RequestError
from inferences.owner import owner_of

# API Gateway gives up on an integration after 29 s, counted from when it took the
# request; what is left over is for the way back.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
_GATEWAY_SECONDS = 27.5
# To write the answer before Lambda ends the invocation.
_LAMBDA_RESERVE_SECONDS = 0.5

# Two slashes would begin with a host.
_VISIBLE = re.compile("/(?!/)[!-~]*")


class LambdaContext(Protocol):
    """What is read of the context that Lambda gives."""

    aws_request_id: str

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the invocation may still take."""
        ...


@dataclass(frozen=True, kw_only=True)
class ApiRequest:
    """A call.

    Attributes:
        event: The proxy event; anything in it may be of another type. It holds the
            API key: nobody shows it whole.
        request_id: Names the call in the answer and the log.
        owner: Who calls, by the API key.
        deadline: Until when to have answered, by time.monotonic().

    """

    event: Mapping[str, Any] = field(repr=False)
    request_id: str
    owner: str
    deadline: float

    @property
    def path(self) -> str:
        """As the client sees it, with the stage."""
        path = self.event["requestContext"].get("path")
        # It becomes a header.
        if isinstance(path, str) and _VISIBLE.fullmatch(path):
            return path.rstrip("/")
        return "/inferences"


def api_request(
    event: Mapping[str, Any],
    context: LambdaContext,
    *,
    monotonic: Callable[[], float] = time.monotonic,
    now: Callable[[], float] = time.time,
) -> ApiRequest:
    """Return the call that a proxy event is.

    Raises:
        RequestError: forbidden: no API key. The gateway lets none through without
            one, unless it is told to; then all callers would share their records.

    """
    where = event["requestContext"]
    identity = where.get("identity")
    key = identity.get("apiKey") if isinstance(identity, dict) else None
    if not isinstance(key, str) or not key:
        message = "Send an API key in the header x-api-key."
        raise RequestError(ErrorCode.FORBIDDEN, message)
    left = min(
        context.get_remaining_time_in_millis() / 1000 - _LAMBDA_RESERVE_SECONDS,
        _GATEWAY_SECONDS - _waited(where.get("requestTimeEpoch"), now()),
    )
    return ApiRequest(
        event=event,
        request_id=proxy_event.request_id(event, context.aws_request_id),
        owner=owner_of(key),
        deadline=monotonic() + left,
    )


def _waited(taken_ms: object, now: float) -> float:
    """Return for how many seconds the gateway has waited, as for a cold start."""
    if not isinstance(taken_ms, int):
        return 0
    waited = now - taken_ms / 1000
    # Two machines' clocks: one that is off says nothing.
    return waited if 0 <= waited <= _GATEWAY_SECONDS else 0
