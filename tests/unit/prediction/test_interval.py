"""A span of time, through freezes and clocks that are set."""

import pytest

from prediction.interval import Interval


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clocks():
    return Clock(), Clock()


@pytest.fixture
def interval(clocks):
    return Interval(60, clocks)


def move(clocks, monotonic, wall):
    clocks[0].now += monotonic
    clocks[1].now += wall


@pytest.mark.parametrize(
    ("monotonic", "wall", "over"),
    [
        pytest.param(0, 0, False, id="at once"),
        pytest.param(59.9, 59.9, False, id="too soon"),
        pytest.param(60, 60, True, id="in time"),
        pytest.param(0.1, 3600, True, id="frozen for an hour"),
        pytest.param(60, -3600, True, id="wall clock set back"),
        pytest.param(1, -3600, False, id="wall clock set back, too soon"),
    ],
)
def test_it_is_over_when_either_clock_says_so(interval, clocks, monotonic, wall, over):
    move(clocks, monotonic, wall)

    assert interval.is_over() is over


def test_it_begins_again(interval, clocks):
    move(clocks, 100, 100)
    interval.restart()

    assert not interval.is_over()
    move(clocks, 60, 60)
    assert interval.is_over()
