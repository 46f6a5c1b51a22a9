"""What cannot be done in an outage is told, and none of it is passed over."""

import random

import pytest

from tests.property.outages.ground import AWAY, HOME, grounded
from tests.property.outages.machines import BUSY, client_error
from tests.property.outages.outage import Outage
from tests.property.outages.region import SWEEP_SECONDS
from tests.property.outages.world import FAILBACK, FAILOVER, world_on

WORDS = ["oak"]
LAG_SECONDS = 8.0


@pytest.fixture(scope="module")
def ground():
    with grounded() as ground:
        yield ground


@pytest.fixture
def outage(ground):
    rng = random.Random(1)  # noqa: S311 - the same each time
    with world_on(ground, rng) as world:
        outage = Outage(world, rng)
        world.replication.paces.set("dynamodb", lag_seconds=LAG_SECONDS)
        yield outage


def send(outage, key, name="batch_preferred"):
    return outage.callers[0].infer(key, WORDS, name).id


def lose_home(outage):
    outage.set_fuse()
    outage.make_sure_of_the_cut()


def until_over(outage, machine):
    """Let an execution end; return how, and what it failed with."""
    states = outage.world.away.states
    for _ in range(600):
        found = [one for (of, _), one in states.executions.items() if of == machine]
        if found and found[-1].status != "RUNNING":
            return found[-1].status, found[-1].error
        outage.world.line.advance(1.0)
    message = f"{machine} is not over"
    raise AssertionError(message)


def test_what_was_within_the_lag_is_told_by_its_id(outage):
    before = send(outage, "before")
    outage.world.line.advance(LAG_SECONDS + 1)
    within = send(outage, "within")
    lose_home(outage)

    outage.until_turned()

    assert outage.unknown().keys() == {within}
    assert outage.world.records(AWAY).keys() == {before}


def test_an_inference_that_cannot_be_begun_is_in_the_message(outage):
    world = outage.world
    ids = [send(outage, f"key-{number}") for number in range(4)]
    outage.story.wanted.update(dict.fromkeys(ids, WORDS))
    world.line.advance(LAG_SECONDS + 1)
    refused, held = ids[2], world.away.states.on_start

    def refuse(machine, given):
        if given.get("id") == refused:
            raise client_error(BUSY)
        held(machine, given)

    world.away.states.on_start = refuse
    lose_home(outage)

    assert until_over(outage, FAILOVER) == ("FAILED", "RecordsNotStartedError")

    [(subject, message)] = world.told
    assert subject.startswith("Failover INCOMPLETE")
    assert "Inferences begun again: 3\nInferences that could not be: 1\n" in message
    assert [one for one in ids if one in message] == [refused]

    # It is not passed over: the sweeper begins it.
    world.away.states.on_start = held
    outage.until_ended(set(ids), AWAY)
    outage.are_right(set(ids), AWAY)


def test_each_sweeper_sees_to_its_own_region(outage):
    # Overdue again and again, and worked on: by executions of one Region, which
    # the other one cannot see. The world holds each start to the record's home.
    world = outage.world
    world.home.has_windows = False
    ids = {send(outage, f"key-{number}") for number in range(3)}
    outage.story.wanted.update(dict.fromkeys(ids, WORDS))

    world.line.advance(4 * SWEEP_SECONDS)

    assert not world.away.states.executions
    assert len(world.home.states.executions) == len(ids)
    world.home.has_windows = True
    outage.until_ended(ids, HOME)
    outage.are_right(ids, HOME)


def test_nobody_is_sent_home_before_everything_has_arrived(outage):
    world = outage.world
    lose_home(outage)
    outage.until_turned()
    world.line.outages.set(HOME, "up")
    world.line.advance(LAG_SECONDS + 120)
    assert world.ready(world.home) == (503, "fenced")
    world.replication.paces.set("dynamodb", paused=True)
    active = world.active(AWAY)

    world.begin_by_hand(FAILBACK, reason="too early")

    status, _ = until_over(outage, FAILBACK)
    assert status == "FAILED"
    subject, message = world.told[-1]
    assert "REFUSED" in subject
    assert "ReplicationBehindError" in message
    assert world.active(AWAY) == active
