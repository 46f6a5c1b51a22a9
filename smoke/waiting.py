"""Asks again, less and less often, until something settles or time is up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from model.patience import Patience

T = TypeVar("T")


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
        self, seconds: float, patience: Patience, tell: Callable[[str], None]
    ) -> None:
        """Start the clock.

        Args:
            seconds: After them nothing is waited for any more.
            patience: Sleeps, tells the time and draws the pauses.
            tell: Is told each time that something else is waited for.

        """
        self._patience = patience
        self._until = patience.now() + seconds
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
        started = self._patience.now()
        reasons: list[str] = []
        failures = 0
        while True:
            value = look()
            reason = pending(value)
            now = self._patience.now()
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
            failures += 1
            pause = self._patience.delay(failures, None)
            self._patience.sleep(min(pause, self._until - now))
