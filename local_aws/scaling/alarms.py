"""Evaluates metric alarms on the data there is."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from local_aws.scaling.alarm_state import ALARM, LOOK_BACK, Rule, state_of
from local_aws.scaling.datapoints import Key, MetricIndex, period_start

logger = logging.getLogger(__name__)

# What can only rise while a period runs: over a threshold once, it stays there.
_RISING = ("Maximum", "SampleCount", "Sum")
_LONG_SECONDS = 3600

Filler = Callable[[Any, MetricIndex, Key, float], float | None]
"""Takes an alarm, the data, the metric and a period's start, in seconds; returns
what its service measured although nothing happened."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What an evaluation found.

    Attributes:
        alarm: moto's.
        state: That it is in.
        value: The newest datapoint, None without one.

    """

    alarm: Any
    state: str
    value: float | None


class AlarmWatch:
    """The alarms of one account and Region."""

    def __init__(self, backend: Any, fill: Filler) -> None:  # noqa: ANN401 - moto is untyped
        """Take moto's CloudWatch there."""
        self._backend = backend
        self._fill = fill
        self._index = MetricIndex()
        self._lacking: set[str] = set()

    def read(self) -> set[Key]:
        """Take in new data; returns the metrics it is of."""
        return self._index.read(self._backend.metric_data)

    def horizon(self) -> float:
        """Return the seconds after which nothing changes without new data.

        Of alarms with long periods, `next_end` tells.
        """
        return max(
            (
                float(alarm.period * (alarm.evaluation_periods + LOOK_BACK + 1))
                for alarm in self._alarms()
                if alarm.period <= _LONG_SECONDS
            ),
            default=0.0,
        )

    def next_end(self, after: datetime) -> datetime | None:
        """Return when the next long period of an alarm ends, None without one.

        Between two such ends nothing changes without new data: a day of minutes
        need not be gone through for a period of six hours.
        """
        ends = (
            period_start(after, int(alarm.period)) + alarm.period
            for alarm in self._alarms()
            if alarm.period > _LONG_SECONDS
        )
        first = min(ends, default=None)
        return None if first is None else datetime.fromtimestamp(first, UTC)

    def evaluate(
        self, at: datetime, wanted: Callable[[Any], bool]
    ) -> Iterator[Finding]:
        """Yield what is found of each wanted alarm."""
        for alarm in self._alarms():
            if wanted(alarm):
                try:
                    yield self._find(alarm, at)
                except NotImplementedError as error:
                    self._say_once(alarm, str(error))

    def _alarms(self) -> Iterator[Any]:
        for alarm in list(self._backend.alarms.values()):
            if alarm.rule is not None:
                self._say_once(alarm, "composite alarms")
            elif alarm.metric_name is None:
                self._say_once(alarm, "metric math")
            else:
                yield alarm

    def _say_once(self, alarm: Any, what: str) -> None:  # noqa: ANN401 - moto is untyped
        if alarm.name not in self._lacking:
            self._lacking.add(alarm.name)
            logger.warning(
                "The local AWS lacks this: %s; the alarm %s stays as it is",
                what,
                alarm.name,
            )

    def _find(self, alarm: Any, at: datetime) -> Finding:  # noqa: ANN401 - moto is untyped
        rule = Rule(
            comparison=alarm.comparison_operator,
            threshold=float(alarm.threshold),
            periods=int(alarm.evaluation_periods),
            to_alarm=int(alarm.datapoints_to_alarm or alarm.evaluation_periods),
            missing=alarm.treat_missing_data or "missing",
        )
        period = int(alarm.period)
        running = period_start(at, period)
        now = self._value(alarm, running, period, fill=False)
        early = (
            now is not None
            and alarm.statistic in _RISING
            and rule.comparison.startswith("Greater")
            and rule.breaches(now)
        )
        # A running period counts once nothing can change what it says.
        end = running if early else running - period
        count = rule.periods + LOOK_BACK
        points = [
            self._value(alarm, end - period * back, period, fill=True)
            for back in reversed(range(count))
        ]
        state = state_of(rule, points, alarm.state_value)
        value = next((p for p in reversed(points) if p is not None), None)
        return Finding(alarm=alarm, state=state, value=value)

    def _value(
        self,
        alarm: Any,  # noqa: ANN401 - moto is untyped
        start: float,
        period: int,
        *,
        fill: bool,
    ) -> float | None:
        key = metric_of(alarm)
        statistic = alarm.statistic or alarm.extended_statistic
        value = self._index.value(key, statistic, alarm.unit, start, start + period)
        if value is None and fill:
            return self._fill(alarm, self._index, key, start)
        return value


def metric_of(alarm: Any) -> Key:  # noqa: ANN401 - moto is untyped
    """Return what an alarm looks at."""
    dimensions = frozenset((d.name, d.value) for d in alarm.dimensions)
    return alarm.namespace, alarm.metric_name, dimensions


def reason(finding: Finding) -> str:
    """Say why an alarm is in its state, as CloudWatch does."""
    alarm = finding.alarm
    if finding.value is None:
        return (
            f"{alarm.evaluation_periods} of {alarm.evaluation_periods} datapoints "
            "were missing"
        )
    was = "was" if finding.state == ALARM else "was not"
    how = _WORDS[alarm.comparison_operator]
    return (
        f"Threshold Crossed: the datapoint [{finding.value}] {was} {how} the "
        f"threshold ({float(alarm.threshold)})."
    )


_WORDS = {
    "GreaterThanOrEqualToThreshold": "greater than or equal to",
    "GreaterThanThreshold": "greater than",
    "LessThanOrEqualToThreshold": "less than or equal to",
    "LessThanThreshold": "less than",
}
