"""Nobody is sent back to a Region that is ill, or lacks something."""

import pytest

from failover.ports import Sight
from failover.replication import HomeNotReadyError, ReplicationBehindError


@pytest.mark.parametrize(("status", "readiness"), [(200, "ready"), (503, "fenced")])
def test_a_home_that_is_well_but_for_the_fence(failover, status, readiness):
    failover.eye.sight = Sight(status=status, readiness=readiness, what="HTTP")

    assert failover.step("check_home") == {"home": "HTTP"}


@pytest.mark.parametrize(
    ("status", "readiness"), [(503, "unavailable"), (502, ""), (None, "")]
)
def test_a_home_that_is_not(failover, status, readiness):
    failover.eye.sight = Sight(status=status, readiness=readiness, what="HTTP")

    with pytest.raises(HomeNotReadyError, match="not ready: HTTP"):
        failover.step("check_home")


@pytest.fixture
def mark(failover):
    return failover.step("mark", execution="back")["mark"]


@pytest.mark.parametrize(
    ("seconds", "words"), [(None, "not measured"), (1.25, "1.2 s"), (30.0, "30.0 s")]
)
def test_marks_that_arrive(failover, mark, seconds, words):
    failover.late.found = seconds

    assert words in failover.step("check_marks", mark=mark)["replication"]


def test_a_mark_that_does_not_arrive(failover, mark):
    failover.marks.late = ["eu-west-1"]

    with pytest.raises(ReplicationBehindError, match="eu-west-1 lacks"):
        failover.step("check_marks", mark=mark)


def test_records_that_come_late(failover, mark):
    failover.late.found = 31.0

    with pytest.raises(ReplicationBehindError, match=r"31\.0 s"):
        failover.step("check_marks", mark=mark)


def test_each_run_has_a_mark_of_its_own(failover):
    first = failover.step("mark", execution="back")
    failover.now += 1

    assert failover.step("mark", execution="back") != first
