"""Who serves: taken over once, given back once, however often it is asked for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inferences.active_region import ActiveRegion, ActiveRegions
from inferences.errors import UnavailableError


class Turned(StrEnum):
    """What became of a turn."""

    DONE = "done"
    ALREADY = "already"
    STALE = "stale"


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A turn, and what holds now.

    Attributes:
        outcome: What became of it.
        since: When what holds now began, ISO 8601; "" where nothing was written.

    """

    outcome: Turned
    since: str


@dataclass(frozen=True, kw_only=True)
class Order:
    """A turn that is wanted.

    Attributes:
        here: The surviving Region.
        home: The Region that is lost, or was.
        by: Name of the execution.
        now: ISO 8601 in UTC.

    """

    here: str
    home: str
    by: str
    now: str


def take_over(regions: ActiveRegions, order: Order, *, seen_at: str) -> Turn:
    """Have the surviving Region serve, and fence the lost one.

    Args:
        regions: Where it is kept.
        order: Who takes over.
        seen_at: When the outage was, ISO 8601. One that was before the last turn is
            over: people have turned back since.

    Raises:
        UnavailableError: The table cannot be reached, or somebody else turns.
        ValueError: `seen_at` is no time.

    """
    before = regions.read()
    if before is not None and before.lost == order.home:
        return Turn(outcome=Turned.ALREADY, since=before.since)
    if before is not None and _time(seen_at) <= _time(before.since):
        return Turn(outcome=Turned.STALE, since=before.since)
    return _turn(regions, before, order, region=order.here, lost=order.home)


def give_back(regions: ActiveRegions, order: Order) -> Turn:
    """Have the home Region serve again.

    Raises:
        UnavailableError: The table cannot be reached, or somebody else turns.

    """
    before = regions.read()
    if before is None or before.lost != order.home:
        return Turn(outcome=Turned.ALREADY, since=before.since if before else "")
    return _turn(regions, before, order, region=order.home, lost=None)


def _turn(
    regions: ActiveRegions,
    before: ActiveRegion | None,
    order: Order,
    *,
    region: str,
    lost: str | None,
) -> Turn:
    wanted = ActiveRegion(
        region=region,
        lost=lost,
        since=order.now,
        turn=(before.turn if before else 0) + 1,
        by=order.by,
    )
    if not regions.write(wanted):
        message = "somebody else turned at the same time; what holds is read again"
        raise UnavailableError(message)
    return Turn(outcome=Turned.DONE, since=order.now)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
