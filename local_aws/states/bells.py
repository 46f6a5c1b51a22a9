"""Threads that wait for one of several things, and who is told that it happened."""

import threading
from collections.abc import Callable


class Bell:
    """Something that may happen; rings for all who listen at the time."""

    def __init__(self) -> None:
        """Begin without listeners."""
        self._listeners: list[Callable[[], None]] = []
        self._lock = threading.Lock()

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call it at each ring from now on; returns what ends that."""
        with self._lock:
            self._listeners.append(listener)

        def leave() -> None:
            with self._lock:
                self._listeners.remove(listener)

        return leave

    def ring(self) -> None:
        """Tell all who listen."""
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            listener()

    # moto rings with threading.Event's own methods when a program's state
    # changes: set, and clear at once.
    set = ring

    def clear(self) -> None:
        """Do nothing: a bell does not stay rung."""
