"""Delays before an endpoint is asked again."""

import pytest

from routing.backoff import delay_seconds


@pytest.mark.parametrize("attempts", [1, 2, 10, 500])
def test_no_chance_takes_the_pause_away(attempts):
    assert delay_seconds(attempts, lambda: 0.0) == 0.05


@pytest.mark.parametrize(
    ("attempts", "longest"), [(1, 0.5), (2, 1.0), (4, 4.0), (5, 8.0), (500, 8.0)]
)
def test_delays_grow_up_to_a_bound(attempts, longest):
    assert delay_seconds(attempts, lambda: 1.0) == longest
    assert delay_seconds(attempts, lambda: 0.5) == longest / 2
