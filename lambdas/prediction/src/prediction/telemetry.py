"""JSON logs, and metrics in CloudWatch's embedded format.

Neither ever holds an instance, an API key or a header. Messages of exceptions
that a request caused are left out too: they quote values ("could not convert
string to float: '...'").
"""

import traceback
import warnings
from typing import Any, TextIO

from functions.environment import TelemetrySettings
from functions.telemetry import LogStream
from model_store.manifest import Manifest
from prediction.answers import Answer
from prediction.ports import ValuesRefusedError


class CloudWatchTelemetry:
    """Tells of requests and models through one stream.

    Every metric has the dimension `service`, errors also `code`, of which there
    are few. The model's version is a property of the record: it can be searched
    for, but as a dimension each version would be bought as metrics of its own.
    """

    def __init__(self, settings: TelemetrySettings, stream: TextIO) -> None:
        """Take the stream that the log is read from, one JSON object a line."""
        self._stream = LogStream(settings, stream)
        self._logger = self._stream.log
        self._cold = True

    def answered(self, answer: Answer, *, seconds: float, request_id: str) -> None:
        """Tell of a request: its outcome, size and time."""
        cold, self._cold = self._cold, False
        milliseconds = round(seconds * 1000, 3)
        about: dict[str, Any] = {"request_id": request_id, "status": answer.status}
        if answer.model is not None:
            about["model_name"] = answer.model.name
            about["model_version"] = answer.model.version
        if answer.code is not None:
            about["code"] = answer.code.value
        self._logger.info(
            "request answered",
            extra={
                **about,
                "instances": answer.instances,
                "latency_ms": milliseconds,
                "cold_start": cold,
            },
        )
        metrics = {
            "Latency": (milliseconds, "Milliseconds"),
            "Instances": (answer.instances, "Count"),
        }
        if cold:
            metrics["ColdStart"] = (1, "Count")
        self._stream.measure(metrics, about)
        if answer.code is not None:
            self._stream.measure(
                {"Errors": (1, "Count")}, about, dimensions={"code": answer.code.value}
            )

    def model_raised(self, error: BaseException, *, request_id: str) -> None:
        """Tell what a model raised: type and place, not the message."""
        cause = error.__cause__ or error
        about: dict[str, Any] = {
            "request_id": request_id,
            "raised": f"{type(cause).__module__}.{type(cause).__qualname__}",
            "traceback": traceback.format_tb(cause.__traceback__),
        }
        if cause is error:
            # Ours, about the form of the predictions.
            about["reason"] = str(error)
        if isinstance(error, ValuesRefusedError):
            self._logger.warning("model refused values", extra=about)
        else:
            self._logger.error("model failed", extra=about)

    def model_loaded(self, manifest: Manifest, *, seconds: float) -> None:
        """Tell of a model that is served from now on."""
        self._logger.info(
            "model loaded",
            extra={
                "model_name": manifest.name,
                "model_version": manifest.version,
                "load_ms": round(seconds * 1000, 3),
            },
        )

    def model_refused(self, reason: str | None) -> None:
        """Count a look that found a bad model; log the reason where it is new."""
        if reason is not None:
            self._logger.error("live model refused", extra={"reason": reason})
        self._count_failed_refresh()

    def store_unavailable(self, reason: str) -> None:
        """Log and count a look that could not be made; the next one may."""
        self._logger.error("live model cannot be read", extra={"reason": reason})
        self._count_failed_refresh()

    def follow_warnings(self) -> None:
        """Log each kind of Python warning once, by its place.

        Python would write its text, which may quote values, on several lines,
        and remember every different text for ever.
        """
        seen: set[tuple[str, str, int]] = set()

        def show(
            _message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            *_: object,
        ) -> None:
            place = (category.__name__, filename, lineno)
            if place not in seen:
                seen.add(place)
                self._logger.warning(
                    "python warning",
                    extra={"category": place[0], "place": f"{filename}:{lineno}"},
                )

        warnings.simplefilter("always")
        warnings.showwarning = show  # type: ignore[assignment] # Python passes all six

    def _count_failed_refresh(self) -> None:
        self._stream.measure({"ModelRefreshFailed": (1, "Count")}, {})
