"""JSON logs, and metrics in CloudWatch's embedded format, in one stream."""

import json
import threading
from collections.abc import Mapping
from typing import Any, TextIO

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics.provider.cloudwatch_emf.cloudwatch import (
    AmazonCloudWatchEMFProvider,
)

from functions.environment import TelemetrySettings

# A metric's value and unit, as CloudWatch names it.
Measured = tuple[float, str]


class LogStream:
    """One JSON object a line, from threads side by side.

    Attributes:
        log: Writes log records.

    """

    def __init__(self, settings: TelemetrySettings, stream: TextIO) -> None:
        """Take the stream that the log is read from."""
        self._settings = settings
        self._stream = stream
        self._writing = threading.Lock()
        self.log = Logger(
            service=settings.service,
            level=settings.log_level,
            stream=stream,
            # ASCII: half a surrogate pair from a broken manifest cannot be
            # written otherwise.
            json_serializer=_to_json,
            utc=True,
            location=None,
        )

    def measure(
        self,
        metrics: Mapping[str, Measured],
        about: Mapping[str, Any],
        *,
        dimensions: Mapping[str, str] | None = None,
    ) -> None:
        """Write metrics with the dimension `service`.

        Args:
            metrics: By name.
            about: Properties of the record, which can be searched for.
            dimensions: Beside `service`. Each value is bought as metrics of its
                own: have few.

        """
        # A new one each time: threads tell of requests side by side.
        found = AmazonCloudWatchEMFProvider(
            namespace=self._settings.namespace, service=self._settings.service
        )
        for name, (value, unit) in metrics.items():
            found.add_metric(name=name, unit=unit, value=value)
        if dimensions is not None:
            found.add_dimensions(service=self._settings.service, **dimensions)
        for name, value in about.items():
            found.add_metadata(name, value)
        line = _to_json(found.serialize_metric_set()) + "\n"
        with self._writing:
            self._stream.write(line)
            self._stream.flush()


def _to_json(value: object) -> str:
    return json.dumps(value, default=str, separators=(",", ":"))
