"""How executions wait: by the local clock, whose moves can be seen through.

Whoever moves the clock is answered when all that became due has been woken, and
has come to rest again: it waits for something later, or has ended.
"""

import logging
import threading
import time
import weakref
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from local_aws.clock import Clock
from local_aws.states.bells import Bell
from local_aws.states.timers import Timers

logger = logging.getLogger(__name__)

# What was woken may wait for what the same move is to bring about elsewhere.
_SETTLE_SECONDS = 10.0

_own = threading.local()


class Work:
    """The threads of one execution that are at work, not waiting."""

    def __init__(self) -> None:
        """Begin without any."""
        self.busy = 0


class Waits:
    """Waits of the executions of one local AWS."""

    def __init__(self, clock: Clock) -> None:
        """Take the clock."""
        self.clock = clock
        self._timers = Timers(clock)
        self._lock = threading.Lock()
        self._rested = threading.Condition(self._lock)
        self._woken: set[Work] = set()
        self._works: weakref.WeakSet[Work] = weakref.WeakSet()
        self._closed = False
        clock.listen(lambda _, __: self._moved())

    def start(
        self, work: Work, run: Callable[[], None], name: str
    ) -> Callable[[], None]:
        """Run something in a thread that counts as work until it ends.

        Returns:
            What lets it count no more before that.

        """
        counts = [work]

        def leave() -> None:
            with self._rested:
                while counts:
                    counts.pop().busy -= 1
                self._rested.notify_all()

        def body() -> None:
            _own.work = work
            try:
                run()
            finally:
                leave()

        with self._lock:
            self._works.add(work)
            work.busy += 1
        threading.Thread(target=body, name=name, daemon=True).start()
        return leave

    def wait(
        self,
        done: Callable[[], bool],
        bells: Sequence[Bell],
        seconds: float | None = None,
    ) -> bool:
        """Wait until something is so; look whenever a bell rings.

        Args:
            done: Whether it is so.
            bells: What rings when it may have become so.
            seconds: Of the local clock, or None for as long as it takes.

        Returns:
            False where the time ran out.

        """
        until = None if seconds is None else self._after(seconds)
        sleeper = _Sleeper(self._lock, self._rested, getattr(_own, "work", None))
        ends = [bell.listen(sleeper.wake) for bell in bells]
        if until is not None:
            ends.append(self._timers.at(until, lambda: self._due(sleeper)))
        try:
            while not done():
                if until is not None and self.clock.now() >= until:
                    return False
                sleeper.sleep()
            return True
        finally:
            for end in ends:
                end()

    def at(self, seconds: float, call: Callable[[], None]) -> Callable[[], None]:
        """Call after a time, unless what is returned is called before."""
        return self._timers.at(self._after(seconds), call)

    def at_rest(self) -> bool:
        """Tell whether every execution waits, or has ended."""
        with self._lock:
            return all(work.busy <= 0 for work in self._works)

    def close(self) -> None:
        """Wake nobody by the clock any more."""
        self._closed = True
        self._timers.close()

    def _after(self, seconds: float) -> datetime:
        return self.clock.now() + timedelta(seconds=seconds)

    def _due(self, sleeper: "_Sleeper") -> None:
        if sleeper.work is not None:
            with self._lock:
                self._woken.add(sleeper.work)
        sleeper.wake()

    def _moved(self) -> None:
        if self._closed:
            return
        self._timers.moved()
        until = time.monotonic() + _SETTLE_SECONDS
        with self._rested:
            while self._woken:
                self._woken = {work for work in self._woken if work.busy > 0}
                left = until - time.monotonic()
                if left <= 0:
                    logger.info("executions that were woken are still at work")
                    return
                if self._woken:
                    self._rested.wait(left)


class _Sleeper:
    """One thread that waits."""

    def __init__(
        self, lock: threading.Lock, rested: threading.Condition, work: Work | None
    ) -> None:
        self.work = work
        self._lock = lock
        self._rested = rested
        self._woken = False
        self._asleep = False
        self._wake = threading.Condition(lock)

    def sleep(self) -> None:
        """Sleep until woken, also where that was before."""
        with self._lock:
            if not self._woken:
                self._asleep = True
                self._count(-1)
            while not self._woken:
                self._wake.wait()
            self._woken = False

    def wake(self) -> None:
        """Wake the thread; it counts as work from here on, not from when it runs."""
        with self._lock:
            self._woken = True
            if self._asleep:
                self._asleep = False
                self._count(1)
            self._wake.notify()

    def _count(self, number: int) -> None:
        if self.work is not None:
            self.work.busy += number
            self._rested.notify_all()
