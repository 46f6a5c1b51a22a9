"""The values of metrics, by period, from the data in moto's CloudWatch."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from moto.cloudwatch.models import MetricAggregatedDatum

Dimensions = frozenset[tuple[str, str]]
Key = tuple[str, str, Dimensions]
"""Namespace, name and dimensions of a metric: all of them, or it is another."""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One value, or a set of which only the sums are known.

    Attributes:
        at: Seconds since 1970.
        unit: None where none was given.
        count: Of values.
        total: Their sum.
        low: The smallest.
        high: The largest.

    """

    at: float
    unit: str | None
    count: float
    total: float
    low: float
    high: float


_STATISTICS: Mapping[str, Callable[[Sequence[Sample]], float]] = {
    "Average": lambda found: sum(s.total for s in found) / sum(s.count for s in found),
    "Maximum": lambda found: max(s.high for s in found),
    "Minimum": lambda found: min(s.low for s in found),
    "SampleCount": lambda found: sum(s.count for s in found),
    "Sum": lambda found: sum(s.total for s in found),
}


@dataclass(kw_only=True)
class MetricIndex:
    """The data of an account and Region, read as it grows."""

    _samples: dict[Key, list[Sample]] = field(default_factory=dict)
    _read: int = 0

    def read(self, data: Sequence[Any]) -> set[Key]:
        """Take in what is new in moto's list; returns the metrics it is of."""
        if len(data) < self._read:  # moto was reset
            self._samples.clear()
            self._read = 0
        new = data[self._read :]
        self._read += len(new)
        keys = set()
        for datum in new:
            dimensions = frozenset((d.name, d.value) for d in datum.dimensions)
            key = (datum.namespace, datum.name, dimensions)
            self._samples.setdefault(key, []).append(_sample(datum))
            keys.add(key)
        return keys

    def value(
        self, key: Key, statistic: str, unit: str | None, since: float, until: float
    ) -> float | None:
        """Return the statistic of a period, None without data.

        Raises:
            NotImplementedError: It is none that the local AWS knows.

        """
        found = [
            sample
            for sample in self._samples.get(key, ())
            if since <= sample.at < until and unit in (None, sample.unit)
        ]
        if not found:
            return None
        if statistic.startswith("p"):
            return _percentile(found, float(statistic[1:]))
        if statistic not in _STATISTICS:
            lacking = f"the statistic {statistic} in an alarm"
            raise NotImplementedError(lacking)
        return _STATISTICS[statistic](found)

    def last(self, key: Key, before: float) -> float | None:
        """Return the newest value before a time, None without one."""
        found = [s for s in self._samples.get(key, ()) if s.at < before]
        return max(found, key=lambda s: s.at).high if found else None


def _sample(datum: Any) -> Sample:  # noqa: ANN401 - moto is untyped
    at = datum.timestamp
    # moto's own are in UTC and do not say so.
    seconds = (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    if isinstance(datum, MetricAggregatedDatum):
        return Sample(
            at=seconds,
            unit=datum.unit,
            count=float(datum.sample_count),
            total=float(datum.sum),
            low=float(datum.min),
            high=float(datum.max),
        )
    value = float(datum.value)
    return Sample(
        at=seconds, unit=datum.unit, count=1, total=value, low=value, high=value
    )


def _percentile(found: Sequence[Sample], percent: float) -> float:
    """Return a percentile, between two values where it falls between them."""
    values = sorted(sample.high for sample in found)
    place = (len(values) - 1) * percent / 100
    below, above = values[math.floor(place)], values[math.ceil(place)]
    return below + (above - below) * (place - math.floor(place))


def period_start(at: datetime, seconds: int) -> float:
    """Return when the period that a time is in began, in seconds since 1970."""
    return at.timestamp() // seconds * seconds
