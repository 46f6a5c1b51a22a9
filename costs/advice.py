"""Compares the ways to answer a workload, and says which to take."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from costs.break_even import BreakEven, Curves, Range
from costs.lines import Line, total
from costs.standing import standing
from costs.ways import LatencyClass, Way, ways
from costs.workload import Case
from prices import Price, UnknownPriceError


@dataclass(frozen=True, kw_only=True)
class Option:
    """A way, and what it costs.

    Attributes:
        way: Which.
        lines: Of the bill, without what stands whatever is asked.
        refusal: Why the case cannot go this way; "" if it can.

    """

    way: Way
    lines: tuple[Line, ...]
    refusal: str = ""

    @property
    def usd(self) -> Decimal:
        """US dollars a month: the sum of the lines' cents."""
        return total(self.lines)


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What came of comparing.

    Attributes:
        case: What was compared.
        options: Ways that can be gone, the cheapest first.
        impossible: Ways that cannot.
        standing: What the stack costs whatever is asked.
        latency: The slowest class that was asked for.

    """

    case: Case
    options: tuple[Option, ...]
    impossible: tuple[Option, ...]
    standing: tuple[Line, ...]
    latency: LatencyClass

    @property
    def standing_usd(self) -> Decimal:
        """US dollars a month that the stack costs at rest."""
        return total(self.standing)

    @property
    def recommended(self) -> Option | None:
        """The cheapest way that is soon enough; None if there is none."""
        soon = soon_enough(self.latency)
        return next((one for one in self.options if one.way.latency in soon), None)

    @cached_property
    def curves(self) -> Curves:
        """Costs over traffic."""
        return Curves([one.way for one in self.options], self.case)

    @cached_property
    def break_evens(self) -> list[BreakEven]:
        """Where any two ways change places."""
        return self.curves.break_evens()

    @cached_property
    def cheapest(self) -> list[Range]:
        """Which way that is soon enough is the cheapest, from no traffic up."""
        soon = soon_enough(self.latency)
        return self.curves.cheapest(
            [one.way for one in self.options if one.way.latency in soon]
        )

    @property
    def routing(self) -> dict[str, Any]:
        """What the stack's variable `routing` should say; {} for POST /predict.

        More instances than 19 of 20 requests have go to a batch window. What is
        answered by windows anyhow has no need of a threshold.
        """
        best = self.recommended
        if best is None or not best.way.path:
            return {}
        if best.way.path == "batch":
            return {"traffic_classes": {"standard": {"preferred": "batch"}}}
        return {
            "defaults": {"batch_threshold": self.case.workload.instances_p95},
            "traffic_classes": {"standard": {"preferred": best.way.path}},
        }

    @property
    def unverified(self) -> list[Price]:
        """Prices in use that no price list or page of AWS confirms."""
        lines = [line for one in self.options for line in one.lines]
        used = {line.price for line in [*self.standing, *lines]}
        return sorted(
            (one for one in used if not one.verified),
            key=lambda one: (one.region, one.name, one.kind),
        )


def soon_enough(latency: LatencyClass) -> set[LatencyClass]:
    """Return the classes that are no slower."""
    order = list(LatencyClass)
    return set(order[: order.index(latency) + 1])


def advise(case: Case, latency: LatencyClass = LatencyClass.COLD) -> Advice:
    """Compare every way of answering a case.

    Args:
        case: Workload, prices and assumptions.
        latency: The slowest answer that will do.

    Raises:
        UnknownPriceError: What stands in each Region has no price there.

    """
    found = [_option(way, case) for way in ways(case.workload.instance_types)]
    options = sorted(
        (one for one in found if not one.refusal),
        key=lambda one: (one.usd, list(LatencyClass).index(one.way.latency)),
    )
    return Advice(
        case=case,
        options=tuple(options),
        impossible=tuple(one for one in found if one.refusal),
        standing=tuple(standing(case)),
        latency=latency,
    )


def _option(way: Way, case: Case) -> Option:
    refusal = way.refusal(case)
    if refusal:
        return Option(way=way, lines=(), refusal=refusal)
    try:
        return Option(way=way, lines=tuple(way.bill(case)))
    except UnknownPriceError as error:
        return Option(way=way, lines=(), refusal=str(error))
