"""The attempts that are made while the caller waits."""

import random
import time
from collections.abc import Callable

from inferences.failures import PassingError, PathUnusableError
from inferences.paths import Path
from inferences.record import Record
from routing.attempts_once import LEAST_SECONDS, SingleAttempts
from routing.backoff import delay_seconds
from routing.ports import Ended, HandOver, Outcome, Refused, Succeeded

# To note the last attempt, begin the workflow and answer.
RESERVE_SECONDS = 2.0


class SyncAttempts:
    """Tries the paths of a record while time lasts; a `routing.ports.Attempts`.

    What passes is tried again on the same path, after a growing delay with jitter,
    up to the end of the time: the workflow goes on there. A path that waiting will
    not mend is left at once; after the last one the workflow begins there again,
    for it alone has the time to wait for a waking endpoint, and it alone ends a
    record whose paths are all used up.
    """

    def __init__(
        self,
        attempts: SingleAttempts,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        uniform: Callable[[], float] = random.random,
    ) -> None:
        """Take what makes one attempt; time and randomness."""
        self._attempts = attempts
        self._clock = clock
        self._sleep = sleep
        self._uniform = uniform

    def run(self, record: Record, payload: str, *, deadline: float) -> Outcome:
        """Try the paths of the chain in their order, up to batch.

        Args:
            record: Which was written before.
            payload: What `record.payload` holds.
            deadline: Until when to be back, by the clock.

        Raises:
            UnavailableError: The table or the bucket cannot be reached.

        """
        last = len(record.chain) - 1
        for position, path in enumerate(record.chain):
            if path is Path.BATCH:
                return HandOver(position=position)
            try:
                outcome = self._on_path(record, path, payload, deadline)
            except PathUnusableError:
                if position == last:
                    return HandOver(position=position)
                continue
            return outcome or HandOver(position=position)
        # Of an empty chain, which the rule never makes.
        return HandOver(position=0)

    def _on_path(
        self, record: Record, path: Path, payload: str, deadline: float
    ) -> Succeeded | Refused | Ended | None:
        """Ask one endpoint until it answers; None when the time is up."""
        failed = 0
        while (left := self._left(deadline)) >= LEAST_SECONDS:
            try:
                return self._attempts.run(record, path, payload, seconds=left)
            except PassingError:
                failed += 1
                delay = delay_seconds(failed, self._uniform)
                if self._left(deadline) - delay < LEAST_SECONDS:
                    return None
                self._sleep(delay)
        return None

    def _left(self, deadline: float) -> float:
        return deadline - RESERVE_SECONDS - self._clock()
