"""What is to happen at a time of the local clock."""

import heapq
import itertools
import threading
from collections.abc import Callable
from datetime import datetime

from local_aws.clock import Clock

_LONGEST_SECONDS = 3600.0


class Timers:
    """Calls back when the clock, moving by itself or by hand, gets there.

    What is called must return at once.
    """

    def __init__(self, clock: Clock) -> None:
        """Take the clock, and begin."""
        self._clock = clock
        self._due: list[tuple[datetime, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._gone: set[int] = set()
        self._changed = threading.Condition()
        self._firing = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="states", daemon=True)
        self._thread.start()

    def at(self, when: datetime, call: Callable[[], None]) -> Callable[[], None]:
        """Call at a time, at once if that has passed; returns what cancels it."""
        with self._changed:
            number = next(self._numbers)
            heapq.heappush(self._due, (when, number, call))
            if self._due[0][1] == number:
                self._changed.notify()

        def cancel() -> None:
            with self._changed:
                self._gone.add(number)
                self._forget()

        return cancel

    def fire(self) -> None:
        """Call all that is due; whoever returns from here knows that it was called."""
        with self._firing:
            for call in self._pop(self._clock.now()):
                call()

    def moved(self) -> None:
        """Call all that is due now that the clock was moved."""
        self.fire()
        with self._changed:
            # What is next comes sooner than it did.
            self._changed.notify()

    def close(self) -> None:
        """Call nobody any more."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _pop(self, now: datetime) -> list[Callable[[], None]]:
        calls = []
        with self._changed:
            while self._due and self._due[0][0] <= now:
                _, number, call = heapq.heappop(self._due)
                if number in self._gone:
                    self._gone.remove(number)
                else:
                    calls.append(call)
        return calls

    def _forget(self) -> None:
        """Drop what was cancelled, once it is most of what is kept."""
        if 2 * len(self._gone) > len(self._due):
            self._due = [each for each in self._due if each[1] not in self._gone]
            heapq.heapify(self._due)
            # What had been called already is not kept at all.
            self._gone.clear()

    def _run(self) -> None:
        while not self._closed:
            self.fire()
            with self._changed:
                if self._closed:
                    return
                self._changed.wait(self._seconds())

    def _seconds(self) -> float:
        if not self._due:
            return _LONGEST_SECONDS
        seconds = (self._due[0][0] - self._clock.now()).total_seconds()
        return min(max(seconds, 0.0), _LONGEST_SECONDS)
