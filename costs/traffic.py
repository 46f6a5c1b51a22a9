"""How many requests come in, hour of the week by hour of the week."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from costs.errors import CostError
from costs.money import WEEK_HOURS, a_month

_DAY = 24
_WORKDAYS = 5


@dataclass(frozen=True, kw_only=True)
class Traffic:
    """Requests an hour; hour 0 begins on Monday at midnight, local time.

    Attributes:
        name: What it is, in words.
        hourly: Requests in each hour of an average week.
        peaks: The most requests that such an hour had; at least `hourly`.

    """

    name: str
    hourly: tuple[Decimal, ...]
    peaks: tuple[Decimal, ...]

    def __post_init__(self) -> None:
        """Refuse what is no week.

        Raises:
            CostError: It has not 168 hours, or an hour with less than nothing.

        """
        if {len(self.hourly), len(self.peaks)} != {WEEK_HOURS}:
            message = f"a week has {WEEK_HOURS} hours, {self.name} has another number"
            raise CostError(message)
        if min(self.hourly) < 0:
            message = f"{self.name} has an hour with less than no requests"
            raise CostError(message)

    @cached_property
    def requests_a_month(self) -> Decimal:
        """Requests in a month of 730 hours."""
        return a_month(sum(self.hourly, Decimal(0)))

    @cached_property
    def mean(self) -> Decimal:
        """Requests an hour, of all the hours of the week."""
        return sum(self.hourly, Decimal(0)) / WEEK_HOURS

    @cached_property
    def peak(self) -> Decimal:
        """Requests in the busiest hour."""
        return max(self.peaks)

    def scaled(self, factor: Decimal) -> "Traffic":
        """Return so many times the traffic, of the same shape."""
        return replace(
            self,
            hourly=tuple(one * factor for one in self.hourly),
            peaks=tuple(one * factor for one in self.peaks),
        )


@dataclass(frozen=True, kw_only=True)
class Office:
    """Business hours: Monday to Friday, from an hour up to another.

    Attributes:
        opens: Hour of the day, 0 to 23.
        closes: Hour of the day, above `opens`, up to 24.

    """

    opens: int = 8
    closes: int = 18

    def __post_init__(self) -> None:
        """Refuse hours that are none.

        Raises:
            CostError: It closes before it opens.

        """
        if not 0 <= self.opens < self.closes <= _DAY:
            message = (
                f"business hours from {self.opens} to {self.closes}: give hours of one"
                " day, such as 8-18"
            )
            raise CostError(message)

    @cached_property
    def hours(self) -> frozenset[int]:
        """Which hours of the week they are."""
        return frozenset(
            day * _DAY + hour
            for day in range(_WORKDAYS)
            for hour in range(self.opens, self.closes)
        )


def steady(rate: Decimal) -> Traffic:
    """Return the same number of requests in every hour."""
    return _known("steady", [rate] * WEEK_HOURS)


def business_hours(rate: Decimal, office: Office) -> Traffic:
    """Return so many requests in each business hour, and none outside."""
    hours = [rate if hour in office.hours else Decimal(0) for hour in range(WEEK_HOURS)]
    return _known(f"business hours {office.opens}-{office.closes}, Mon-Fri", hours)


def nightly(rate: Decimal, hour_of_day: int = 2) -> Traffic:
    """Return so many requests within one hour of each night, and none by day.

    Raises:
        CostError: There is no such hour.

    """
    if hour_of_day not in range(_DAY):
        message = f"there is no hour {hour_of_day} in a day"
        raise CostError(message)
    hours = [
        rate if hour % _DAY == hour_of_day else Decimal(0) for hour in range(WEEK_HOURS)
    ]
    return _known(f"nightly, {hour_of_day}:00", hours)


def _known(name: str, hours: Sequence[Decimal]) -> Traffic:
    return Traffic(name=name, hourly=tuple(hours), peaks=tuple(hours))
