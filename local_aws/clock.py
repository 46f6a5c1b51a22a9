"""The time of the local AWS: the machine's, moved forward where a test wants it.

What is scheduled by the clock (scheduled actions, alarms, cooldowns) reads it;
what merely says when something was (CreationTime, a signature) need not.
"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Listener = Callable[[datetime, datetime], None]
"""Told of a move: from when, to when. The clock shows the new time already."""

Due = Callable[[datetime, datetime], datetime | None]
"""Takes two instants; returns the first at which something is due between them,
None if nothing is. A move stops there, so that all happens in order and at the
time that the clock shows."""


class ClockError(Exception):
    """The clock cannot be set so; the message says why."""


class Clock:
    """The machine's time and an offset; safe to use from several threads."""

    def __init__(self) -> None:
        """Start with the machine's own time."""
        self._offset = timedelta()
        self._listeners: list[Listener] = []
        self._dues: list[Due] = []
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return datetime.now(UTC) + self._offset

    def listen(self, listener: Listener, due: Due | None = None) -> None:
        """Tell somebody of each move from now on, and stop where it wants."""
        self._listeners.append(listener)
        if due is not None:
            self._dues.append(due)

    def advance(self, by: timedelta) -> datetime:
        """Move on, and return the new time once every listener has acted on it.

        Raises:
            ClockError: It would go back.

        """
        if by < timedelta():
            message = "the clock only goes forward: what has happened has happened"
            raise ClockError(message)
        with self._lock:
            end = self.now() + by
            while not self._step(end):
                pass
        return self.now()

    def set(self, to: datetime) -> datetime:
        """Move to a time, which has a zone.

        Raises:
            ClockError: It has passed, or has no zone.

        """
        if to.tzinfo is None:
            message = f"{to.isoformat()} has no zone: end it with Z or +00:00"
            raise ClockError(message)
        return self.advance(to - self.now())

    def _step(self, end: datetime) -> bool:
        """Move to the next instant that somebody wants; tell whether it is the end."""
        before = self.now()
        wanted = (due(before, end) for due in self._dues)
        at = min((each for each in wanted if each is not None), default=end)
        # What listeners did took time of the machine's.
        self._offset += max(at - before, timedelta())
        for listener in self._listeners:
            listener(before, at)
        return at >= end
