"""What is told of calls of the API, and of what went wrong behind them."""

from typing import Protocol

from routing.answers import ApiAnswer
from routing.story import Story


class ApiTelemetry(Protocol):
    """Never holds an instance, an API key or a header."""

    def answered(
        self, answer: ApiAnswer, story: Story, *, seconds: float, request_id: str
    ) -> None:
        """Tell of a call."""
        ...

    def unavailable(self, reason: str, *, request_id: str) -> None:
        """Tell that a service could not be reached, and the call got 503."""
        ...

    def attempts_unavailable(self, record_id: str, reason: str) -> None:
        """Tell that attempts were broken off; the record goes on."""
        ...

    def hand_over_failed(self, record_id: str, reason: str) -> None:
        """Tell that the workflow could not be begun; the sweeper will."""
        ...
