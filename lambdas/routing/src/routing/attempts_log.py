"""What the log and the metrics say of attempts."""

from functions.telemetry import LogStream
from inferences.failures import AttemptError, ClientFaultError, PassingError
from inferences.record import Attempt


class LoggedAttempts:
    """Tells of attempts; never what was sent or answered."""

    def __init__(self, stream: LogStream) -> None:
        """Take where to tell."""
        self._stream = stream

    def attempted(
        self, record_id: str, attempt: Attempt, failure: AttemptError | None
    ) -> None:
        """Tell of an attempt: a path that is no use is an error, and is alarmed on."""
        about = {
            "inference_id": record_id,
            "path": attempt.path.value,
            "target": attempt.target,
            "outcome": attempt.outcome,
            "latency_ms": attempt.milliseconds,
        }
        told = about if failure is None else {**about, "reason": str(failure)}
        if failure is None or isinstance(failure, ClientFaultError):
            self._stream.log.info("endpoint answered", extra=told)
        elif isinstance(failure, PassingError):
            self._stream.log.warning("endpoint did not answer", extra=told)
        else:
            self._stream.log.error("endpoint cannot be used", extra=told)
        self._stream.measure(
            {
                "Attempts": (1, "Count"),
                "AttemptLatency": (attempt.milliseconds, "Milliseconds"),
            },
            about,
            dimensions={"path": attempt.path.value, "outcome": attempt.outcome},
        )
