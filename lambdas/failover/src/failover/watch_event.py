"""When the schedule has the watch look."""

from collections.abc import Mapping
from datetime import UTC, datetime


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
