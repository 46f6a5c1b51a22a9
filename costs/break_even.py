"""From how many requests an hour on one way is cheaper than another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import partial
from itertools import combinations, pairwise

from costs.capacity import Capacity, office_peak
from costs.crossings import Piece, crossings, pieces
from costs.lines import exact_total
from costs.ways import Way
from costs.workload import Case

_MINUTES_AN_HOUR = 60

# So far beyond what is asked now, and up to so many requests an hour, it is looked;
# and no further than so many steps, each an instance more.
_TIMES = Decimal(10)
_REQUESTS_AN_HOUR = Decimal(1_000_000)
_STEPS = 120

# Measured traffic has another number in each hour, and steps for each. Of more than
# these some are passed over: what crosses there is found nearby.
_POINTS = 600


@dataclass(frozen=True, kw_only=True)
class BreakEven:
    """From a number of requests on, a way is cheaper than another.

    Attributes:
        cheaper_below: Name of a way.
        cheaper_above: Name of a way.
        requests_an_hour: On average over the week, the traffic's shape unchanged.

    """

    cheaper_below: str
    cheaper_above: str
    requests_an_hour: Decimal

    @property
    def whole(self) -> int:
        """The first whole number of requests an hour beyond it."""
        return int(self.requests_an_hour.to_integral_value(ROUND_CEILING))


@dataclass(frozen=True, kw_only=True)
class Range:
    """Where a way is the cheapest.

    Attributes:
        way: Its name.
        begins: Requests an hour.
        ends: Requests an hour.

    """

    way: str
    begins: Decimal
    ends: Decimal


class Curves:
    """Costs of several ways over traffic of one shape."""

    def __init__(self, ways: Sequence[Way], case: Case) -> None:
        """Take ways that the case can go, and the case."""
        self._mean = case.workload.traffic.mean
        self.ways = list(ways)
        self._points = _points(self.ways, case) if self._mean else [Decimal(0)]
        self._pieces = {
            one.name: pieces(partial(_cost, one, case), self._points)
            for one in self.ways
        }

    @property
    def most(self) -> Decimal:
        """Requests an hour up to which it was looked."""
        return self._points[-1] * self._mean

    def of(self, name: str) -> list[tuple[Decimal, Decimal]]:
        """Return points of a way's curve: requests an hour, US dollars a month."""
        return [
            (at * self._mean, usd)
            for piece in self._pieces[name]
            for at, usd in (
                (piece.begins, piece.at_begin),
                (piece.ends, piece.at_end),
            )
        ]

    def break_evens(self) -> list[BreakEven]:
        """Return where any two of the ways change places, by requests an hour."""
        found = []
        for first, second in combinations(self.ways, 2):
            for one in crossings(self._pieces[first.name], self._pieces[second.name]):
                below, above = (
                    (second, first) if one.first_is_lower else (first, second)
                )
                found.append(
                    BreakEven(
                        cheaper_below=below.name,
                        cheaper_above=above.name,
                        requests_an_hour=one.at * self._mean,
                    )
                )
        return sorted(found, key=lambda one: (one.requests_an_hour, one.cheaper_above))

    def cheapest(self, among: Sequence[Way]) -> list[Range]:
        """Return which of some of the ways is the cheapest, from no traffic up."""
        if not among:
            return []
        cuts = sorted(
            {one.requests_an_hour for one in self.break_evens()}
            | {Decimal(0), self.most}
        )
        found: list[Range] = []
        for begins, ends in pairwise(cuts):
            middle = (begins + ends) / 2 / self._mean
            best = min(among, key=lambda way: self._at(way, middle)).name
            if found and found[-1].way == best:
                begins = found.pop().begins  # noqa: PLW2901 - the two are one range
            found.append(Range(way=best, begins=begins, ends=ends))
        return found

    def _at(self, way: Way, factor: Decimal) -> Decimal:
        piece = _holding(self._pieces[way.name], factor)
        part = (factor - piece.begins) / (piece.ends - piece.begins)
        return piece.at_begin + (piece.at_end - piece.at_begin) * part


def _holding(found: Sequence[Piece], factor: Decimal) -> Piece:
    return next(one for one in found if factor <= one.ends)


def _cost(way: Way, case: Case, factor: Decimal) -> Decimal:
    return exact_total(way.bill(case.scaled(factor)))


def _points(ways: Sequence[Way], case: Case) -> list[Decimal]:
    """Return the factors between which every cost is a straight line."""
    most = max(_TIMES, _REQUESTS_AN_HOUR / case.workload.traffic.mean)
    peak = case.workload.traffic.peak
    for one in {way.instance_type for way in ways} - {""}:
        capacity = Capacity(case=case, instance_type=one).an_hour
        most = min(most, max(_TIMES, _STEPS * capacity / peak))
    points = {Decimal(0), most}
    for way in ways:
        points |= {one for one in _steps(way, case, most) if 0 < one < most}
    ascending = sorted(points)
    stride = -(-len(ascending) // _POINTS)
    return [*ascending[:-1:stride], most]


def _steps(way: Way, case: Case, most: Decimal) -> Iterator[Decimal]:
    """Yield the factors at which a way's cost steps or bends."""
    workload, assumed = case.workload, case.assumptions
    if way.kind == "provisioned":
        yield from _instances(way, case, [workload.traffic.peak], most)
    elif way.kind == "office":
        peaks = [office_peak(workload, inside=inside) for inside in (True, False)]
        yield from _instances(way, case, peaks, most)
    elif way.kind == "sleeping":
        yield from _instances(way, case, workload.traffic.peaks, most)
        yield from _full(
            workload.traffic.hourly, Decimal(_MINUTES_AN_HOUR) / assumed.awake_minutes
        )
    elif way.kind == "batch":
        yield from _full(
            workload.traffic.hourly, Decimal(_MINUTES_AN_HOUR) / assumed.window_minutes
        )


def _instances(
    way: Way, case: Case, peaks: Sequence[Decimal], most: Decimal
) -> Iterator[Decimal]:
    capacity = Capacity(case=case, instance_type=way.instance_type).an_hour
    for peak in set(peaks) - {Decimal(0)}:
        for count in range(1, int(most * peak / capacity) + 1):
            yield count * capacity / peak


def _full(hourly: Sequence[Decimal], requests: Decimal) -> Iterator[Decimal]:
    for one in set(hourly) - {Decimal(0)}:
        yield requests / one
