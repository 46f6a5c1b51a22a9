"""A window has one name however often it is asked for."""

import pytest

from batch.window_id import (
    NotAWindowError,
    is_job_prefix,
    job_name,
    window_of,
    window_of_job,
)

ALARM = {
    "source": "aws.cloudwatch",
    "alarmArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:full",
    "time": "2026-11-22T04:00:00.000+0000",
    "alarmData": {"state": {"timestamp": "2026-11-22T03:07:08.490+0000"}},
}


@pytest.mark.parametrize(
    ("event", "window"),
    [
        ({"window": "20261122T0305"}, "20261122T0305"),
        ({"window": "a-b"}, "a-b"),
        ({"scheduled_time": "2026-11-22T03:05:00Z"}, "20261122T0305"),
        ({"scheduled_time": "2026-11-22T03:05:59+00:00"}, "20261122T0305"),
        ({"scheduled_time": "2026-11-22T04:05:00+01:00"}, "20261122T0305"),
        ({"scheduled_time": "2026-11-22T03:05:00"}, "20261122T0305"),
        (ALARM, "20261122T030708-size"),
    ],
)
def test_windows_of_events(event, window):
    assert window_of(event) == window


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"window": 7},
        {"window": ""},
        {"window": "../manifest"},
        {"window": "a--b"},
        {"window": "a" * 21},
        {"window": "a\n"},
        {"scheduled_time": "<aws.scheduler.scheduled-time>"},
        {"scheduled_time": None},
        {**ALARM, "alarmData": {}},
        {**ALARM, "alarmData": None},
        {**ALARM, "alarmData": {"state": {"timestamp": 7}}},
    ],
)
def test_anything_else_is_no_window(event):
    with pytest.raises(NotAWindowError):
        window_of(event)


def test_jobs_and_their_windows():
    name = job_name("inferway-staging", "20261122T0305")

    assert name == "inferway-staging-20261122T0305"
    assert window_of_job("inferway-staging", name) == "20261122T0305"


@pytest.mark.parametrize(
    "name", ["other-20261122T0305", "inferway", "inferway-", "inferway-a--b", ""]
)
def test_jobs_of_others_have_no_window(name):
    assert window_of_job("inferway", name) is None


def test_the_longest_names_are_those_that_sagemaker_takes():
    prefix, window = "a" * 42, "20261122T030708-size"

    assert is_job_prefix(prefix)
    assert not is_job_prefix(prefix + "a")
    assert not is_job_prefix("a-")
    assert window_of({"window": window}) == window
    assert len(job_name(prefix, window)) == 63
