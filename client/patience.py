"""How long a client goes on asking."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

# API Gateway gives up after 29 s; a little more for the way.
_READ_SECONDS = 35.0
_TOTAL_SECONDS = 240.0

_FIRST_DELAY_SECONDS = 0.5
_LONGEST_DELAY_SECONDS = 20.0


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How often to ask again, and how long to wait.

    Attributes:
        tries: Rounds over all addresses in all for one request, 1 or more.
        read_seconds: How long an answer may take.
        total_seconds: How long a request may take with all its tries and waits.
        sleep: Waits some seconds.
        uniform: Draws a number between two.
        now: Seconds since 1970, to read a date in Retry-After.
        monotonic: Seconds on a clock that nobody sets.

    """

    tries: int = 6
    read_seconds: float = _READ_SECONDS
    total_seconds: float = _TOTAL_SECONDS
    sleep: Callable[[float], None] = time.sleep
    uniform: Callable[[float, float], float] = random.uniform
    now: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic

    def delay(self, failures: int, retry_after: float | None) -> float:
        """Return the seconds to wait after so many failures.

        They double each time, up to a limit, and are drawn from the upper half
        so that clients who failed together do not come back together. A server
        that names a time is believed.
        """
        longest = min(
            _FIRST_DELAY_SECONDS * 2 ** (failures - 1), _LONGEST_DELAY_SECONDS
        )
        delay = self.uniform(longest / 2, longest)
        return delay if retry_after is None else max(delay, retry_after)
