"""A time span that survives Lambda's freeze."""

import time
from collections.abc import Callable, Sequence

Clock = Callable[[], float]


class Interval:
    """Says when a number of seconds has passed, by whichever clock says so first.

    Lambda freezes an environment between requests. The monotonic clock need not
    advance meanwhile (people saw caches that never grew old), the wall clock
    does, but can be set back. A wall clock set forward costs one early check.
    """

    def __init__(
        self, seconds: float, clocks: Sequence[Clock] = (time.monotonic, time.time)
    ) -> None:
        """Begin now."""
        self._seconds = seconds
        self._clocks = clocks
        self.restart()

    def restart(self) -> None:
        """Begin again."""
        self._started = [clock() for clock in self._clocks]

    def is_over(self) -> bool:
        """Say whether the seconds have passed since it began."""
        return any(
            clock() - started >= self._seconds
            for clock, started in zip(self._clocks, self._started, strict=True)
        )
