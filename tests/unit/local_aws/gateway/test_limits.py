"""Rates and quotas: what holds whatever comes, and when."""

import math
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_aws.gateway.limits import (
    Quota,
    Rate,
    Throttle,
    TokenBucket,
    Usage,
    period_start,
)

rates = st.builds(
    Rate,
    per_second=st.floats(min_value=0, max_value=1000),
    burst=st.integers(min_value=0, max_value=50),
)
# Waits between requests, seconds: many at once, and long pauses.
waits = st.lists(st.just(0.0) | st.floats(min_value=0, max_value=100), max_size=200)


def admitted(rate, waits):
    """Return when each admitted request came."""
    now = 1000.0
    bucket = TokenBucket(rate, now)
    times = []
    for wait in waits:
        now += wait
        if bucket.take(now):
            times.append(now)
    return times


@given(rates, waits)
def test_no_span_of_time_has_more_than_its_burst_and_rate(rate, waits):
    times = admitted(rate, waits)
    for first in range(len(times)):
        for last in range(first, len(times)):
            span = times[last] - times[first]
            allowed = rate.burst + span * rate.per_second
            assert last - first + 1 <= allowed + 1e-6


@given(rates, st.integers(min_value=0, max_value=100))
def test_a_burst_goes_through_at_once_and_no_more(rate, more):
    assert len(admitted(rate, [0.0] * (rate.burst + more))) == rate.burst


@given(
    st.floats(min_value=0.01, max_value=1000),
    st.integers(min_value=1, max_value=50),
    st.integers(min_value=0, max_value=100),
)
def test_a_steady_stream_at_the_rate_is_never_refused(per_second, burst, count):
    # A hair slower, for what floating point loses.
    step = 1 / per_second * (1 + 1e-9)
    assert (
        len(admitted(Rate(per_second=per_second, burst=burst), [step] * count)) == count
    )


@given(rates)
def test_a_rest_fills_the_bucket_and_not_beyond(rate):
    rest = 1e9 if rate.per_second > 0 else 0.0
    times = admitted(rate, [0.0] * rate.burst + [rest] + [0.0] * (2 * rate.burst))
    refilled = rate.burst * rate.per_second > 0 and rest * rate.per_second >= rate.burst
    assert len(times) == (2 * rate.burst if refilled else len(times))
    assert len(times) <= 2 * rate.burst


def test_a_clock_that_goes_back_gives_nothing():
    bucket = TokenBucket(Rate(per_second=1, burst=1), 100.0)
    assert bucket.take(100.0)
    assert not bucket.take(50.0)
    assert not bucket.take(100.5)
    assert bucket.take(101.0)


def test_each_key_has_a_bucket_and_a_new_rate_begins_anew():
    throttle = Throttle(lambda: 0.0)
    rate = Rate(per_second=0, burst=1)
    assert throttle.take("a", rate)
    assert not throttle.take("a", rate)
    assert throttle.take("b", rate)
    assert throttle.take("a", Rate(per_second=0, burst=2))


moments = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2040, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours))),
)
periods = st.sampled_from(["DAY", "WEEK", "MONTH"])


@given(moments, periods)
def test_a_period_begins_at_midnight_utc_and_holds_its_moment(moment, period):
    start = period_start(moment, period)
    longest = {"DAY": 1, "WEEK": 7, "MONTH": 31}[period]
    assert start <= moment < start + timedelta(days=longest)
    assert start == start.astimezone(UTC).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    assert period_start(start, period) == start
    assert period_start(start - timedelta(microseconds=1), period) < start


def test_a_week_begins_on_sunday_and_a_month_on_its_first():
    wednesday = datetime(2026, 7, 15, 12, tzinfo=UTC)
    assert period_start(wednesday, "WEEK") == datetime(2026, 7, 12, tzinfo=UTC)
    sunday = datetime(2026, 7, 12, tzinfo=UTC)
    assert period_start(sunday, "WEEK") == sunday
    assert period_start(wednesday, "MONTH") == datetime(2026, 7, 1, tzinfo=UTC)


def test_an_unknown_period_is_refused():
    with pytest.raises(ValueError, match="DAY, WEEK or MONTH"):
        period_start(datetime.now(UTC), "YEAR")


@given(
    st.integers(0, 20),
    st.integers(0, 20),
    periods,
    st.lists(st.timedeltas(timedelta(0), timedelta(days=40)), max_size=100),
)
def test_no_period_has_more_than_its_quota(limit, offset, period, waits):
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    usage = Usage(lambda: now[0])
    quota = Quota(limit=limit, offset=offset, period=period)
    counts, refused = {}, {}
    for wait in waits:
        now[0] += wait
        start = period_start(now[0], period)
        tally = counts if usage.take("key", quota) else refused
        tally[start] = tally.get(start, 0) + 1
    if waits:
        first = period_start(datetime(2026, 1, 1, tzinfo=UTC) + waits[0], period)
        for start in {*counts, *refused}:
            allowed = max(0, limit - (offset if start == first else 0))
            assert counts.get(start, 0) <= allowed
            # Nothing is refused while the period has some left.
            assert start not in refused or counts.get(start, 0) == allowed


def test_keys_are_counted_apart():
    usage = Usage(lambda: datetime(2026, 1, 1, tzinfo=UTC))
    quota = Quota(limit=1, offset=0, period="DAY")
    assert [usage.take(key, quota) for key in ("a", "a", "b")] == [True, False, True]


def test_infinity_is_no_rate_that_breaks():
    bucket = TokenBucket(Rate(per_second=math.inf, burst=1), 0.0)
    assert bucket.take(1.0)
