"""When what was seen first, from the moment on that it began."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class Seen(StrEnum):
    """What is watched for.

    ARMED is the alarm that is quiet again: until then another outage changes no
    state of it, and begins no workflow.
    """

    ALARM = "alarm"
    BEGUN = "begun"
    ACTIVE = "active"
    FENCED = "fenced"
    NAME = "name"
    ENDED = "ended"
    TURNED_BACK = "turned_back"
    ARMED = "armed"


@dataclass(kw_only=True)
class Timeline:
    """Seconds since the begin, of each thing that was seen.

    Attributes:
        began: By the clock, seconds since 1970.
        at: Seconds from then on, by what was seen.

    """

    began: float
    at: dict[Seen, float] = field(default_factory=dict)

    def watch(self, what: Seen, now: float, look: Callable[[], bool]) -> bool:
        """Look for something that was not seen yet; say whether it is new."""
        if what in self.at or not look():
            return False
        self.at[what] = now - self.began
        return True

    def has(self, *what: Seen) -> bool:
        """Say whether all of it was seen."""
        return all(one in self.at for one in what)

    def since(self, what: Seen, now: float) -> float:
        """Return the seconds since something was seen; 0 where it was not."""
        return now - self.began - self.at[what] if what in self.at else 0.0
