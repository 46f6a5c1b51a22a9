"""At recovery tier 2 people begin the failover, and nothing else does."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.outage_stack import AWAY, HOME, OutageStack
from tests.support.outage_stream import Stream

# Longer than health check and alarm take together.
_LONG_ENOUGH_SECONDS = 600


@pytest.fixture(scope="module")
def pilot_light(two_regions: OutageStack) -> Iterator[OutageStack]:
    """Turn the stack down to tier 2, and up again."""
    two_regions.advance(3600)
    two_regions.apply(tier=2)
    yield two_regions
    two_regions.set_region(HOME, "up")
    two_regions.apply(tier=1)


def test_people_move_clients_and_work_and_give_them_back(
    pilot_light: OutageStack, tmp_path: Path
):
    stack = pilot_light
    machine = stack.recovery["failover_state_machine_arn"]
    known = stack.executions(machine).keys()
    stream = Stream(stack, random.Random(2))  # noqa: S311 - the same again
    # Work that is under way when its Region is lost.
    stack.hold_back(6)
    stream.end(stream.begin([stream.plan(4), stream.plan(4)]))
    stack.until(lambda: stream.taken <= stack.items(AWAY).keys(), step=1)
    stack.set_region(HOME, "failing")

    stack.advance(_LONG_ENOUGH_SECONDS)

    assert stack.answers() == HOME
    assert stack.executions(machine).keys() == known

    stack.by_command(tmp_path, "begin")

    assert stack.answers() == AWAY
    [begun] = stack.executions(machine).keys() - known
    assert stack.executions(machine)[begun]["status"] == "SUCCEEDED"
    stack.until(lambda: stack.have_ended(AWAY, stream.taken), step=61)
    assert stream.wrong() == []
    assert stream.callers[0].predict(["oak"]) == ["OAK"]

    stack.set_region(HOME, "up")
    stack.until(lambda: stack.ready(HOME) == (503, "fenced"), step=1)
    stack.until(lambda: stack.items(HOME) == stack.items(AWAY), step=2)
    stack.advance(_LONG_ENOUGH_SECONDS)
    assert stack.answers() == AWAY

    stack.by_command(tmp_path, "return")

    assert stack.answers() == HOME
    assert stack.ready(HOME) == (200, "ready")
    stack.until(lambda: stack.items(HOME) == stack.items(AWAY), step=2)
    assert stream.wrong() == []
    assert len(stream.taken) == len(stream.wanted)
