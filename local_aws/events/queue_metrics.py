"""What SQS measures of queues.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html

SQS writes values every minute. Here they are written when something has changed,
and made up for whoever evaluates an alarm on a minute without: the clock of a
test passes weeks in a moment.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends
from moto.sqs.models import sqs_backends

from local_aws.runtime import metrics
from local_aws.runtime.embedded_metrics import Datum

NAMESPACE = "AWS/SQS"
VISIBLE = "ApproximateNumberOfMessagesVisible"
DELAYED = "ApproximateNumberOfMessagesDelayed"
NOT_VISIBLE = "ApproximateNumberOfMessagesNotVisible"
AGE = "ApproximateAgeOfOldestMessage"
_UNITS = {VISIBLE: "Count", DELAYED: "Count", NOT_VISIBLE: "Count", AGE: "Seconds"}
_DIMENSION = "QueueName"
_MINUTE = timedelta(minutes=1)
# More than any alarm looks back.
_MOST_LOOKS = 200


@dataclass(frozen=True, kw_only=True)
class _Look:
    """What a queue held at the end of a minute.

    Attributes:
        minute: When the minute began.
        seen: Messages that can be received.
        delayed: Messages that cannot yet.
        hidden: Messages that somebody has.
        oldest: When the oldest was sent, None without one.

    """

    minute: datetime
    seen: int
    delayed: int
    hidden: int
    oldest: datetime | None

    def age(self, at: datetime) -> float:
        """Return the seconds since the oldest message was sent."""
        return 0.0 if self.oldest is None else (at - self.oldest).total_seconds()

    def values(self, at: datetime) -> Mapping[str, float]:
        """Return the metrics, as long as nothing changes."""
        return {
            VISIBLE: float(self.seen),
            DELAYED: float(self.delayed),
            NOT_VISIBLE: float(self.hidden),
            AGE: max(0.0, self.age(at)),
        }

    def same(self, other: "_Look") -> bool:
        """Tell whether nothing but time has passed."""
        return self == replace(other, minute=self.minute)


class QueueMetrics:
    """The queues of one account and Region."""

    def __init__(self, account_id: str, region: str) -> None:
        """Take where they are."""
        self._account_id = account_id
        self._region = region
        self._looks: dict[str, list[_Look]] = {}

    def next_due(self, after: datetime, until: datetime) -> datetime | None:
        """Return the next minute at which an alarm on a queue may want a look."""
        found = (
            minute_of(at) + _MINUTE
            for queue, ages in self._watched().items()
            for at in self._changes(queue, ages, after)
        )
        return min((at for at in found if after < at <= until), default=None)

    def measure(self, at: datetime) -> None:
        """Write what is true at the end of a minute, into that minute."""
        watched = self._watched()
        for queue in self._queues():
            look = _look(queue, at)
            looks = self._looks.setdefault(queue.name, [])
            before = (
                looks[-1]
                if looks
                else _Look(
                    minute=look.minute - _MINUTE,
                    seen=0,
                    delayed=0,
                    hidden=0,
                    oldest=None,
                )
            )
            then = before.age(before.minute + _MINUTE)
            aged = any(
                then < age <= look.age(at) for age in watched.get(queue.name, ())
            )
            if aged or not look.same(before):
                looks.append(look)
                del looks[:-_MOST_LOOKS]
                self._put(queue.name, look.values(at), look.minute)

    def when_silent(
        self, metric: str, dimensions: frozenset[tuple[str, str]], start: float
    ) -> float | None:
        """Return the value of a minute in which nothing was written.

        None of what is no metric of a queue that is there.
        """
        known = {queue.name for queue in self._queues()}
        name = next((v for n, v in dimensions if n == _DIMENSION and v in known), None)
        if name is None or metric not in _UNITS:
            return None
        minute = datetime.fromtimestamp(start, UTC)
        looks = [look for look in self._looks.get(name, ()) if look.minute <= minute]
        return looks[-1].values(minute + _MINUTE)[metric] if looks else 0.0

    def _changes(
        self, name: str, ages: Sequence[float], after: datetime
    ) -> Iterator[datetime]:
        """Yield when a queue may be another than at its last look."""
        queue = sqs_backends[self._account_id][self._region].queues.get(name)
        messages = list(queue._messages) if queue is not None else []  # noqa: SLF001 - moto's own way
        looks = self._looks.get(name)
        if queue is not None and (messages or looks):
            now = _look(queue, after)
            if not looks or not now.same(looks[-1]):
                yield after
        for message in messages:
            yield _moment(message.visible_at)
            yield _moment(message.delayed_until)
        if messages:
            oldest = min(_moment(float(m.sent_timestamp or 0)) for m in messages)
            yield from (oldest + timedelta(seconds=age) for age in ages)

    def _watched(self) -> dict[str, list[float]]:
        """Return the queues that have alarms, with the ages that ring."""
        found: dict[str, list[float]] = {}
        alarms = cloudwatch_backends[self._account_id][self._region].alarms
        for alarm in list(alarms.values()):
            if alarm.namespace == NAMESPACE:
                for dimension in alarm.dimensions:
                    ages = found.setdefault(str(dimension.value), [])
                    if alarm.metric_name == AGE:
                        ages.append(float(alarm.threshold))
        return found

    def _queues(self) -> Iterator[Any]:
        yield from list(sqs_backends[self._account_id][self._region].queues.values())

    def _put(self, queue: str, values: Mapping[str, float], at: datetime) -> None:
        data = [
            Datum(
                namespace=NAMESPACE,
                name=name,
                dimensions=((_DIMENSION, queue),),
                values=(value,),
                unit=_UNITS[name],
                timestamp=at,
            )
            for name, value in values.items()
        ]
        metrics.put(self._account_id, self._region, data)


def minute_of(at: datetime) -> datetime:
    """Return when the minute that a time is in began."""
    return at.replace(second=0, microsecond=0)


def _look(queue: Any, at: datetime) -> _Look:  # noqa: ANN401 - moto is untyped
    messages = [m for m in list(queue._messages) if _moment(m.sent_timestamp) <= at]  # noqa: SLF001 - moto's own way
    delayed = sum(_moment(m.delayed_until) > at for m in messages)
    hidden = sum(_moment(m.visible_at) >= at for m in messages)
    return _Look(
        minute=minute_of(at) - _MINUTE,
        seen=len(messages) - delayed - hidden,
        delayed=delayed,
        hidden=hidden,
        oldest=min((_moment(m.sent_timestamp) for m in messages), default=None),
    )


def _moment(milliseconds: float) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
