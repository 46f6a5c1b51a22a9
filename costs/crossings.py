"""Where two costs cross that are straight lines between steps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

Cost = Callable[[Decimal], Decimal]

# Two points within an interval give the line on it, steps at its ends apart.
_THIRD = Decimal(3)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A cost on an interval in which it is a straight line.

    Attributes:
        begins: Of the interval.
        ends: Of the interval.
        at_begin: What the line has there; the cost itself may step there.
        at_end: What the line has there.

    """

    begins: Decimal
    ends: Decimal
    at_begin: Decimal
    at_end: Decimal


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """A point from which on another cost is the lower one.

    Attributes:
        at: Where.
        first_is_lower: Whether beyond it the first of the two costs is.

    """

    at: Decimal
    first_is_lower: bool


def pieces(cost: Cost, points: Sequence[Decimal]) -> list[Piece]:
    """Return a cost piece by piece.

    Args:
        cost: Straight between any two neighbours of `points`.
        points: Ascending.

    """
    found = []
    for begins, ends in pairwise(points):
        third = (ends - begins) / _THIRD
        low, high = cost(begins + third), cost(ends - third)
        found.append(
            Piece(
                begins=begins,
                ends=ends,
                at_begin=2 * low - high,
                at_end=2 * high - low,
            )
        )
    return found


def crossings(first: Sequence[Piece], second: Sequence[Piece]) -> list[Crossing]:
    """Return where the lower of two costs changes; both have the same intervals.

    Costs that are equal for a while cross where one becomes the lower one again.
    """
    found: list[Crossing] = []
    lower = 0  # -1 where the first is, 1 where the second is, 0 while neither was
    for one, other in zip(first, second, strict=True):
        begin, end = one.at_begin - other.at_begin, one.at_end - other.at_end
        for difference, at in ((begin, one.begins), (end, _zero(one, begin, end))):
            sign = _sign(difference)
            if sign and sign != lower:
                if lower:
                    found.append(Crossing(at=at, first_is_lower=sign < 0))
                lower = sign
    return found


def _zero(piece: Piece, begin: Decimal, end: Decimal) -> Decimal:
    """Return where a difference is zero between two values of unlike sign."""
    if begin == end:
        return piece.begins
    part = begin / (begin - end)
    return piece.begins + (piece.ends - piece.begins) * max(Decimal(0), part)


def _sign(difference: Decimal) -> int:
    # What Decimal rounds away at its 28th digit is no difference.
    rounded = round(difference, 15)
    return (rounded > 0) - (rounded < 0)
