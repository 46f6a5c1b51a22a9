"""Measured requests, gathered into a week."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from costs.errors import CostError
from costs.measured import measure, read_requests

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)


def csv(*rows, header="timestamp,instances,bytes,requests"):
    return "\n".join([header, *rows, ""]).encode()


def row(hours, *more):
    return ",".join([(MONDAY + timedelta(hours=hours)).isoformat(), *map(str, more)])


def test_a_fortnight_gives_means_and_peaks():
    data = csv(
        row(9.5, 1, 100, 4),  # Monday, 9:30
        row(9.9, 1, 100, 2),
        row(9 + 168, 1, 400, 2),  # a week later
        row(335, 1, "", 1),  # the last hour of the fortnight
    )

    found = measure(read_requests(data, "a file"), UTC, "measured")

    assert found.hours == 335 - 9 + 1
    assert found.traffic.hourly[9] == 4  # 6 and 2
    assert found.traffic.peaks[9] == 6
    assert found.traffic.hourly[10] == 0
    assert found.traffic.hourly[167] == Decimal(1) / 2
    assert found.requests == 9
    # (6 x 100 + 2 x 400) / 8: what has no size does not count
    assert found.request_bytes == 175


def test_a_week_is_that_of_the_time_zone():
    data = csv(row(0), row(25), header="timestamp")

    found = measure(read_requests(data, "a file"), ZoneInfo("Asia/Tokyo"), "measured")

    assert found.traffic.hourly[9] == 1  # midnight in London is 9:00 in Tokyo
    assert found.traffic.hourly[24 + 10] == 1


def test_days_that_were_not_measured_are_like_those_that_were():
    data = csv(row(0, 1, 1, 3), row(23, 1, 1, 5), row(24, 1, 1, 5))

    found = measure(read_requests(data, "a file"), UTC, "measured")

    assert found.traffic.hourly[0] == 3
    assert found.traffic.hourly[24] == 5
    assert found.traffic.hourly[5 * 24] == 4  # of Monday's 3 and Tuesday's 5
    assert found.traffic.peaks[5 * 24] == 5
    assert found.traffic.hourly[5 * 24 + 23] == 5


def test_19_of_20_requests_have_no_more_instances():
    rows = [row(hour, instances) for hour, instances in enumerate(range(1, 41))]

    found = measure(read_requests(csv(*rows), "a file"), UTC, "measured")

    assert found.instances_p95 == 38
    assert found.request_bytes is None


def test_rows_that_stand_for_many_requests_weigh_as_many():
    data = csv(row(0, 1, "", 94), row(1, 7, "", 1), row(30, 90, "", 5))

    assert measure(read_requests(data, "a file"), UTC, "measured").instances_p95 == 7


def test_json_says_the_same():
    records = [
        {"timestamp": "2026-11-02T09:30:00Z", "instances": 3, "bytes": 10},
        {"timestamp": "2026-11-03T10:30:00+01:00"},
    ]

    first, second = read_requests(json.dumps(records).encode(), "a file")

    assert (first.instances, first.size, first.count) == (3, 10, 1)
    assert (second.instances, second.size) == (1, None)
    assert second.at == MONDAY + timedelta(days=1, hours=9, minutes=30)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"timestamp\n", "has no requests"),
        (b"[]", "has no requests"),
        (b"[1]", "row 1 of a file is not an object"),
        (b"[{", "is not JSON"),
        (csv("yesterday"), "'timestamp' of row 1 of a file is 'yesterday'"),
        (csv("2026-11-02,x"), "'instances' of row 1 of a file is 'x'"),
        (csv("2026-11-02,0"), "not a whole number from 1"),
        (csv("2026-11-02,1,-1"), "'bytes' of row 1"),
        (b'[{"timestamp": "2026-11-02", "instances": true}]', "'instances' of row 1"),
        (b"when\n2026-11-02\n", "'timestamp' of row 1 of a file is None"),
    ],
)
def test_what_is_wrong_is_refused_by_its_row(data, why):
    with pytest.raises(CostError, match=why):
        read_requests(data, "a file")


def test_less_than_a_day_is_too_little():
    requests = read_requests(csv(row(0), row(22)), "a file")

    with pytest.raises(CostError, match="spans 23 hours"):
        measure(requests, UTC, "measured")
