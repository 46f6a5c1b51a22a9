"""When a scheduled action is due: cron, at and rate expressions.

https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScheduledAction.html
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from local_aws.scaling.cron import CronError, parse_cron
from local_aws.scaling.zones import instant

_EXPRESSION = re.compile(r"(?P<kind>cron|at|rate)\((?P<what>[^()]*)\)")
_RATE = re.compile(r"(?P<value>[1-9][0-9]*) (?P<unit>minute|hour|day)(?P<plural>s?)")
# Further from UTC is no zone.
_A_DAY = timedelta(days=1)
# No zone's clock was set back by more, since 1970.
_SET_BACK = timedelta(hours=3)

Due = Callable[[datetime, datetime], Iterator[datetime]]
"""Takes two instants; yields those due after the first, up to the second."""


class ScheduleError(ValueError):
    """An expression that AWS does not take; the message says what of it."""


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """A schedule within its bounds.

    Attributes:
        due: What the expression says.
        recurs: Whether it is more than one time.
        start: Nothing before it; at it, whatever the expression says.
        end: Nothing after it.

    """

    due: Due
    recurs: bool
    start: datetime | None = None
    end: datetime | None = None

    def between(self, after: datetime, until: datetime) -> Iterator[datetime]:
        """Yield what is due after one instant, up to another, in order.

        "If you specify a start time, Application Auto Scaling performs the
        action at this time, and then performs the action based on the specified
        recurrence."
        """
        if self.end is not None:
            until = min(until, self.end)
        if self.start is not None and self.recurs:
            if after < self.start <= until:
                yield self.start
            after = max(after, self.start)
        if after < until:
            yield from self.due(after, until)


def parse_schedule(
    text: str,
    zone: ZoneInfo,
    *,
    created: datetime,
    start: datetime | None = None,
    end: datetime | None = None,
) -> Schedule:
    """Read a schedule.

    Args:
        text: Such as "cron(0 9 ? * MON-FRI *)".
        zone: Of cron and at expressions.
        created: What a rate counts from, where it has no start.
        start: Of a recurring schedule.
        end: Likewise.

    Raises:
        ScheduleError: AWS would not take it.

    """
    match = _EXPRESSION.fullmatch(text)
    if match is None:
        message = "not cron(...), at(...) or rate(...)"
        raise ScheduleError(message)
    kind, what = match["kind"], match["what"]
    if kind == "at":
        return Schedule(due=_at(what, zone), recurs=False)
    due = _rate(what, start or created) if kind == "rate" else _cron(what, zone)
    return Schedule(due=due, recurs=True, start=start, end=end)


def _cron(what: str, zone: ZoneInfo) -> Due:
    try:
        cron = parse_cron(what)
    except CronError as error:
        raise ScheduleError(str(error)) from error

    def due(after: datetime, until: datetime) -> Iterator[datetime]:
        days = (after - _A_DAY).date(), (until + _A_DAY).date()
        # What is surely over needs no zone, which is slow to ask.
        over = after.astimezone(zone).replace(tzinfo=None) - _SET_BACK
        for local in cron.between(*days):
            if local < over:
                continue
            found = instant(local, zone)
            if found is not None and after < found <= until:
                yield found

    return due


def _at(what: str, zone: ZoneInfo) -> Due:
    try:
        local = datetime.strptime(what, "%Y-%m-%dT%H:%M:%S")  # noqa: DTZ007 - local
    except ValueError as error:
        message = f"{what} is no time, yyyy-mm-ddThh:mm:ss"
        raise ScheduleError(message) from error
    found = instant(local, zone)

    def due(after: datetime, until: datetime) -> Iterator[datetime]:
        if found is not None and after < found <= until:
            yield found

    return due


def _rate(what: str, since: datetime) -> Due:
    match = _RATE.fullmatch(what)
    if match is None or (match["value"] == "1") == bool(match["plural"]):
        message = f"{what} is no rate, such as 1 hour or 5 minutes"
        raise ScheduleError(message)
    step = timedelta(**{match["unit"] + "s": int(match["value"])})

    def due(after: datetime, until: datetime) -> Iterator[datetime]:
        passed = max((after.astimezone(UTC) - since) // step, 0)
        for n in count(passed + 1):
            found = since + n * step
            if found > until:
                return
            yield found

    return due
