"""Which messages go into a window."""

import pytest

from batch.gathering import Gathered, Limits, Verdict, judge, line_of, record_id_of
from batch.ports import Job, JobStatus, Message
from inferences.record import State
from tests.support.inferences import a_record

BEGAN = "2026-11-22T03:00:00.000000+00:00"


def job(status):
    return Job(status=status, began_at=BEGAN)


@pytest.mark.parametrize(
    ("record", "of_window", "verdict"),
    [
        (None, None, Verdict.DROP),
        (a_record(state=State.SUCCEEDED), None, Verdict.DROP),
        (a_record(state=State.FAILED), None, Verdict.DROP),
        # Another Region took over while its message was in this queue.
        (a_record(home_region="eu-central-1"), None, Verdict.DROP),
        (a_record(home_region="eu-central-1", window="w2"), None, Verdict.DROP),
        (a_record(), None, Verdict.TAKE),
        # A window that goes on with what it began.
        (a_record(window="w2"), job(JobStatus.IN_PROGRESS), Verdict.TAKE),
        # Its window has no job: it met a limit, or died.
        (a_record(window="w1"), None, Verdict.TAKE),
        (a_record(window="w1"), job(JobStatus.FAILED), Verdict.TAKE),
        (a_record(window="w1"), job(JobStatus.STOPPED), Verdict.TAKE),
        # That window's end sees to it.
        (a_record(window="w1"), job(JobStatus.IN_PROGRESS), Verdict.DROP),
        (a_record(window="w1"), job(JobStatus.STOPPING), Verdict.DROP),
        (a_record(window="w1"), job(JobStatus.COMPLETED), Verdict.DROP),
    ],
)
def test_the_record_decides(record, of_window, verdict):
    assert judge(record, "w2", of_window, region="eu-west-1") is verdict


@pytest.mark.parametrize(
    ("body", "record_id"),
    [
        ('{"id": "a"}', "a"),
        ('{"id": "a", "more": 1}', "a"),
        ('{"id": 7}', None),
        ("{}", None),
        ('["a"]', None),
        ("a", None),
        ("", None),
    ],
)
def test_what_a_message_names(body, record_id):
    assert record_id_of(Message(body=body, handle="h")) == record_id


def test_a_payload_is_one_line():
    assert line_of('{\n"instances":\n["a\\n"]}') == '{ "instances": ["a\\n"]}'


def test_limits():
    gathered = Gathered(limits=Limits(records=3, bytes=10, line_bytes=5))
    message = Message(body="", handle="h")

    assert gathered.room == 3
    # 4 bytes and a line feed, in UTF-8.
    gathered.take("a", "éé", message)
    assert (gathered.bytes, gathered.room) == (5, 2)
    assert gathered.fits("1234")
    assert not gathered.fits("12345")
    gathered.take("b", "1234", message)
    assert gathered.room == 0


def test_a_line_larger_than_a_window_has_one_of_its_own():
    gathered = Gathered(limits=Limits(records=3, bytes=10, line_bytes=100))

    assert gathered.fits("a" * 50)
