"""What was worked out once is what would be worked out each time."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local_aws.events import schedules
from local_aws.events.schedules import NextFirings, next_firing

BEGIN = datetime(2026, 10, 24, 22, tzinfo=UTC)  # the night of a clock change
EXPRESSIONS = [
    "rate(7 minutes)",
    "cron(*/5 * * * ? *)",
    "cron(30 1 * * ? *)",
    "cron(0 9 ? * MON *)",
    "at(2026-10-25T02:30:00)",
]


def schedule(expression=EXPRESSIONS[0], **changes):
    return SimpleNamespace(
        **{
            "arn": "arn:aws:scheduler:eu-west-1:123456789012:schedule/default/one",
            "state": "ENABLED",
            "schedule_expression": expression,
            "schedule_expression_timezone": "Europe/Berlin",
            "start_date": None,
            "end_date": None,
            "in_force_since": BEGIN,
            **changes,
        }
    )


steps = st.lists(
    st.tuples(st.integers(0, 600), st.sampled_from([0, 1, 60, 3000])), max_size=20
)


@settings(max_examples=30)
@given(expression=st.sampled_from(EXPRESSIONS), steps=steps)
def test_it_says_what_the_schedule_says(expression, steps):
    known, one, after = NextFirings(), schedule(expression), BEGIN

    for minutes, ahead in steps:
        after += timedelta(minutes=minutes)
        until = after + timedelta(minutes=ahead)
        assert known.after(one, after, until) == next_firing(one, after, until)


@pytest.mark.parametrize(
    "change",
    [
        {"state": "DISABLED"},
        {"schedule_expression": "rate(1 minute)"},
        {"schedule_expression_timezone": "Asia/Tokyo"},
        {"end_date": BEGIN},
        {"start_date": BEGIN + timedelta(days=1)},
        {"in_force_since": BEGIN + timedelta(minutes=1)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_schedule_is_worked_out_again(change):
    known, until = NextFirings(), BEGIN + timedelta(days=2)
    expression = "cron(30 1 * * ? *)" if "timezone" in str(change) else EXPRESSIONS[0]
    known.after(schedule(expression), BEGIN, until)
    one = schedule(**{"schedule_expression": expression, **change})

    assert known.after(one, BEGIN, until) == next_firing(one, BEGIN, until)


def test_it_is_worked_out_once_a_firing(monkeypatch):
    asked = []

    def count(*arguments):
        asked.append(arguments)
        return next_firing(*arguments)

    monkeypatch.setattr(schedules, "next_firing", count)
    known, one = NextFirings(), schedule("cron(0 9 ? * MON *)")

    for second in range(100):
        at = BEGIN + timedelta(seconds=second)
        assert known.after(one, at, at) is None

    assert len(asked) == 1
