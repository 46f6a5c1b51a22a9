"""When scheduled actions are due, in zones and at changes of their clocks."""

from datetime import UTC, datetime, timedelta

import pytest

from local_aws.scaling.schedule import ScheduleError, parse_schedule
from local_aws.scaling.zones import canonical_names, find_zone

NEW_YORK = find_zone("America/New_York")
CREATED = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)


def due(text, after, until, *, zone=NEW_YORK, **more):
    schedule = parse_schedule(text, zone, created=CREATED, **more)
    found = schedule.between(utc(after), utc(until))
    return [at.strftime("%Y-%m-%d %H:%M") for at in found]


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_cron_follows_its_zone_through_the_year():
    nine = "cron(0 9 ? * MON *)"

    assert due(nine, "2026-07-05", "2026-07-12") == ["2026-07-06 13:00"]
    assert due(nine, "2026-12-06", "2026-12-13") == ["2026-12-07 14:00"]


def test_what_is_due_at_the_end_is_due_and_at_the_beginning_is_not():
    nine = "cron(0 9 ? * MON *)"

    assert due(nine, "2026-12-07 13:59", "2026-12-07 14:00") == ["2026-12-07 14:00"]
    assert due(nine, "2026-12-07 14:00", "2026-12-07 14:01") == []


def test_a_time_that_the_clock_skips_is_not_due():
    # 2027-03-14, 02:00 is followed by 03:00.
    found = due("cron(30 2 * * ? *)", "2027-03-13", "2027-03-16")

    assert found == ["2027-03-13 07:30", "2027-03-15 06:30"]


def test_a_time_that_comes_twice_is_due_once():
    # 2027-11-07, 02:00 is followed by 01:00.
    found = due("cron(30 1 * * ? *)", "2027-11-06", "2027-11-09")

    assert found == ["2027-11-06 05:30", "2027-11-07 05:30", "2027-11-08 06:30"]


def test_a_day_begins_in_the_zone():
    auckland = find_zone("Pacific/Auckland")

    found = due("cron(0 8 1 1 ? 2027)", "2026-12-01", "2027-02-01", zone=auckland)

    assert found == ["2026-12-31 19:00"]


def test_an_at_is_due_once():
    christmas = "at(2026-12-24T18:00:00)"

    assert due(christmas, "2026-12-01", "2027-12-31") == ["2026-12-24 23:00"]
    assert due(christmas, "2026-12-25", "2027-12-31") == []


def test_an_at_that_the_clock_skips_is_never_due():
    assert due("at(2027-03-14T02:30:00)", "2027-03-01", "2027-04-01") == []


def test_a_rate_counts_from_its_creation():
    found = due("rate(2 hours)", "2026-11-21 10:00", "2026-11-21 15:00")

    assert found == ["2026-11-21 12:30", "2026-11-21 14:30"]


def test_a_rate_counts_from_its_start_where_it_has_one():
    start = utc("2026-11-22 00:05")

    found = due("rate(1 day)", "2026-11-21", "2026-11-24", start=start)

    assert found == ["2026-11-22 00:05", "2026-11-23 00:05"]


def test_a_start_is_due_itself_and_nothing_before_it():
    start = utc("2026-12-09 10:00")

    found = due("cron(0 9 ? * MON *)", "2026-12-01", "2026-12-15", start=start)

    assert found == ["2026-12-09 10:00", "2026-12-14 14:00"]


def test_nothing_is_due_after_the_end():
    end = utc("2026-12-10 00:00")

    found = due("cron(0 9 ? * MON *)", "2026-12-01", "2027-01-15", end=end)

    assert found == ["2026-12-07 14:00"]


def test_a_year_in_one_piece_is_the_year_in_pieces():
    text = "cron(0/20 1-3 ? * SUN *)"
    begin, end = utc("2027-01-01"), utc("2028-01-01")
    schedule = parse_schedule(text, NEW_YORK, created=CREATED)
    pieces, at = [], begin
    while at < end:
        pieces += schedule.between(at, min(at + timedelta(hours=17), end))
        at += timedelta(hours=17)

    assert list(schedule.between(begin, end)) == pieces


@pytest.mark.parametrize(
    "text",
    [
        "0 9 ? * MON *",
        "cron(0 9 * * *)",
        "cron()",
        "at(2026-12-24)",
        "at(2026-02-30T10:00:00)",
        "at(2026-12-24T18:00:00Z)",
        "rate(1 hours)",
        "rate(2 hour)",
        "rate(0 minutes)",
        "rate(5 weeks)",
        "rate(5minutes)",
        "every day",
        "",
    ],
)
def test_what_aws_would_not_take_is_refused(text):
    with pytest.raises(ScheduleError):
        parse_schedule(text, NEW_YORK, created=CREATED)


@pytest.mark.parametrize(
    "name",
    ["America/New_York", "Europe/Berlin", "Europe/Stockholm", "Etc/GMT+9", "UTC"],
)
def test_canonical_names_are_zones(name):
    assert find_zone(name).key == name


@pytest.mark.parametrize(
    "name",
    [
        "US/Eastern",
        "EST",
        "EST5EDT",
        "GMT+5",
        "america/new_york",
        "Mars/Base",
        "",
        "../x",
    ],
)
def test_other_names_are_none(name):
    assert find_zone(name) is None


def test_every_name_has_its_data():
    assert len(canonical_names()) > 400
    assert all(find_zone(name) is not None for name in canonical_names())
