"""The home Region is cut off at any moment: nothing is lost, nothing is done twice.

Each seed is an outage of its own. One alone:

    INFERWAY_OUTAGE_SEEDS=17 pytest tests/property/outages

and 0-499 for more of them.
"""

import os
import random

import pytest

from client.confirmations import Standing
from tests.property.outages.ground import (
    AWAY,
    HOME,
    INTERVAL_SECONDS,
    THRESHOLD,
    TTL_SECONDS,
    grounded,
)
from tests.property.outages.outage import Outage
from tests.property.outages.world import world_on

_DETECTION_SECONDS = INTERVAL_SECONDS * THRESHOLD
# modules/failover's outputs say so: a period of the alarm, and its evaluation.
_ALARM_SECONDS = 120
# Its steps, and no more than a round over shards and a look again.
_WORKFLOW_SECONDS = 60
# By which the test itself moves the clock.
_STEP_SECONDS = 1.0


def _seeds() -> range:
    first, _, last = os.environ.get("INFERWAY_OUTAGE_SEEDS", "0-49").partition("-")
    return range(int(first), int(last or first) + 1)


@pytest.fixture(scope="module")
def ground():
    with grounded() as ground:
        yield ground


@pytest.fixture(params=_seeds(), ids=lambda seed: f"seed-{seed}")
def outage(request, ground):
    rng = random.Random(request.param)  # noqa: S311 - the same again by its seed
    with world_on(ground, rng) as world:
        yield Outage(world, rng)


def test_a_region_is_lost_and_nothing_else(outage: Outage):
    world, story = outage.world, outage.story

    # Requests, and somewhere among their calls the end of the home Region.
    outage.set_fuse()
    outage.stream(13)
    outage.make_sure_of_the_cut()
    outage.stream(2)
    clients, work = outage.until_turned()

    assert clients <= _DETECTION_SECONDS + TTL_SECONDS + _STEP_SECONDS
    assert work <= _DETECTION_SECONDS + _ALARM_SECONDS + _WORKFLOW_SECONDS

    # What was within the lag is known to who sent it, and is all that is missing.
    unknown = outage.unknown()
    assert unknown.keys() == story.taken.keys() - world.records(AWAY).keys()
    ages = {one: story.cut_at - story.taken[one] for one in unknown}
    assert all(0 <= age <= outage.lag for age in ages.values()), ages
    print(  # noqa: T201 - what is promised, measured
        f"\nlag {outage.lag:g} s: recovery point {max(ages.values(), default=0):.2f} s"
        f" ({len(unknown)} of {len(story.at_cut)} told), recovery time of clients"
        f" {clients:.0f} s, of work {work:.0f} s"
    )

    # Some of it is sent again; the rest waits for its Region. So does what arrived
    # without its payload, for as long as the workflow waits for that.
    lacking = outage.without_payload()
    again = [*list(unknown)[::2], *list(lacking)[::2]]
    for one in again:
        outage.send_again(*{**unknown, **lacking}[one])
        assert one in world.records(AWAY)
    kept = story.arrived | (story.taken.keys() - story.at_cut) | set(again)
    given_up = lacking.keys() - set(again)
    outage.until_ended(kept, AWAY)
    outage.are_right(kept, AWAY)

    # The Region comes back and stays out, whatever it goes on with.
    outage.come_back()
    world.line.advance(outage.rng.uniform(60, 400))
    assert world.active(HOME) == world.active(AWAY)
    assert world.ready(world.home) == (503, "fenced")
    assert world.checks.answer() == AWAY
    outage.stream(2)

    refused = outage.turn_back()
    world.line.advance(_DETECTION_SECONDS + TTL_SECONDS + outage.lag)
    assert world.ready(world.home) == (200, "ready")
    assert {caller.wire.resolve() for caller in outage.callers} == {HOME}
    outage.stream(2)

    # What no Region ever took is sent once more, and then all is as it should be.
    outage.send_what_was_never_taken()
    everything = set(story.taken)
    for region in (HOME, AWAY):
        outage.until_ended(everything, region)
    world.line.advance(max(outage.lag, outage.documents_lag) + 1)
    for region in (HOME, AWAY):
        outage.are_right(everything, region, given_up=given_up)
    assert world.records(HOME) == world.records(AWAY)
    assert world.records(HOME).keys() == everything
    standings = {str(one.sent.id): one.standing for _, one in outage.ask()}
    failed = {one for one, found in standings.items() if found is Standing.FAILED}
    assert set(standings.values()) <= {Standing.SUCCEEDED, Standing.FAILED}
    assert failed <= given_up
    assert {letter["id"] for letter in world.away.dead_letters} == failed
    assert not world.home.dead_letters
    _people_were_told(outage, refused)


def _people_were_told(outage: Outage, refused: int) -> None:
    subjects = [subject for subject, _ in outage.world.told]
    again = [s for s in subjects[1:] if s.startswith("Failover done")]
    refusals = [s for s in subjects if "REFUSED" in s]
    # A Region that was not told in time that it is fenced seems well, and then lost.
    assert len(again) <= (outage.backlog > 0)
    assert len(refusals) == refused
    assert subjects[0].startswith("Failover done")
    assert subjects[-1].startswith("Failback")
    assert subjects[-1].endswith("the home Region serves")
    assert len(subjects) == 2 + len(again) + refused
