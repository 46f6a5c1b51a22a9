"""Endpoints that do what they are told, and time that passes only where it is spent."""

from datetime import UTC, datetime
from typing import Any

from inferences.failures import AttemptError, ModelNotReadyError
from inferences.record import Attempt
from routing.endpoints import Endpoint
from routing.endpoints_answer import EndpointAnswer

TEXT = '{"predictions":["alt.atheism"]}'
FOUND = EndpointAnswer(
    model_name="newsgroups", model_version="0123456789abcdef", predictions_text=TEXT
)
NOW = datetime(2026, 11, 22, 3, 0, 0, tzinfo=UTC)


class Clock:
    """Seconds that pass only where something takes them."""

    def __init__(self) -> None:
        """Begin somewhere."""
        self.seconds = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        """Return the time."""
        return self.seconds

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)
        self.seconds += seconds


class ScriptedInvoker:
    """Does by endpoint what it was told, call by call; the last for ever.

    Attributes:
        script: By name of the endpoint, answers and errors.
        takes: Seconds that a call takes, if it may.
        calls: Endpoint, payload and seconds of each.

    """

    def __init__(self, clock: Clock) -> None:
        """Take whose time passes."""
        self._clock = clock
        self.script: dict[str, list[Any]] = {}
        self.takes = 0.1
        self.calls: list[tuple[str, str, float]] = []

    def invoke(
        self, endpoint: Endpoint, payload: str, *, seconds: float
    ) -> EndpointAnswer:
        """Do the next thing."""
        self.calls.append((endpoint.name, payload, seconds))
        self._clock.seconds += min(self.takes, seconds)
        acts = self.script.get(endpoint.name, [ModelNotReadyError("cold")])
        act = acts.pop(0) if len(acts) > 1 else acts[0]
        if isinstance(act, Exception):
            raise act
        return act  # type: ignore[no-any-return]

    def asked(self) -> list[str]:
        """Return the endpoints in the order in which they were asked."""
        return [name for name, _, _ in self.calls]


class Told:
    """Keeps what it is told of attempts."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.attempts: list[tuple[str, Attempt, AttemptError | None]] = []

    def attempted(
        self, record_id: str, attempt: Attempt, failure: AttemptError | None
    ) -> None:
        """Keep it."""
        self.attempts.append((record_id, attempt, failure))
