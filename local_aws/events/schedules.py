"""Schedules of EventBridge Scheduler: when they fire, and what they say.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from local_aws.scaling.schedule import Schedule, parse_schedule
from local_aws.scaling.zones import find_zone

_INSTANT = timedelta(microseconds=1)
# Looked ahead by so much, so that a schedule is not worked out again each moment.
_AHEAD = timedelta(hours=6)
# What decides when a schedule fires.
_TERMS = (
    "state",
    "schedule_expression",
    "schedule_expression_timezone",
    "start_date",
    "end_date",
    "in_force_since",
)


@dataclass(frozen=True, kw_only=True)
class Firing:
    """One time that a schedule fires.

    Attributes:
        schedule: moto's.
        at: When it is due.
        execution_id: The same in every attempt.

    """

    schedule: Any
    at: datetime
    execution_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def payload(self, attempt: int) -> str:
        """Return what the target is given.

        https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
        """
        text = self.schedule.target.get("Input") or self._notice()
        for name, value in {
            "schedule-arn": self.schedule.arn,
            "scheduled-time": stamp(self.at),
            "execution-id": self.execution_id,
            "attempt-number": str(attempt),
        }.items():
            text = text.replace(f"<aws.scheduler.{name}>", value)
        return str(text)

    def _notice(self) -> str:
        """Return what a target gets for which no input was given."""
        _, _, _, region, account_id, _ = self.schedule.arn.split(":", 5)
        return json.dumps(
            {
                "version": "0",
                "id": self.execution_id,
                "detail-type": "Scheduled Event",
                "source": "aws.scheduler",
                "account": account_id,
                "time": stamp(self.at),
                "region": region,
                "resources": [self.schedule.arn],
                "detail": "{}",
            }
        )


def next_firing(
    schedule: Any,  # noqa: ANN401 - moto is untyped
    after: datetime,
    until: datetime,
) -> datetime | None:
    """Return when a schedule fires first after one instant, up to another."""
    if schedule.state != "ENABLED":
        return None
    return next(_between(schedule, max(after, schedule.in_force_since), until), None)


class NextFirings:
    """When schedules fire next, worked out once for each firing."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._known: dict[str, _Known] = {}

    def after(self, schedule: Any, after: datetime, until: datetime) -> datetime | None:  # noqa: ANN401 - moto is untyped
        """Return when a schedule fires first after one instant, up to another."""
        terms = tuple(getattr(schedule, name) for name in _TERMS)
        known = self._known.get(schedule.arn)
        if known is None or known.terms != terms or not known.tells(after, until):
            through = max(until, after + _AHEAD)
            at = next_firing(schedule, after, through)
            known = _Known(terms=terms, after=after, at=at, through=through)
            self._known[schedule.arn] = known
        return known.at if known.at is not None and known.at <= until else None


@dataclass(frozen=True, kw_only=True)
class _Known:
    terms: tuple[Any, ...]
    after: datetime
    at: datetime | None
    through: datetime

    def tells(self, after: datetime, until: datetime) -> bool:
        if after < self.after:
            return False
        return until <= self.through if self.at is None else after < self.at


def _between(schedule: Any, after: datetime, until: datetime) -> Iterator[datetime]:  # noqa: ANN401 - moto is untyped
    zone = find_zone(schedule.schedule_expression_timezone)
    assert zone is not None  # noqa: S101 - it was refused otherwise
    start, end = moment(schedule.start_date), moment(schedule.end_date)
    text: str = schedule.schedule_expression
    if text.startswith("cron"):
        # "Invocations might occur on, or after, the StartDate": as the
        # expression has it, never because of the date.
        after = after if start is None else max(after, start - _INSTANT)
        start = None
    parsed: Schedule = parse_schedule(
        text, zone, created=schedule.in_force_since, start=start, end=end
    )
    return parsed.between(after, until)


def is_over(schedule: Any) -> bool:  # noqa: ANN401 - moto is untyped
    """Tell whether a schedule that has fired is one that then goes."""
    once = str(schedule.schedule_expression).startswith("at(")
    return once and schedule.action_after_completion == "DELETE"


def moment(value: Any) -> datetime | None:  # noqa: ANN401 - as the wire has it
    """Return a time of a request: seconds, or text that says its zone."""
    if value is None:
        return None
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value, UTC)
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def stamp(at: datetime) -> str:
    """Write a time as EventBridge does: 2026-11-22T03:05:00Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
