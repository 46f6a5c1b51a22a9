"""Which Region serves, once another one was lost."""

from dataclasses import dataclass
from typing import Protocol

KEY_PREFIX = "failover#"
"""What the keys of items begin with that are no rules of the routing config."""
KEY = f"{KEY_PREFIX}active"
"""Key of the one item in the table of the routing config."""


@dataclass(frozen=True, kw_only=True)
class ActiveRegion:
    """Who serves. Without it, every Region that is well may.

    Attributes:
        region: The Region that serves.
        lost: The Region that it took over from, which is not ready, however well it
            is, until people turn back; None once they have.
        since: ISO 8601 in UTC.
        turn: How often it has changed: 1 for the first time.
        by: Name of the execution that changed it.

    """

    region: str
    lost: str | None
    since: str
    turn: int
    by: str


class ActiveRegions(Protocol):
    """Where it is kept: in each Region a replica, a moment behind the others.

    Both raise UnavailableError when the table cannot be reached or refuses.
    """

    def read(self) -> ActiveRegion | None:
        """Return who serves, as this Region has it."""
        ...

    def write(self, active: ActiveRegion) -> bool:
        """Set who serves, if the turn before is the last; say whether it counts.

        It is decided within one Region: only one is to write at a time.
        """
        ...
