"""Asks again, less and less often, until something settles or time is up."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

_FIRST_PAUSE_SECONDS = 0.5
_GROWTH = 1.5
# A wake or an update takes minutes, and a look costs nothing.
_LONGEST_PAUSE_SECONDS = 10.0


@dataclass(frozen=True, kw_only=True)
class Settled(Generic[T]):
    """The last thing that was found.

    Attributes:
        value: It.
        seconds: How long it took to come.
        reasons: What was waited for, in order, without repetitions in a row.
        late: Whether it was still to be waited for when time was up.

    """

    value: T
    seconds: float
    reasons: tuple[str, ...]
    late: bool


class Waiting:
    """One span of time, shared by all that is waited for."""

    def __init__(
        self,
        seconds: float,
        tell: Callable[[str], None],
        *,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start the clock.

        Args:
            seconds: After them nothing is waited for any more.
            tell: Is told each time that something else is waited for.
            sleep: Waits some seconds.
            now: Tells the time in seconds.

        """
        self._sleep = sleep
        self._now = now
        self._until = now() + seconds
        self._tell = tell

    def settle(
        self, what: str, look: Callable[[], T], pending: Callable[[T], str | None]
    ) -> Settled[T]:
        """Return what is found once nothing is pending, or when time is up.

        Args:
            what: Is looked at, for whoever is told.
            look: Looks.
            pending: What the found thing waits for; None for nothing.

        """
        started = self._now()
        reasons: list[str] = []
        pause = _FIRST_PAUSE_SECONDS
        while True:
            value = look()
            reason = pending(value)
            now = self._now()
            if reason is None or now >= self._until:
                return Settled(
                    value=value,
                    seconds=now - started,
                    reasons=tuple(reasons),
                    late=reason is not None,
                )
            if reasons[-1:] != [reason]:
                reasons.append(reason)
                self._tell(f"{what}: {reason}: waiting")
            self._sleep(min(pause, self._until - now))
            pause = min(pause * _GROWTH, _LONGEST_PAUSE_SECONDS)
