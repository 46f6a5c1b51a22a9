"""Who serves is turned once, however often it is asked for."""

from dataclasses import replace

import pytest

from inferences.active_region import ActiveRegion
from inferences.errors import UnavailableError
from tests.support.active_regions import MemoryActiveRegion
from tests.unit.failover.conftest import HERE, HOME

SEEN_AT = "2026-11-22T05:59:00+00:00"


def test_the_surviving_region_serves_and_the_lost_one_is_fenced(failover):
    found = failover.step("take_over", execution="a-run", seen_at=SEEN_AT)

    assert found["outcome"] == "done"
    assert failover.active.active == ActiveRegion(
        region=HERE, lost=HOME, since=found["since"], turn=1, by="a-run"
    )


def test_a_second_run_changes_nothing(failover):
    first = failover.step("take_over", execution="a-run", seen_at=SEEN_AT)
    before = failover.active.active
    failover.now += 100

    second = failover.step("take_over", execution="another", seen_at=SEEN_AT)

    assert second == {"outcome": "already", "since": first["since"]}
    assert failover.active.active == before


def test_an_outage_from_before_people_turned_back_is_over(failover):
    failover.taken(region=HOME, lost=None, turn=2)

    found = failover.step("take_over", execution="late", seen_at=SEEN_AT)

    assert found["outcome"] == "stale"
    assert failover.active.active.region == HOME


def test_the_next_outage_is_another(failover):
    failover.taken(region=HOME, lost=None, turn=2)

    found = failover.step(
        "take_over", execution="next", seen_at="2026-11-22T06:00:01+00:00"
    )

    assert found["outcome"] == "done"
    assert failover.active.active.turn == 3


def test_it_is_given_back_once(failover):
    failover.taken()

    first = failover.step("give_back", execution="back")
    second = failover.step("give_back", execution="back-again")

    assert (first["outcome"], second["outcome"]) == ("done", "already")
    assert failover.active.active == ActiveRegion(
        region=HOME, lost=None, since=first["since"], turn=2, by="back"
    )


def test_what_was_never_taken_is_not_given_back(failover):
    assert failover.step("give_back", execution="back") == {
        "outcome": "already",
        "since": "",
    }
    assert failover.active.active is None


class Raced(MemoryActiveRegion):
    """Somebody else writes between the reading and the writing."""

    def write(self, active):
        self.active = replace(active, by="another")
        return super().write(active)


def test_who_loses_a_race_tries_again_and_finds_what_holds(failover):
    failover.active = Raced()

    with pytest.raises(UnavailableError, match="somebody else"):
        failover.step("take_over", execution="a-run", seen_at=SEEN_AT)

    assert failover.step("take_over", execution="a-run", seen_at=SEEN_AT)[
        "outcome"
    ] == ("already")
