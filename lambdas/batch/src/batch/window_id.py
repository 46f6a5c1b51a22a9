"""What a batch window and its transform job are called.

A window has one name however often it is asked for: then a second start of it, or
of its job, is found to be one.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

# The name of a job, which ends with the window, has at most 63 characters: letters,
# digits and single hyphens.
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTransformJob.html
_WORDS = "[0-9A-Za-z](?:-?[0-9A-Za-z])*"
_WINDOW = re.compile(f"(?=.{{1,20}}$){_WORDS}")
_PREFIX = re.compile(f"(?=.{{1,42}}$){_WORDS}")


class NotAWindowError(Exception):
    """An event that names no window; the message says what is wrong."""


def window_of(event: Mapping[str, Any]) -> str:
    """Return the window that an event asks for.

    Args:
        event: {"window": ID}; or {"scheduled_time": ISO 8601} from the schedule,
            whose minute is the window; or what CloudWatch sends when the queue is
            long, whose second the alarm changed its state in is the window. A
            schedule is at most every minute, so the two never meet.

    Raises:
        NotAWindowError: It is none of these.

    """
    named = event.get("window")
    if named is not None:
        if isinstance(named, str) and _WINDOW.fullmatch(named):
            return named
        message = f"{named!r} is no window"
        raise NotAWindowError(message)
    if event.get("source") == "aws.cloudwatch":
        # https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
        alarm = event.get("alarmData")
        state = alarm.get("state") if isinstance(alarm, Mapping) else None
        changed = state.get("timestamp") if isinstance(state, Mapping) else None
        return f"{_utc(changed):%Y%m%dT%H%M%S}-size"
    return f"{_utc(event.get('scheduled_time')):%Y%m%dT%H%M}"


def is_job_prefix(text: str) -> bool:
    """Say whether every window's job can have a name that begins with this."""
    return _PREFIX.fullmatch(text) is not None


def job_name(prefix: str, window: str) -> str:
    """Return the name of a window's job."""
    return f"{prefix}-{window}"


def window_of_job(prefix: str, name: str) -> str | None:
    """Return the window of a job; None for a job that is no window's."""
    start = f"{prefix}-"
    window = name.removeprefix(start)
    ours = name.startswith(start) and _WINDOW.fullmatch(window)
    return window if ours else None


def _utc(text: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError as error:
        message = (
            'the event has neither "window" nor a "scheduled_time" in ISO 8601, nor is'
            " it an alarm's"
        )
        raise NotAWindowError(message) from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
