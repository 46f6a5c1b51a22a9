"""A job has ended, and each of its records learns how."""

import json

import pytest

from batch.ports import JobStatus
from batch.results_service import UnfinishedError
from inferences.errors import UnavailableError
from inferences.paths import Path
from inferences.record import Attempt, State
from tests.support.batch_windows import Unreachable, plenty
from tests.support.inferences import an_answer

WINDOW = "20261122T0305"
JOB = f"inferway-{WINDOW}"
MODEL = {"name": "newsgroups", "version": "0123456789abcdef"}


def answer(line):
    [text] = json.loads(line)["instances"]
    if text == "text 2":
        return json.dumps({"error": {"code": "values_refused", "message": "No."}})
    return json.dumps({"predictions": [text.upper()], "model": MODEL})


@pytest.fixture
def begun(parts):
    """Three records in a window whose job is at work."""
    parts.ids = parts.wait(1, 2, 3)
    parts.window().run(WINDOW, plenty)
    return parts


@pytest.fixture
def completed(begun):
    begun.jobs.complete(WINDOW, answer)
    return begun


def collect(parts, time_left=plenty):
    parts.collector().run(WINDOW, time_left)


def states(parts):
    return [parts.records.get(it).state.value for it in parts.ids]


def test_each_record_ends_with_its_line_and_each_token_is_told(completed):
    collect(completed)

    assert states(completed) == ["succeeded", "failed", "succeeded"]
    first, second, _ = map(completed.records.get, completed.ids)
    found = first.answer
    assert (found.path, found.model_name, found.model_version) == (
        Path.BATCH,
        "newsgroups",
        "0123456789abcdef",
    )
    assert json.loads(found.predictions.text) == {"predictions": ["TEXT 1"]}
    assert (second.failure.code, second.failure.message) == ("values_refused", "No.")
    assert completed.tokens.told == [
        ("t1", "succeeded"),
        ("t2", "failed"),
        ("t3", "succeeded"),
    ]


def test_the_record_tells_of_the_job(completed):
    collect(completed)

    attempts = [completed.records.get(it).attempts for it in completed.ids]
    began = "2026-11-22T03:05:00.000000+00:00"
    assert attempts == [
        (
            Attempt(
                path=Path.BATCH,
                target=JOB,
                began_at=began,
                milliseconds=180_000,
                outcome=outcome,
            ),
        )
        for outcome in ("succeeded", "ClientFaultError", "succeeded")
    ]


def test_a_model_that_broke_on_a_line_is_not_the_callers_fault(begun):
    error = {"error": {"code": "internal_error", "message": "m"}}
    begun.jobs.complete(WINDOW, lambda _: json.dumps(error))

    collect(begun)

    assert states(begun) == ["failed"] * 3
    record = begun.records.get(begun.ids[0])
    assert record.attempts[0].outcome == "ModelFailedError"


def test_a_second_event_changes_nothing_and_tells_again(completed):
    collect(completed)
    records = completed.records.all()
    completed.tokens.told.clear()

    collect(completed)

    assert completed.records.all() == records
    assert len(completed.tokens.told) == 3


def test_a_record_that_somebody_else_ended_stays_as_it_is(completed):
    there = an_answer(Path.SERVERLESS)
    completed.records.succeed(completed.ids[1], there)

    collect(completed)

    record = completed.records.get(completed.ids[1])
    assert (record.answer, record.attempts) == (there, ())
    assert ("t2", "succeeded") in completed.tokens.told


def test_the_token_that_is_told_is_the_last(completed):
    """It may wait anew until the record ends, and not after."""
    one = completed.ids[0]
    succeed = completed.records.succeed

    def wait_anew(record_id, found):
        if record_id == one:
            completed.records.await_window(one, "another", attend_by=0)
        return succeed(record_id, found)

    completed.records.succeed = wait_anew
    collect(completed)

    assert completed.tokens.told[0] == ("another", "succeeded")


@pytest.mark.parametrize("status", [JobStatus.FAILED, JobStatus.STOPPED])
def test_a_job_that_gave_up_sends_all_back(begun, status):
    begun.jobs.end(WINDOW, status)

    collect(begun)

    assert states(begun) == ["pending"] * 3
    assert begun.tokens.told == [(f"t{n}", "WindowFailedError") for n in (1, 2, 3)]
    [attempt] = begun.records.get(begun.ids[0]).attempts
    assert (attempt.target, attempt.outcome) == (JOB, "WindowFailedError")
    assert begun.metrics()["RecordsRedriven"] == 3


def test_what_waits_anew_is_not_sent_back_by_the_window_before(begun):
    one, two, three = begun.ids
    begun.jobs.end(WINDOW, JobStatus.FAILED)
    begun.records.await_window(one, "another", attend_by=0)
    begun.records.enter_window(two, "another-window", attend_by=0)

    collect(begun)

    assert begun.tokens.told == [("t3", "WindowFailedError")]
    assert not begun.records.get(one).attempts
    assert begun.records.get(three).attempts


@pytest.mark.parametrize("output", [None, "", "{}\n", "{}\n" * 4])
def test_without_an_answer_for_each_line_all_go_back(completed, output):
    if output is None:
        del completed.windows.outputs[WINDOW]
    else:
        completed.windows.outputs[WINDOW] = output

    collect(completed)

    assert {error for _, error in completed.tokens.told} == {"WindowFailedError"}
    assert states(completed) == ["pending"] * 3


def test_a_line_that_cannot_be_read_goes_back_alone(completed):
    lines = completed.windows.outputs[WINDOW].splitlines(keepends=True)
    completed.windows.outputs[WINDOW] = "".join(["{\n", *lines[1:]])

    collect(completed)

    assert states(completed) == ["pending", "failed", "succeeded"]
    assert completed.tokens.told[0] == ("t1", "WindowFailedError")


def test_a_job_that_works_is_left_alone(begun):
    collect(begun)

    assert states(begun) == ["pending"] * 3
    assert not begun.tokens.told


def test_windows_of_nobody_are_left_alone(parts):
    collect(parts)

    parts.wait(1)
    parts.window().run(WINDOW, plenty)
    parts.jobs.complete(WINDOW, answer)
    parts.windows.manifests.clear()
    collect(parts)

    assert not parts.tokens.told
    assert "window has no manifest" in parts.log.getvalue()


def test_a_record_that_expired_is_passed_over(completed):
    get = completed.records.get
    completed.records.get = lambda it: None if it == completed.ids[0] else get(it)

    collect(completed)

    assert [token for token, _ in completed.tokens.told] == ["t2", "t3"]


def test_time_runs_out_and_the_next_try_does_the_rest(completed):
    left = iter([60.0, 60.0, 9.0])
    with pytest.raises(UnfinishedError, match=WINDOW):
        collect(completed, lambda: next(left))
    assert states(completed) == ["succeeded", "failed", "pending"]
    assert completed.metrics()["RecordsSucceeded"] == 1

    collect(completed)
    assert states(completed) == ["succeeded", "failed", "succeeded"]


@pytest.mark.parametrize("method", ["get", "note", "succeed"])
def test_without_the_table_the_try_fails_and_the_next_ends_all(completed, method):
    completed.records.unavailable = {method}
    with pytest.raises(UnavailableError):
        collect(completed)

    completed.records.unavailable = set()
    collect(completed)
    assert states(completed) == ["succeeded", "failed", "succeeded"]
    assert all(len(it.attempts) == 1 for it in completed.records.all())


def test_a_token_that_could_not_be_told_is_told_by_the_next_try(completed):
    tokens, completed.tokens = completed.tokens, Unreachable()
    with pytest.raises(UnavailableError):
        collect(completed)
    assert states(completed)[0] == "succeeded"

    completed.tokens = tokens
    collect(completed)
    assert tokens.told[0] == ("t1", "succeeded")


def test_long_results_go_into_s3(completed):
    line = json.dumps({"predictions": ["a" * 70_000], "model": MODEL})
    completed.windows.outputs[WINDOW] = f"{line}\n" * 3

    collect(completed)

    record = completed.records.get(completed.ids[0])
    assert record.state is State.SUCCEEDED
    text = completed.documents.read(record.answer.predictions)
    assert record.answer.predictions.key
    assert json.loads(text) == {"predictions": ["a" * 70_000]}


def test_what_is_told_holds_no_result(completed):
    collect(completed)

    assert "TEXT" not in completed.log.getvalue()
    metrics = completed.metrics()
    assert (metrics["RecordsSucceeded"], metrics["RecordsFailed"]) == (2, 1)
    [line] = [it for it in completed.lines() if it.get("message") == "window collected"]
    assert line["failed"] == {"values_refused": 1}


def test_what_another_region_took_over_meanwhile_is_that_ones_to_end(parts):
    parts.ids = parts.wait(1, 3)
    parts.window().run(WINDOW, plenty)
    parts.records.move(parts.ids[0], "eu-central-1")
    parts.jobs.complete(WINDOW, answer)

    collect(parts)

    assert states(parts) == ["pending", "succeeded"]
    assert [token for token, _ in parts.tokens.told] == ["t3"]


def test_what_another_region_has_ended_waits_for_no_token_of_this_one(parts):
    parts.ids = parts.wait(1, 3)
    parts.window().run(WINDOW, plenty)
    parts.records.move(parts.ids[0], "eu-central-1")
    assert parts.records.await_window(parts.ids[0], "there", attend_by=0)
    assert parts.records.succeed(parts.ids[0], an_answer())
    parts.jobs.complete(WINDOW, answer)

    collect(parts)

    # Its token is of an execution there: Step Functions here would refuse it, and
    # what comes after it would not be told.
    assert [token for token, _ in parts.tokens.told] == ["t3"]
