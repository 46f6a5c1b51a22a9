"""What waits in the queue goes into one transform job."""

import json
from dataclasses import replace

import pytest

from batch.ports import JobStatus
from batch.window_service import WindowOutcome
from inferences.errors import UnavailableError
from inferences.record import Document, State
from tests.support.batch_windows import VISIBILITY_SECONDS, Unreachable, plenty

WINDOW = "20261122T0305"


def run(parts, window=WINDOW, time_left=plenty):
    return parts.window().run(window, time_left)


def test_all_that_waits_goes_into_one_job(parts):
    ids = parts.wait(*range(15))

    assert run(parts) is WindowOutcome.BEGUN

    manifest = parts.windows.manifests[WINDOW]
    assert (manifest.job, list(manifest.lines)) == (f"inferway-{WINDOW}", ids)
    assert parts.windows.inputs[WINDOW] == [
        json.dumps({"instances": [f"text {number}"]}) for number in range(15)
    ]
    assert list(parts.jobs.jobs) == [WINDOW]
    assert not parts.queue
    for record in parts.records.all():
        assert record.window == WINDOW
        assert parts.records.attend_by[record.id] == parts.clock() + 3600


def test_nothing_to_do_is_no_job(parts):
    assert run(parts) is WindowOutcome.EMPTY
    assert not parts.jobs.jobs
    assert not parts.windows.manifests


def test_what_nobody_waits_for_is_no_job_and_leaves_the_queue(parts):
    parts.wait(1, state=State.SUCCEEDED)
    parts.queue.put("{}")
    parts.queue.send("of no record")

    assert run(parts) is WindowOutcome.EMPTY
    assert not parts.queue
    assert not parts.jobs.jobs
    assert parts.metrics()["MessageUnreadable"] == 1


def test_two_messages_of_a_record_are_one_line(parts):
    [one, _] = parts.wait(1, 2)
    parts.queue.send(one)

    run(parts)

    assert len(parts.windows.inputs[WINDOW]) == 2
    assert not parts.queue


def test_a_full_window_leaves_the_rest(parts):
    parts.wait(*range(25))

    run(parts)

    assert len(parts.windows.inputs[WINDOW]) == 20
    assert len(parts.queue) == 5
    run(parts, "next")
    assert len(parts.windows.inputs["next"]) == 5


def test_a_window_full_of_bytes_leaves_the_rest(parts):
    long = Document(text=json.dumps({"instances": ["a" * 900]}))
    parts.wait(*range(15), payload=long)

    run(parts)

    assert len(parts.windows.inputs[WINDOW]) == 10
    assert len(parts.queue) == 5


def test_time_runs_out_while_gathering(parts):
    parts.wait(*range(15))
    left = iter([100.0, 90.0, 60.0])

    run(parts, time_left=lambda: next(left))

    # One call of the queue.
    assert len(parts.windows.inputs[WINDOW]) == 10
    assert parts.jobs.jobs
    assert len(parts.queue) == 5


def test_payloads_in_s3(parts):
    parts.documents.objects["payloads/x.json"] = '{"instances": ["long"]}'
    parts.wait(1, payload=Document(key="payloads/x.json"))

    run(parts)

    assert parts.windows.inputs[WINDOW] == ['{"instances": ["long"]}']


def test_a_payload_that_cannot_be_read_holds_nobody_up(parts):
    parts.wait(1, payload=Document(key="payloads/gone.json"))
    parts.wait(2)

    assert run(parts) is WindowOutcome.BEGUN
    assert len(parts.windows.inputs[WINDOW]) == 1
    assert len(parts.queue) == 1
    assert parts.metrics()["PayloadUnavailable"] == 1


def test_a_payload_that_no_job_can_carry_fails_alone(parts):
    # Its line feed counts: 1,000 bytes are the most.
    most, more = ("a" * (1_000 - len('{"instances":[""]}') - by) for by in (1, 0))
    parts.wait(1, payload=Document(text=f'{{"instances":["{most}"]}}'))
    [refused] = parts.wait(2, payload=Document(text=f'{{"instances":["{more}"]}}'))

    run(parts)

    assert len(parts.windows.inputs[WINDOW]) == 1
    record = parts.records.get(refused)
    assert (record.state, record.failure.code) == (State.FAILED, "payload_too_large")
    assert not parts.queue


def test_a_limit_of_the_account_leaves_everything_to_the_next_window(parts):
    parts.wait(1, 2)
    parts.jobs.refusals = 1

    assert run(parts) is WindowOutcome.POSTPONED
    assert len(parts.queue) == 2
    assert parts.metrics()["ResourceLimitExceeded"] == 1

    parts.clock.now += VISIBILITY_SECONDS
    assert run(parts, "next") is WindowOutcome.BEGUN
    assert list(parts.jobs.jobs) == ["next"]
    assert not parts.queue


def test_the_same_window_twice_is_one_job(parts):
    parts.wait(1)
    run(parts)
    parts.wait(2)

    assert run(parts) is WindowOutcome.BEGUN_BEFORE
    assert len(parts.windows.inputs[WINDOW]) == 1
    assert len(parts.queue) == 1


@pytest.mark.parametrize("dies_at", ["windows", "records", "jobs"])
def test_another_try_goes_on_where_one_died(parts, dies_at):
    ids = parts.wait(1, 2)
    if dies_at == "windows":
        parts.windows.write_input = Unreachable().write_input
    elif dies_at == "records":
        parts.records.unavailable = {"enter_window"}
    else:
        parts.jobs.create = Unreachable().create
    with pytest.raises(UnavailableError):
        run(parts)
    parts.records.unavailable = set()
    for part, name in ((parts.windows, "write_input"), (parts.jobs, "create")):
        vars(part).pop(name, None)

    assert run(parts) is WindowOutcome.BEGUN

    assert list(parts.windows.manifests[WINDOW].lines) == ids
    assert len(parts.windows.inputs[WINDOW]) == 2
    assert {record.window for record in parts.records.all()} == {WINDOW}
    # Whose handles are lost come back, and are known to be seen to.
    parts.clock.now += VISIBILITY_SECONDS
    assert run(parts, "next") is WindowOutcome.EMPTY
    assert not parts.queue


def test_a_window_whose_records_went_elsewhere_is_given_up(parts):
    ids = parts.wait(1, 2, 3)
    parts.jobs.refusals = 1
    run(parts)
    parts.clock.now += VISIBILITY_SECONDS
    run(parts, "next")

    assert run(parts) is WindowOutcome.GIVEN_UP
    assert list(parts.jobs.jobs) == ["next"]
    assert {parts.records.get(it).window for it in ids} == {"next"}


def test_a_window_that_goes_on_keeps_the_lines_of_those_that_went_elsewhere(parts):
    one, two = parts.wait(1, 2)
    parts.jobs.refusals = 1
    run(parts)
    parts.records.enter_window(one, "another", attend_by=0)

    assert run(parts) is WindowOutcome.BEGUN
    assert len(parts.windows.inputs[WINDOW]) == 2
    assert parts.records.get(one).window == "another"
    assert parts.records.get(two).window == WINDOW


def test_a_record_that_expired_keeps_its_place(parts):
    ids = parts.wait(1, 2)
    parts.jobs.refusals = 1
    run(parts)
    get = parts.records.get
    parts.records.get = lambda it: None if it == ids[0] else get(it)

    assert run(parts) is WindowOutcome.BEGUN
    assert parts.windows.inputs[WINDOW] == ["null", '{"instances": ["text 2"]}']


def test_who_loses_the_race_for_the_manifest_takes_the_winners(parts):
    [one, two] = parts.wait(1, 2)
    create = parts.windows.create_manifest

    def lose(manifest):
        create(replace(manifest, lines=(two,)))
        return create(manifest)

    parts.windows.create_manifest = lose

    assert run(parts) is WindowOutcome.BEGUN
    assert parts.windows.inputs[WINDOW] == ['{"instances": ["text 2"]}']
    assert parts.records.get(one).window is None
    # Nothing that was not taken is deleted.
    assert len(parts.queue) == 2


def test_a_write_of_the_manifest_that_was_answered_twice_is_ones_own(parts):
    parts.wait(1)
    create = parts.windows.create_manifest
    parts.windows.create_manifest = lambda it: create(it) and False

    assert run(parts) is WindowOutcome.BEGUN
    assert not parts.queue


def test_messages_that_cannot_be_deleted_do_no_harm(parts):
    parts.wait(1)
    parts.queue.hold = {"0-1"}

    assert run(parts) is WindowOutcome.BEGUN
    assert "messages not deleted" in parts.log.getvalue()


def test_what_is_told_holds_no_payload(parts):
    parts.wait(1, 2)
    run(parts)

    assert "text 1" not in parts.log.getvalue()
    assert parts.metrics()["WindowRecords"] == 2
    assert parts.metrics()["WindowBytes"] == 2 * len('{"instances": ["text 1"]}\n')
    [done] = [line for line in parts.lines() if line.get("message") == "window done"]
    assert (done["window"], done["outcome"]) == (WINDOW, "begun")


@pytest.mark.parametrize("status", [JobStatus.FAILED, JobStatus.STOPPED])
def test_what_a_failed_job_left_goes_into_the_next(parts, status):
    [one] = parts.wait(1)
    run(parts)
    parts.jobs.end(WINDOW, status)
    parts.queue.send(one)

    assert run(parts, "next") is WindowOutcome.BEGUN


def test_a_window_that_is_gone_on_with_leaves_out_what_moved_to_another_region(parts):
    one, two = parts.wait(1, 2)
    jobs, parts.jobs = parts.jobs, Unreachable()
    with pytest.raises(UnavailableError):
        run(parts)
    parts.jobs = jobs
    parts.records.move(one, "eu-central-1")

    assert run(parts) is WindowOutcome.BEGUN

    assert parts.records.get(one).window is None
    assert parts.records.get(two).window == WINDOW
