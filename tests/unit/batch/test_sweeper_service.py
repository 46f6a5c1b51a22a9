"""What is overdue and nobody works on is begun again."""

from dataclasses import replace

import pytest

from batch.ports import JobStatus
from batch.sweeper_service import SweeperService
from inferences.errors import UnavailableError
from inferences.record import State
from tests.support.batch_windows import Unreachable, plenty
from tests.support.inferences import MemoryWorkflow, a_record

WINDOW = "20261122T0305"


def sweep(parts, time_left=plenty):
    return parts.sweeper().run(time_left)


def accept(parts, number, *, running=False, **changes):
    record = a_record(number, **changes)
    # The shard is the first digit.
    parts.records.create(record, attend_by=0)
    if running:
        parts.workflow.start(record, record.run, position=1)
    return record.id


def test_what_was_written_and_never_begun_is_begun(parts):
    one = accept(parts, 1)

    swept = sweep(parts)

    assert swept.begun == 1
    assert parts.workflow.started == [(one, 0, 0)]
    assert parts.records.get(one).run == 0
    assert parts.records.attend_by[one] == parts.clock() + 900


def test_what_was_begun_and_is_over_is_begun_again_from_the_first_path(parts):
    one = accept(parts, 1, run=2)

    sweep(parts)

    assert parts.workflow.started == [(one, 3, 0)]


def test_what_runs_is_looked_at_later(parts):
    one = accept(parts, 1, run=0, running=True)

    swept = sweep(parts)

    assert (swept.begun, swept.attended) == (0, 1)
    assert len(parts.workflow.started) == 1
    assert parts.records.attend_by[one] == parts.clock() + 900
    assert sweep(parts).attended == 0


def test_what_is_not_overdue_is_not_looked_at(parts):
    parts.records.create(a_record(1), attend_by=int(parts.clock()) + 1)

    assert sweep(parts).begun == 0


def test_every_shard_is_swept(parts):
    for digit in "0123456789abcdef":
        record = a_record(1)
        record = a_record(1, id=digit + record.id[1:])
        parts.records.create(record, attend_by=0)

    assert sweep(parts).begun == 16


@pytest.mark.parametrize("status", ["Completed", "Failed", "Stopped"])
def test_a_window_that_ended_unheard_is_collected_once_a_sweep(parts, status):
    parts.wait(*range(3), run=0)
    for record in parts.records.all():
        parts.workflow.start(record, 0, position=0)
    parts.window().run(WINDOW, plenty)
    parts.jobs.end(WINDOW, JobStatus(status))
    parts.clock.now += 3_601

    swept = sweep(parts)

    assert (swept.windows, swept.attended, swept.begun) == (1, 3, 0)
    assert parts.results.windows == [WINDOW]


def test_a_window_that_works_or_has_no_job_is_waited_for(parts):
    accept(parts, 1, run=0, running=True, window="none")
    accept(parts, 2, run=0, running=True, window=WINDOW)
    parts.windows.inputs[WINDOW] = []
    parts.jobs.create(WINDOW)

    assert sweep(parts).attended == 2
    assert parts.results.windows == []


def test_what_is_in_a_window_but_waits_no_more_is_begun_again(parts):
    one = accept(parts, 1, run=0, window=WINDOW)

    sweep(parts)

    assert parts.workflow.started == [(one, 1, 0)]


def test_an_index_that_is_behind_begins_nothing(parts):
    one = accept(parts, 1, run=0)
    [stale] = list(parts.records.unattended(int(parts.clock()), "0"))
    parts.records.begin_run(one, 1, home="eu-west-1", attend_by=0)
    parts.records.unattended = lambda *_: iter([stale])

    assert sweep(parts).begun == 0
    assert parts.workflow.started == []


def test_a_record_that_ends_meanwhile_is_not_begun(parts):
    one = accept(parts, 1)
    begin = parts.records.begin_run

    def ends(*args, **named):
        begin(*args, **named)
        parts.records._records[one] = a_record(1, state=State.SUCCEEDED)  # noqa: SLF001
        return True

    parts.records.begin_run = ends

    assert sweep(parts).begun == 0
    assert parts.workflow.started == []


def test_one_that_cannot_be_begun_holds_nobody_up(parts):
    accept(parts, 1)
    two = accept(parts, 2)
    start = parts.workflow.start

    def refuse_first(record, run, *, position):
        if record.id != two:
            message = "not this one"
            raise UnavailableError(message)
        start(record, run, position=position)

    parts.workflow.start = refuse_first
    swept = sweep(parts)

    assert (swept.begun, swept.failed) == (1, 1)
    assert parts.metrics()["SweepFailures"] == 1
    # Begun, and yet no execution: the sweep after takes it for one that is over.
    parts.workflow.start = start
    parts.clock.now += 901
    swept = sweep(parts)
    assert (swept.begun, swept.attended) == (1, 1)
    assert len(parts.workflow.started) == 2


def test_without_results_function_or_sagemaker_the_rest_is_swept(parts):
    accept(parts, 1, run=0, running=True, window=WINDOW)
    accept(parts, 2)
    parts.jobs = Unreachable()

    swept = sweep(parts)

    assert (swept.begun, swept.failed) == (1, 1)


def test_without_the_index_the_sweep_fails(parts):
    parts.records.unavailable = {"unattended"}

    with pytest.raises(UnavailableError):
        sweep(parts)


def test_time_runs_out_and_the_next_sweep_goes_on(parts):
    for number in range(5):
        accept(parts, number)
    left = iter([60.0, 60.0, 9.0])

    swept = sweep(parts, lambda: next(left))

    assert (swept.begun, swept.complete) == (2, False)
    assert parts.metrics()["SweepIncomplete"] == 1
    assert sweep(parts).begun == 3
    assert parts.metrics()["RecordsSwept"] == 3


THERE = "eu-central-1"


def test_what_is_at_home_elsewhere_is_left_alone_and_costs_nothing(parts):
    one = accept(parts, 1, home_region=THERE)
    two = accept(parts, 2, home_region=THERE, run=0, window=WINDOW)
    three = accept(parts, 3)
    parts.jobs = Unreachable()

    swept = sweep(parts)

    assert (swept.begun, swept.attended, swept.failed) == (1, 0, 0)
    assert parts.workflow.started == [(three, 0, 0)]
    assert parts.records.attend_by[one] == parts.records.attend_by[two] == 0


def test_an_index_that_does_not_tell_the_home_begins_nothing_of_others(parts):
    """It was made before records had a second Region, or is behind the table."""
    accept(parts, 1, home_region=THERE)
    [found] = list(parts.records.unattended(int(parts.clock()), "0"))
    behind = [replace(found, home_region=home) for home in (None, "eu-west-1")]
    parts.records.unattended = lambda _, shard: iter(behind if shard == "0" else [])

    swept = sweep(parts)

    assert (swept.begun, swept.failed) == (0, 0)
    assert parts.workflow.started == []


def test_what_failover_took_over_is_seen_to_where_it_is_at_home_now(parts):
    """The execution that failover begins may die as any other."""
    there = replace(parts, workflow=MemoryWorkflow())
    one = accept(parts, 1, run=3, home_region=THERE)

    assert sweep(parts).begun == 0
    assert SweeperService(there.sweeper_parts(THERE), now=parts.clock).run(plenty).begun
    assert there.workflow.started == [(one, 4, 0)]
