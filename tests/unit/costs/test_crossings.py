"""Where costs cross."""

from decimal import Decimal

import pytest

from costs.crossings import crossings, pieces

POINTS = [Decimal(n) for n in (0, 2, 4, 8)]


def line(slope, start=0):
    return pieces(lambda at: start + slope * at, POINTS)


def step(*heights):
    """One height an interval."""
    return pieces(
        lambda at: Decimal(heights[sum(at > point for point in POINTS[1:-1])]), POINTS
    )


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        (line(1), line(2), []),
        (line(0, 3), line(1), [(3, True)]),
        (line(1), line(0, 3), [(3, False)]),
        # A step over the other one, back below it, and over it again.
        (step(1, 5, 9), line(0, 4), [(2, False)]),
        (step(1, 5, 9), line(1), [(1, True), (2, False)]),
        (line(1), line(1), []),
        # Equal for a while, then not: they cross where one becomes the lower.
        (step(1, 3, 5), step(2, 3, 4), [(4, False)]),
    ],
)
def test_crossings(first, second, found):
    assert [
        (round(one.at, 20), one.first_is_lower) for one in crossings(first, second)
    ] == [(Decimal(at), lower) for at, lower in found]


def test_a_line_is_known_up_to_its_steps():
    first, second, _ = step(1, 5, 9)

    assert (first.at_begin, first.at_end) == (1, 1)
    assert (second.at_begin, second.at_end) == (5, 5)
