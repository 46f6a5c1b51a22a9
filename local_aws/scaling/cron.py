"""AWS's own form of cron: six fields, of which one of the days is "?".

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
"""

import calendar
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import product

_MONTHS = {name.upper(): n for n, name in enumerate(calendar.month_abbr) if name}
# AWS counts from Sunday, 1.
_WEEKDAYS = {
    name: n
    for n, name in enumerate(("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"), 1)
}
_FIELDS = 6
_SATURDAY = 5

Days = Callable[[int, int], frozenset[int]]
"""Takes year and month; returns days of that month."""


class CronError(ValueError):
    """An expression that AWS does not take; the message says what of it."""


@dataclass(frozen=True, kw_only=True)
class Cron:
    """When something happens, by local time to the minute.

    Attributes:
        minutes: 0 to 59.
        hours: 0 to 23.
        months: 1 to 12.
        years: 1970 to 2199.
        days: Days of a month.

    """

    minutes: frozenset[int]
    hours: frozenset[int]
    months: frozenset[int]
    years: frozenset[int]
    days: Days

    def on(self, day: date) -> Iterator[datetime]:
        """Yield the times of a day, in order and without a zone."""
        if day.year not in self.years or day.month not in self.months:
            return
        if day.day not in self.days(day.year, day.month):
            return
        for hour, minute in product(sorted(self.hours), sorted(self.minutes)):
            yield datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - local

    def between(self, first: date, last: date) -> Iterator[datetime]:
        """Yield the times of the days from first to last."""
        day = first
        while day <= last:
            yield from self.on(day)
            day += timedelta(days=1)


def parse_cron(text: str) -> Cron:
    """Read the six fields: minutes, hours, day, month, weekday, year.

    Raises:
        CronError: AWS would not take them.

    """
    fields = text.split()
    if len(fields) != _FIELDS:
        message = f"{len(fields)} fields, not {_FIELDS}"
        raise CronError(message)
    minutes, hours, day, months, weekday, years = (f.upper() for f in fields)
    if (day == "?") == (weekday == "?"):
        message = "one of day-of-month and day-of-week must be ?, the other not"
        raise CronError(message)
    return Cron(
        minutes=_numbers(minutes, 0, 59),
        hours=_numbers(hours, 0, 23),
        months=_numbers(months, 1, 12, _MONTHS),
        years=_numbers(years, 1970, 2199),
        days=_days_of_month(day) if weekday == "?" else _days_of_week(weekday),
    )


def _numbers(
    field: str, low: int, high: int, names: Mapping[str, int] | None = None
) -> frozenset[int]:
    """Read `*`, `a`, `a-b`, `*/n`, `a/n`, `a-b/n`, and lists of them."""
    found: set[int] = set()
    for part in field.split(","):
        span, slash, step = part.partition("/")
        first, dash, last = span.partition("-")
        begin = low if first == "*" else _number(first, low, high, names)
        if first == "*" and dash:
            message = f"{part} is no range"
            raise CronError(message)
        end = _number(last, low, high, names) if dash else begin
        if first == "*" or (slash and not dash):
            end = high
        if end < begin:
            message = f"{part} ends before it begins"
            raise CronError(message)
        found.update(range(begin, end + 1, _step(step) if slash else 1))
    return frozenset(found)


def _number(text: str, low: int, high: int, names: Mapping[str, int] | None) -> int:
    value = (names or {}).get(text)
    if value is None and re.fullmatch(r"[0-9]{1,4}", text):
        value = int(text)
    if value is None or not low <= value <= high:
        message = f"{text!r} is not from {low} to {high}"
        raise CronError(message)
    return value


def _step(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,3}", text):
        message = f"/{text} is no step"
        raise CronError(message)
    return int(text)


def _days_of_month(field: str) -> Days:
    if field == "L":
        return lambda year, month: frozenset({_last(year, month)})
    if field == "LW":
        return lambda year, month: frozenset(
            {_nearest_weekday(year, month, _last(year, month))}
        )
    if match := re.fullmatch(r"([0-9]{1,2})W", field):
        wanted = _number(match[1], 1, 31, None)
        return lambda year, month: frozenset(
            {_nearest_weekday(year, month, wanted)}
            if wanted <= _last(year, month)
            else ()
        )
    days = _numbers(field, 1, 31)
    return lambda year, month: frozenset(
        day for day in days if day <= _last(year, month)
    )


def _days_of_week(field: str) -> Days:
    if match := re.fullmatch(r"(\w{1,3})#([1-5])", field):
        wanted, nth = _number(match[1], 1, 7, _WEEKDAYS), int(match[2])
        return lambda year, month: frozenset(
            _weekdays(year, month, wanted)[nth - 1 : nth]
        )
    if match := re.fullmatch(r"([A-Z]{3}|[1-7])?L", field):
        wanted = _number(match[1] or "SAT", 1, 7, _WEEKDAYS)
        return lambda year, month: frozenset(_weekdays(year, month, wanted)[-1:])
    numbers = _numbers(field, 1, 7, _WEEKDAYS)
    return lambda year, month: frozenset(
        day for number in numbers for day in _weekdays(year, month, number)
    )


def _weekdays(year: int, month: int, number: int) -> list[int]:
    """Return the days of a month that are a weekday, Sunday being 1."""
    return [
        day
        for day in range(1, _last(year, month) + 1)
        if (calendar.weekday(year, month, day) + 1) % 7 + 1 == number
    ]


def _nearest_weekday(year: int, month: int, day: int) -> int:
    """Return the day from Monday to Friday next to a day, in the same month."""
    weekday = calendar.weekday(year, month, day)
    if weekday == _SATURDAY:
        return day - 1 if day > 1 else day + 2
    if weekday > _SATURDAY:
        return day + 1 if day < _last(year, month) else day - 2
    return day


def _last(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]
