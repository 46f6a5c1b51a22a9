"""The table of records: the same rules in memory and in DynamoDB."""

import itertools
from dataclasses import replace

import pytest

from inferences.record import Document, Failure, State
from tests.support.inferences import a_record, an_answer, an_attempt

ID = a_record().id
FAILURE = Failure(code="values_refused", message="The model has no prediction.")


def overdue(records, shard="0", before=10**10):
    return [(found.id, found.attend_by) for found in records.unattended(before, shard)]


def test_a_record_is_read_as_it_was_written(records):
    record = a_record(
        owner="",
        payload=Document(key="payloads/x.json"),
        attempts=(an_attempt(1),),
        attempt_count=1,
    )

    assert records.create(record, attend_by=60) is None

    assert records.get(ID) == record


def test_there_is_no_record_of_an_id_that_was_never_given(records):
    assert records.get(ID) is None


def test_the_first_of_two_records_with_one_id_stays(records):
    records.create(a_record(), attend_by=60)

    there = records.create(a_record(traffic_class="other"), attend_by=90)

    assert there == a_record()
    assert records.get(ID) == a_record()
    assert overdue(records) == [(ID, 60)]


def test_an_ended_record_is_there_too_for_one_with_its_id(records):
    records.create(a_record(), attend_by=60)
    records.succeed(ID, an_answer())

    there = records.create(a_record(), attend_by=90)

    assert there.answer == an_answer()
    assert overdue(records) == []


def test_attempts_are_kept_in_their_order(records):
    records.create(a_record(), attend_by=60)

    records.note(ID, an_attempt(1))
    records.note(ID, an_attempt(2))

    found = records.get(ID)
    assert found.attempts == (an_attempt(1), an_attempt(2))
    assert found.attempt_count == 2


def test_the_last_twenty_attempts_are_kept_and_all_are_counted(records):
    records.create(a_record(), attend_by=60)

    for number in range(23):
        records.note(ID, an_attempt(number))

    found = records.get(ID)
    assert found.attempts == tuple(an_attempt(number) for number in range(3, 23))
    assert found.attempt_count == 23


@pytest.mark.parametrize("noted", [1, 20])
def test_no_attempt_is_noted_on_what_has_ended(records, noted):
    records.create(a_record(), attend_by=60)
    for number in range(noted):
        records.note(ID, an_attempt(number))
    records.fail(ID, FAILURE)

    records.note(ID, an_attempt(30))

    found = records.get(ID)
    assert found.attempt_count == noted
    assert an_attempt(30) not in found.attempts


def test_an_attempt_on_nothing_makes_nothing(records):
    records.note(ID, an_attempt(1))

    assert records.get(ID) is None


def test_a_run_begins_once(records):
    records.create(a_record(), attend_by=60)

    assert records.begin_run(ID, 0, home="eu-west-1", attend_by=900)
    assert not records.begin_run(ID, 0, home="eu-west-1", attend_by=901)

    assert records.get(ID).run == 0
    assert overdue(records) == [(ID, 900)]


def test_a_run_follows_the_one_before(records):
    records.create(a_record(), attend_by=60)

    assert not records.begin_run(ID, 1, home="eu-west-1", attend_by=900)
    assert records.begin_run(ID, 0, home="eu-west-1", attend_by=901)
    assert records.begin_run(ID, 1, home="eu-west-1", attend_by=902)

    assert records.get(ID).run == 1


CHANGES = {
    "begin_run": lambda records: records.begin_run(
        ID, 0, home="eu-west-1", attend_by=900
    ),
    "attend": lambda records: records.attend(ID, attend_by=900),
    "await_window": lambda records: records.await_window(ID, "token", attend_by=900),
    "enter_window": lambda records: records.enter_window(ID, "w1", attend_by=900),
    "succeed": lambda records: records.succeed(ID, an_answer()),
    "fail": lambda records: records.fail(ID, FAILURE),
}
CHANGED = {
    "begin_run": {"run": 0},
    "attend": {},
    "await_window": {"task_token": "token"},
    "enter_window": {"window": "w1"},
    "succeed": {"state": State.SUCCEEDED, "answer": an_answer()},
    "fail": {"state": State.FAILED, "failure": FAILURE},
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_pending_record_changes_in_what_was_asked_for(records, change):
    records.create(a_record(), attend_by=60)

    assert CHANGES[change](records)

    assert records.get(ID) == replace(a_record(), **CHANGED[change])
    ends = change in ("succeed", "fail")
    assert overdue(records) == ([] if ends else [(ID, 900)])


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_changes_where_there_is_no_record(records, change):
    assert not CHANGES[change](records)

    assert records.get(ID) is None
    assert overdue(records) == []


@pytest.mark.parametrize(
    ("end", "change"), list(itertools.product(["succeed", "fail"], CHANGES))
)
def test_what_has_ended_never_changes(records, end, change):
    records.create(a_record(), attend_by=60)
    waiting = "token of before"
    records.await_window(ID, waiting, attend_by=70)
    records.enter_window(ID, "window of before", attend_by=80)
    CHANGES[end](records)
    before = records.get(ID)

    assert not CHANGES[change](records)

    assert records.get(ID) == before
    # The token outlives the end: who waits for it still has to be told.
    assert before.task_token == waiting
    assert overdue(records) == []


def test_the_most_overdue_comes_first(records):
    for number, attend_by in enumerate((30, 10, 20)):
        records.create(a_record(number), attend_by=attend_by)

    found = list(records.unattended(10**10, "0"))

    assert [overdue.attend_by for overdue in found] == [10, 20, 30]


def test_a_query_goes_on_behind_what_it_came_to_whatever_became_of_it(records):
    for number, attend_by in enumerate((30, 10, 20)):
        records.create(a_record(number), attend_by=attend_by)
    first = next(records.unattended(10**10, "0"))
    records.attend(first.id, attend_by=25)

    found = list(records.unattended(10**10, "0", after=first))

    assert [overdue.attend_by for overdue in found] == [20, 25, 30]


def test_what_is_not_due_is_left_alone(records):
    for number, attend_by in enumerate((59, 60, 61)):
        records.create(a_record(number), attend_by=attend_by)

    assert overdue(records, before=60) == [(a_record(0).id, 59)]


def test_a_shard_holds_the_records_of_its_digit(records):
    for digit in "0a":
        records.create(a_record(id=digit * 32), attend_by=1)

    assert overdue(records, "a") == [("a" * 32, 1)]
    assert overdue(records, "0") == [("0" * 32, 1)]
    assert overdue(records, "1") == []


def test_the_index_tells_run_and_window(records):
    records.create(a_record(), attend_by=1)
    [found] = records.unattended(10, "0")
    assert (found.run, found.window) == (-1, None)

    records.begin_run(ID, 0, home="eu-west-1", attend_by=2)
    records.enter_window(ID, "20261122T0305", attend_by=3)

    [found] = records.unattended(10, "0")
    assert (found.run, found.window) == (0, "20261122T0305")


def test_a_run_is_begun_where_the_record_is_at_home(records):
    records.create(a_record(), attend_by=60)

    assert not records.begin_run(ID, 0, home="eu-central-1", attend_by=900)
    assert records.get(ID).run == -1
    assert overdue(records) == [(ID, 60)]


def test_the_index_tells_where_a_record_is_at_home(records):
    records.create(a_record(home_region="eu-central-1"), attend_by=60)

    assert [f.home_region for f in records.unattended(61, "0")] == ["eu-central-1"]
