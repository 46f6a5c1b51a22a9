"""What Terraform knows of time zones is what IANA's database says today."""

from datetime import UTC, datetime, timedelta

import pytest

from local_aws.scaling.zones import find_zone
from tests.support.time_zones import FILE, affected, text


def test_the_file_is_the_databases():
    assert FILE.read_text() == text(), (
        "run: .venv/bin/python -m tests.support.time_zones"
    )


@pytest.mark.parametrize(
    "name", ["America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Tokyo"]
)
def test_affected_times_are_those_that_are_not_once(name):
    zone = find_zone(name)
    begin = datetime(2027, 1, 1, tzinfo=UTC)
    count = {}
    for minute in range(365 * 24 * 60):
        local = (begin + timedelta(minutes=minute)).astimezone(zone)
        key = local.replace(tzinfo=None)
        count[key] = count.get(key, 0) + 1
    first = datetime(2027, 1, 2)  # noqa: DTZ001 - local
    days = [first + timedelta(days=day) for day in range(362)]
    every = [day + timedelta(minutes=m) for day in days for m in range(1440)]
    odd = {"skipped": set(), "doubled": set()}
    for at in every:
        if count.get(at, 0) != 1:
            kind = "doubled" if at in count else "skipped"
            odd[kind].add(at.weekday() * 1440 + at.hour * 60 + at.minute)

    said = {
        kind: {
            m for begin, end in affected(zone).get(kind, []) for m in range(begin, end)
        }
        for kind in odd
    }
    assert said == odd
