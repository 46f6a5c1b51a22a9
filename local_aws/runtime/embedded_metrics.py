"""Metrics that a function writes into its log (the embedded metric format).

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

_MAX_DIMENSIONS = 30


@dataclass(frozen=True, kw_only=True)
class Datum:
    """One metric with one set of dimensions.

    Attributes:
        namespace: Of the metric.
        name: Of the metric.
        dimensions: Names and values.
        values: At least one.
        unit: As CloudWatch names it.
        timestamp: When it was measured.

    """

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...]
    values: tuple[float, ...]
    unit: str
    timestamp: datetime


def metrics_of(line: str) -> list[Datum]:
    """Return the metrics of a log line; none if it has none or is malformed.

    CloudWatch drops what breaks the specification without a word, and so does
    this: a line with a wrong directive has no metrics.
    """
    if '"_aws"' not in line:
        return []
    try:
        document = json.loads(line)
        return list(_data(document))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return []


def _data(document: dict[str, Any]) -> Iterator[Datum]:
    metadata = document["_aws"]
    timestamp = datetime.fromtimestamp(metadata["Timestamp"] / 1000, UTC)
    for directive in metadata["CloudWatchMetrics"]:
        for names in directive["Dimensions"]:
            if len(names) > _MAX_DIMENSIONS or any(
                name not in document for name in names
            ):
                continue
            dimensions = tuple((name, str(document[name])) for name in names)
            for metric in directive["Metrics"]:
                values = _values(document.get(metric["Name"]))
                if values:
                    yield Datum(
                        namespace=directive["Namespace"],
                        name=metric["Name"],
                        dimensions=dimensions,
                        values=values,
                        unit=metric.get("Unit", "None"),
                        timestamp=timestamp,
                    )


def _values(value: object) -> tuple[float, ...]:
    values = value if isinstance(value, list) else [value]
    numbers = tuple(
        float(each)
        for each in values
        if isinstance(each, int | float) and not isinstance(each, bool)
    )
    return numbers if len(numbers) == len(values) else ()
