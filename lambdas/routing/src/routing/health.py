"""GET /health/ready: whether clients should be sent to this Region.

Some fifteen health checkers ask it all the time, without a key. So it is cheap:
what was found is good for two seconds, no endpoint is asked, and calls of it are
in none of the counts of requests.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from http_contract.errors import ErrorCode, RequestError
from http_contract.json_text import to_json
from inferences.active_region import ActiveRegions
from inferences.errors import UnavailableError
from inferences.ports import Records
from routing.answers import ApiAnswer, error_answer

PATH = "/health/ready"
HEADER = "X-Readiness"
READY = "ready"
FENCED = "fenced"
UNAVAILABLE = "unavailable"

FRESH_SECONDS = 2.0
# No record has it: an ID is made of a digest, or at random.
_NO_RECORD = "0" * 32

_MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        FENCED: "Another Region has taken over from this one.",
        UNAVAILABLE: "A service that this needs cannot be reached now.",
    }
)


class HealthTelemetry(Protocol):
    """Is told what is found where it is another than before."""

    def readiness_changed(self, state: str, reason: str) -> None:
        """Tell that this environment sees another state now."""
        ...


@dataclass(frozen=True, kw_only=True)
class _Found:
    state: str
    reason: str
    until: float


class Readiness:
    """Says whether this Region can serve, and should."""

    def __init__(
        self,
        records: Records,
        active: ActiveRegions,
        telemetry: HealthTelemetry,
        *,
        region: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take the tables and the Region.

        The clock shows seconds, also of the time that Lambda freezes us.
        """
        self._records = records
        self._active = active
        self._telemetry = telemetry
        self._region = region
        self._clock = clock
        self._found: _Found | None = None

    def answer(self, request_id: str) -> ApiAnswer:
        """Answer 200 where clients should come, 503 where they should not."""
        found = self._look()
        headers = {HEADER: found.state, "Cache-Control": "no-store"}
        if found.state == READY:
            return ApiAnswer(
                status=200,
                body=to_json({"status": READY}),
                outcome=READY,
                headers=headers,
            )
        error = RequestError(ErrorCode.SERVICE_UNAVAILABLE, _MESSAGES[found.state])
        return error_answer(error, request_id=request_id, headers=headers)

    def _look(self) -> _Found:
        before = self._found
        if before is not None and self._clock() < before.until:
            return before
        state, reason = self._state()
        # From when it was found: a look at what is gone takes seconds.
        found = _Found(state=state, reason=reason, until=self._clock() + FRESH_SECONDS)
        self._found = found
        if (before.state if before else READY) != state:
            self._telemetry.readiness_changed(state, reason)
        return found

    def _state(self) -> tuple[str, str]:
        try:
            self._records.get(_NO_RECORD)
            active = self._active.read()
        except UnavailableError as error:
            return UNAVAILABLE, str(error)
        if active is not None and active.lost == self._region:
            return FENCED, f"{active.region} serves since {active.since}"
        return READY, ""


def is_health_call(event: object) -> bool:
    """Say whether an event is a call of this path."""
    return isinstance(event, dict) and event.get("resource") == PATH
