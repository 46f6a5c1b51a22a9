"""AWS's cron, held against every minute of some weeks, one by one."""

import calendar
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local_aws.scaling.cron import CronError, parse_cron

WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
MONTHS = [name.upper() for name in calendar.month_abbr[1:]]


def numbers(low, high, names=()):
    """Draw a field, and whether a number is in it, said another way."""
    number = st.integers(low, high)

    def named(value):
        return names[value - low] if names else str(value)

    single = number.map(lambda n: (named(n), lambda value: value == n))
    span = st.tuples(number, number).map(
        lambda ends: (
            f"{named(min(ends))}-{named(max(ends))}",
            lambda value: min(ends) <= value <= max(ends),
        )
    )
    steps = st.tuples(number, st.integers(1, high)).map(
        lambda found: (
            f"{found[0]}/{found[1]}",
            lambda value: value >= found[0] and (value - found[0]) % found[1] == 0,
        )
    )
    every = st.just(("*", lambda _: True))
    some = st.lists(single | span | steps, min_size=1, max_size=3).map(
        lambda parts: (
            ",".join(text for text, _ in parts),
            lambda value: any(holds(value) for _, holds in parts),
        )
    )
    return every | some


@st.composite
def expressions(draw):
    minute, in_minutes = draw(numbers(0, 59))
    hour, in_hours = draw(numbers(0, 23))
    month, in_months = draw(numbers(1, 12, draw(st.sampled_from([(), MONTHS]))))
    year, in_years = draw(
        st.sampled_from(
            [
                ("*", lambda _: True),
                ("2027", lambda y: y == 2027),
                ("1970-2026,2028-2199", lambda y: y != 2027),
            ]
        )
    )
    if draw(st.booleans()):
        day, on_days = draw(numbers(1, 31))
        days = (day, "?")
        matches_day = lambda at: on_days(at.day)  # noqa: E731 - one of two
    else:
        day, on_days = draw(numbers(1, 7, draw(st.sampled_from([(), WEEKDAYS]))))
        days = ("?", day)
        matches_day = lambda at: on_days(at.isoweekday() % 7 + 1)  # noqa: E731

    def matches(at):
        return (
            in_minutes(at.minute)
            and in_hours(at.hour)
            and matches_day(at)
            and in_months(at.month)
            and in_years(at.year)
        )

    return f"{minute} {hour} {days[0]} {month} {days[1]} {year}", matches


@given(
    expression=expressions(),
    first=st.dates(date(2026, 1, 1), date(2028, 12, 25)),
    length=st.integers(0, 3),
)
@settings(max_examples=200, deadline=None)
def test_it_is_due_in_exactly_the_minutes_that_match(expression, first, length):
    text, matches = expression
    begin = datetime(first.year, first.month, first.day)  # noqa: DTZ001 - local
    every = (begin + timedelta(minutes=m) for m in range((length + 1) * 24 * 60))

    found = parse_cron(text).between(first, first + timedelta(days=length))

    assert list(found) == [at for at in every if matches(at)]


@pytest.mark.parametrize(
    ("text", "month", "days"),
    [
        ("0 10 L * ? *", "2028-02", [29]),
        ("0 10 LW * ? *", "2026-05", [29]),  # the 31st is a Sunday
        ("0 10 LW * ? *", "2026-08", [31]),
        ("0 10 15W * ? *", "2026-08", [14]),  # a Saturday
        ("0 10 1W * ? *", "2026-08", [3]),  # a Saturday: not in July
        ("0 10 31W * ? *", "2026-05", [29]),  # a Sunday: not in June
        ("0 10 31W * ? *", "2026-06", []),
        ("0 10 ? * FRIL *", "2026-11", [27]),
        ("0 10 ? * 6L *", "2026-11", [27]),
        ("0 10 ? * L *", "2026-11", [28]),  # of the week: Saturday
        ("0 10 ? * MON#1 *", "2026-11", [2]),
        ("0 10 ? * 2#5 *", "2026-11", [30]),
        ("0 10 ? * TUE#5 *", "2026-11", []),
        (
            "0 10 ? * MON-FRI *",
            "2027-02",
            [d for d in range(1, 27) if d % 7 not in (6, 0)],
        ),
        ("0 10 31 * ? *", "2026-11", []),
    ],
)
def test_special_days(text, month, days):
    year, number = map(int, month.split("-"))
    last = calendar.monthrange(year, number)[1]

    found = parse_cron(text).between(date(year, number, 1), date(year, number, last))

    assert [at.day for at in found] == days


@pytest.mark.parametrize(
    "text",
    [
        "0 9 * * *",  # five fields, as elsewhere
        "0 9 ? * MON-FRI * *",
        "0 9 * * * *",  # both days
        "0 9 ? * ? *",  # neither
        "0 9 1 * MON *",
        "60 9 ? * MON *",
        "0 24 ? * MON *",
        "0 9 0 * ? *",
        "0 9 32 * ? *",
        "0 9 ? 13 MON *",
        "0 9 ? * 0 *",
        "0 9 ? * 8 *",
        "0 9 ? * MONDAY *",
        "0 9 ? * MON 1969",
        "0 9 ? * MON 2200",
        "0 9 ? * FRI-MON *",
        "5-1 9 ? * MON *",
        "*/0 9 ? * MON *",
        "*-5 9 ? * MON *",
        "0 9 32W * ? *",
        "0 9 ? * MON#6 *",
        "0 9 ? * MON,,TUE *",
        "0 9 ? * -1 *",
        "a 9 ? * MON *",
        "",
    ],
)
def test_what_aws_would_not_take_is_refused(text):
    with pytest.raises(CronError):
        parse_cron(text)
