"""The home Region is cut off under requests: all that arrived is finished elsewhere.

The deployed stack, by HTTP. Its moments are the machine's, so that a seed decides
what is done and not when; tests/property/outages has the outages that come again.
`make outages` runs fifty.
"""

import os
import random
import uuid
from collections.abc import Iterator

import pytest

from client.confirmations import Confirmation, Standing
from local_aws.regions.outages import State
from tests.support.outage_day import Day
from tests.support.outage_stack import AWAY, HOME, Caller, OutageStack
from tests.support.outage_stream import Stream

REQUESTS = 20
# Two sweeps of each Region.
SWEEPS_SECONDS = 620.0


def _seeds() -> range:
    first, _, last = os.environ.get("INFERWAY_OUTAGES", "0-1").partition("-")
    return range(int(first), int(last or first) + 1)


@pytest.fixture
def stack(two_regions: OutageStack) -> Iterator[OutageStack]:
    """Give the stack, whose home Region serves; and have it serve again."""
    # Functions take the machine's time. What is measured by the local clock is of
    # their future then: the late replication of an outage would otherwise be of
    # the last five minutes for as long, and keep people from turning back.
    two_regions.advance(3600)
    yield two_regions
    two_regions.set_region(HOME, "up")
    two_regions.replication(lag_seconds=1, paused=False)
    if two_regions.answers() != HOME:
        machine = two_regions.recovery["failback_state_machine_arn"]
        two_regions.begin(machine, reason="the test has failed")


@pytest.mark.parametrize("seed", _seeds())
def test_what_arrived_is_finished_and_the_rest_is_told(
    stack: OutageStack, day: Day, seed: int
):
    rng = random.Random(seed)  # noqa: S311 - the same again
    stream = Stream(stack, rng)

    clients, work = _lose_home(stack, stream, rng, ["failing", "hanging"][seed % 2])

    # What had not arrived is told by who sent it; every second one is sent again.
    told = stack.until(lambda: _all_told(stream), step=1)
    unknown = [each for each in told if each[1].standing is Standing.UNKNOWN]
    ids = {str(one.sent.id) for _, one in unknown}
    assert ids == stream.taken - stack.items(AWAY).keys()
    assert ids
    print(  # noqa: T201 - what is promised, measured
        f"\nseed {seed}: {len(ids)} of {len(stream.taken)} were within the lag and"
        f" told; clients after {clients:.0f} s, work after {work:.0f} s"
    )
    for caller, one in unknown[::2]:
        [again] = caller.confirmations.send_again([one])
        assert again.id == one.sent.id
    there = stream.taken & stack.items(AWAY).keys()
    stack.until(lambda: stack.have_ended(AWAY, there), step=61)
    found = [one for _, one in stream.ask() if one.sent.id in there]
    assert [one for one in found if not stream.is_right(one)] == []

    _come_back(stack)
    outcome = day.game(live=False).fail_back(name=f"outage-{uuid.uuid4().hex}")
    assert (outcome.serves, outcome.remarks) == (HOME, [])
    assert stack.ready(HOME) == (200, "ready")
    assert stack.answers() == HOME

    # What nobody had ever taken is sent once more, and then all is as it should be.
    stream.send_what_was_never_taken()
    stack.until(lambda: stack.have_ended(HOME, stream.taken), step=61)
    stack.until(lambda: stack.items(HOME) == stack.items(AWAY), step=2)
    found = [one for _, one in stream.ask()]
    assert [one for one in found if not stream.is_right(one)] == []
    assert len(stream.taken) == len(found) == len(stream.wanted)
    assert stream.callers[0].predict(["oak", "elm"]) == ["OAK", "ELM"]


def _lose_home(
    stack: OutageStack, stream: Stream, rng: random.Random, how: State
) -> tuple[float, float]:
    """Cut the home Region off under requests; return when clients and work moved."""
    known = set(stack.executions(stack.recovery["failover_state_machine_arn"]))
    stack.replication(lag_seconds=1, paused=False)
    # Work of every kind is under way: executions that wait for an endpoint, task
    # tokens, and in every second outage a window's job.
    stream.end(stream.begin([stream.plan(3), stream.plan(3)]))
    stack.hold_back(6)
    if how == "hanging":
        stack.advance(301)
    threads = stream.begin([stream.plan(REQUESTS), stream.plan(REQUESTS)])
    stream.until_taken(len(stream.taken) + rng.randint(1, 4))
    # From here on what is taken is within the lag, until the Region is gone. One
    # is sure to be: what others get now may have been recorded before.
    stack.replication(paused=True, service="dynamodb")
    [(key, words, name)] = stream.plan(1)
    stream.send(stream.callers[0], key, words, name)
    stream.until_taken(len(stream.taken) + rng.randint(1, 4))
    stack.set_region(HOME, how)
    cut_at = stack.now()
    stack.replication(paused=False, service="dynamodb")
    stack.until(lambda: stack.answers() == AWAY, step=5)
    clients = stack.now() - cut_at + stack.recovery["recovery_seconds"]["dns"]
    stream.end(threads)
    [ended] = stack.until(lambda: _ended(stack, known), step=2)
    assert ended == "SUCCEEDED"
    return clients, stack.now() - cut_at


def _all_told(stream: Stream) -> list[tuple[Caller, Confirmation]] | None:
    """Return what is told of each, once the Region had time to answer for all."""
    told = stream.ask()
    late = [one for _, one in told if one.standing is Standing.UNREADABLE]
    return None if late else told


def _come_back(stack: OutageStack) -> None:
    """Let the home Region come back: it stays out, and both sweepers run."""
    stack.set_region(HOME, "up")
    before = _begun(stack)
    stack.until(lambda: stack.ready(HOME) == (503, "fenced"), step=1)
    stack.advance(SWEEPS_SECONDS)
    assert stack.ready(HOME) == (503, "fenced")
    assert stack.answers() == AWAY
    homes = {name: item["homeRegion"]["S"] for name, item in stack.items(HOME).items()}
    foreign = [
        (region, name)
        for region, name in _begun(stack) - before
        if homes[name.partition("-")[0]] != region
    ]
    assert foreign == []


def _ended(stack: OutageStack, known: set[str]) -> list[str]:
    """Return how new executions of the failover ended, once one has."""
    found = stack.executions(stack.recovery["failover_state_machine_arn"])
    new = [one["status"] for name, one in found.items() if name not in known]
    return [] if "RUNNING" in new else new


def _begun(stack: OutageStack) -> set[tuple[str, str]]:
    """Return each Region's executions of inferences, by Region and name."""
    return {
        (region, name)
        for region in (HOME, AWAY)
        for name in stack.executions(stack.place(region)["state_machine_arn"])
    }
