"""What the log and the metrics say of the API's calls and of the config."""

from typing import Any

from functions.telemetry import LogStream
from routing.answers import ApiAnswer
from routing.story import Story


class LoggedApi:
    """Tells of calls through one stream.

    Every metric has the dimension `service`; errors also `code`, and what was
    accepted the path that its chain begins with.
    """

    def __init__(self, stream: LogStream) -> None:
        """Take where to tell."""
        self._stream = stream
        self._cold = True

    def answered(
        self, answer: ApiAnswer, story: Story, *, seconds: float, request_id: str
    ) -> None:
        """Tell of a call in one line, and in metrics."""
        cold, self._cold = self._cold, False
        milliseconds = round(seconds * 1000, 3)
        about: dict[str, Any] = {
            "request_id": request_id,
            "status": answer.status,
            "outcome": answer.outcome,
            **story.known(),
        }
        self._stream.log.info(
            "request answered",
            extra={
                **about,
                "instances": story.instances,
                "latency_ms": milliseconds,
                "cold_start": cold,
            },
        )
        metrics = {
            "Latency": (milliseconds, "Milliseconds"),
            "Instances": (story.instances, "Count"),
        }
        if cold:
            metrics["ColdStart"] = (1, "Count")
        self._stream.measure(metrics, about)
        if answer.is_error:
            self._stream.measure(
                {"Errors": (1, "Count")}, about, dimensions={"code": answer.outcome}
            )

    def unavailable(self, reason: str, *, request_id: str) -> None:
        """Tell that a service could not be reached, and the call got 503."""
        self._stream.log.error(
            "service unavailable", extra={"request_id": request_id, "reason": reason}
        )

    def attempts_unavailable(self, record_id: str, reason: str) -> None:
        """Tell that attempts were broken off; the record goes on."""
        self._stream.log.error(
            "attempts broken off", extra={"inference_id": record_id, "reason": reason}
        )

    def hand_over_failed(self, record_id: str, reason: str) -> None:
        """Tell that the workflow could not be begun; the sweeper will."""
        about = {"inference_id": record_id, "reason": reason}
        self._stream.log.error("workflow not begun", extra=about)
        self._stream.measure(
            {"HandOverFailed": (1, "Count")}, {"inference_id": record_id}
        )

    def readiness_changed(self, state: str, reason: str) -> None:
        """Tell that health checkers get another answer now."""
        log = self._stream.log.info if state == "ready" else self._stream.log.error
        log("readiness changed", extra={"readiness": state, "reason": reason})

    def config_invalid(self, key: str, reason: str) -> None:
        """Tell that an item of the routing config is ignored."""
        about = {"config_key": key, "reason": reason}
        self._stream.log.error("routing config invalid", extra=about)
        self._stream.measure({"RoutingConfigInvalid": (1, "Count")}, about)

    def config_unavailable(self, reason: str) -> None:
        """Tell that the config could not be read: what was read before serves on."""
        self._stream.log.error("routing config unavailable", extra={"reason": reason})
