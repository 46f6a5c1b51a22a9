"""Which Region serves, in memory; it behaves as the port says."""

from inferences.active_region import ActiveRegion
from inferences.errors import UnavailableError


class MemoryActiveRegion:
    """The item.

    Attributes:
        unavailable: Whether it can be reached.

    """

    def __init__(self, active: ActiveRegion | None = None) -> None:
        """Begin with this."""
        self.active = active
        self.unavailable = False

    def read(self) -> ActiveRegion | None:
        self._reach()
        return self.active

    def write(self, active: ActiveRegion) -> bool:
        self._reach()
        if active.turn != (self.active.turn if self.active else 0) + 1:
            return False
        self.active = active
        return True

    def _reach(self) -> None:
        if self.unavailable:
            message = "the table cannot be reached"
            raise UnavailableError(message)
