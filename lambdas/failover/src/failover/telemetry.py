"""What the failover tells of itself; never a payload or a result."""

from collections.abc import Sequence
from typing import Protocol

from functions.telemetry import LogStream


class RestartTelemetry(Protocol):
    """Is told of each record that could not be begun again."""

    def not_started(self, record_id: str, reason: str) -> None:
        """Tell of a record, by its ID."""
        ...


class FailoverTelemetry:
    """Log lines, and metrics with what they are about."""

    def __init__(self, stream: LogStream) -> None:
        """Take the log."""
        self._stream = stream

    def step(self, action: str, found: object) -> None:
        """Tell what a step of the workflow came to."""
        self._stream.log.warning("step taken", extra={"action": action, "found": found})

    def not_started(self, record_id: str, reason: str) -> None:
        """Tell of a record that could not be begun again, by its ID."""
        self._stream.log.error(
            "record not started", extra={"record": record_id, "reason": reason}
        )
        self._stream.measure({"RecordsNotStarted": (1, "Count")}, {"record": record_id})

    def watched(self, found: Sequence[str]) -> None:
        """Count what would make a failover fail, by keys."""
        if found:
            self._stream.log.warning("obstacles", extra={"found": list(found)})
        # Nothing is measured too: without it nobody would know that nobody looks.
        self._stream.measure({"FailoverObstacles": (len(found), "Count")}, {})

    def begun(self, name: str, *, first: bool) -> None:
        """Tell of the execution that an event begins."""
        self._stream.log.warning(
            "failover begun", extra={"execution": name, "first": first}
        )

    def ignored(self, reason: str) -> None:
        """Tell of an event that begins nothing."""
        self._stream.log.info("event ignored", extra={"reason": reason})
