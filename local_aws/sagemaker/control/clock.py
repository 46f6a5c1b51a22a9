"""When something was, by the clock that schedules go by.

What is idle is told by its age (fact M7): it must not stay young, or be born old,
when a test moves the clock on.
"""

from datetime import datetime

from local_aws.scaling import hook


def clock_time() -> datetime:
    """Return the time in UTC, without a zone, as moto has it."""
    return hook.now().replace(tzinfo=None)
