"""Every unfinished record of the lost Region is begun again, and once."""

import pytest

from inferences.errors import UnavailableError
from inferences.record import Failure, State
from tests.unit.failover.conftest import HERE, NOW, Context

THERE = "of the lost Region"


def test_what_is_unfinished_is_begun_from_the_start_of_its_chain(failover, record):
    failover.hold(record(1, run=2, task_token=THERE, window=THERE))

    found = failover.restart()

    assert (found["started"], found["failed"], found["progress"]) == (1, [], "done")
    [after] = failover.records.all()
    assert failover.workflow.started == [(after.id, 3, 0)]
    assert (after.home_region, after.run) == (HERE, 3)
    assert (after.task_token, after.window) == (None, None)
    # From here on the sweeper knows that somebody works on it.
    assert failover.records.attend_by[after.id] == NOW + 900


def test_also_what_nobody_is_overdue_with(failover, record):
    failover.hold(record(1))
    failover.records.attend_by[record(1).id] = int(NOW) + 10_000

    assert failover.restart()["started"] == 1


def test_a_record_that_was_never_begun_is(failover, record):
    failover.hold(record(1, run=-1))

    failover.restart()

    assert failover.workflow.started == [(record(1).id, 0, 0)]


def test_what_is_ours_or_has_ended_or_is_of_a_third_is_left_alone(failover, record):
    failover.hold(
        record(1, home=HERE),
        record(2, home="us-east-1"),
        record(3, state=State.SUCCEEDED),
        record(4, state=State.FAILED, failure=Failure(code="c", message="m")),
    )

    assert failover.restart()["started"] == 0
    assert failover.workflow.started == []


def test_each_shard_is_gone_through_by_itself(failover, record):
    failover.hold(record(1, shard="a"), record(1, shard="b"))

    failover.restart("b")

    assert [started[0][0] for started in failover.workflow.started] == ["b"]


def test_a_second_run_begins_nothing(failover, record):
    failover.hold(*(record(number) for number in range(20)))
    failover.restart()

    assert failover.restart()["started"] == 0
    assert len(failover.workflow.started) == 20


def test_time_may_run_out_as_often_as_it_likes(failover, record):
    failover.hold(*(record(number) for number in range(20)))
    found = {"shard": "a"}
    steps = 0
    while found.get("progress", "more") == "more" and steps < 100:
        # Time for a few.
        found = failover.step("restart", shard=found, context=Context(14))
        steps += 1

    assert 3 < steps < 20
    assert found["started"] == 20
    assert {run for _, run, _ in failover.workflow.started} == {1}


def test_one_that_cannot_be_begun_holds_up_no_other_and_is_named(failover, record):
    failover.hold(*(record(number) for number in range(5)))
    refused = record(2).id
    start = failover.workflow.start

    def refusing(found, run, *, position):
        if found.id == refused:
            message = "Step Functions refuses"
            raise UnavailableError(message)
        start(found, run, position=position)

    failover.workflow.start = refusing
    found = failover.restart()

    assert found["progress"] == "incomplete"
    assert (found["started"], found["failed"]) == (4, [refused])
    assert found["failed_count"] == 1
    # In each round it was tried, and each time it was told.
    assert failover.told.not_begun == [refused] * 6
    # What the sweeper looks at, soon.
    assert failover.records.attend_by[refused] == NOW + 60


def test_what_became_ours_and_was_not_begun_is_begun_in_the_next_round(
    failover, record
):
    failover.hold(record(1))
    failover.workflow.unavailable.add("start")
    found = failover.step("restart", shard={"shard": "a"})
    assert found["progress"] == "again"
    assert failover.records.all()[0].home_region == HERE

    failover.workflow.unavailable.clear()
    found = failover.step("restart", shard=found)

    assert (found["progress"], found["failed"]) == ("done", [])
    assert failover.workflow.started == [(record(1).id, 1, 0)]


@pytest.mark.parametrize("method", ["get", "adopt", "attend"])
def test_the_table_may_refuse_one_call(failover, record, method):
    failover.hold(record(1))
    failover.records.unavailable.add(method)
    found = failover.step("restart", shard={"shard": "a"})
    assert (found["progress"], found["failed"]) == ("again", [record(1).id])

    failover.records.unavailable.clear()

    assert failover.step("restart", shard=found)["progress"] == "done"
    assert failover.workflow.started == [(record(1).id, 1, 0)]


def test_more_than_can_be_named_are_counted(failover, record):
    failover.hold(*(record(number) for number in range(250)))
    failover.workflow.unavailable.add("start")

    found = failover.step("restart", shard={"shard": "a"}, context=Context(10_000))

    assert (len(found["failed"]), found["failed_count"]) == (200, 250)
    assert len(set(failover.told.not_begun)) == 250


def test_without_the_index_the_step_fails(failover):
    failover.records.unavailable.add("unattended")

    with pytest.raises(UnavailableError):
        failover.step("restart", shard={"shard": "a"})
