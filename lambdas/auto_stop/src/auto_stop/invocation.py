"""What is read of an invocation of Lambda."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Protocol

from auto_stop.ports import TimeLeft


class Context(Protocol):
    """What is read of the context that Lambda gives."""

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the function may still run."""
        ...


def time_left(context: Context) -> TimeLeft:
    """Return what tells how long an invocation may still take."""
    return lambda: context.get_remaining_time_in_millis() / 1000


def scheduled_time(event: object) -> float | None:
    """Return the time that the schedule gave an event, in seconds since 1970.

    None for an event without one, or with none that can be read.
    """
    text = event.get("scheduled_time") if isinstance(event, Mapping) else None
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
