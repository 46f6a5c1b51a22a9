"""Time that stands still between its moves, and what happens in it."""

import heapq
import itertools
import random
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from local_aws.clock import Clock
from local_aws.regions.outages import Outages

BEGIN = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
# What comes back begins again within so many seconds, in any order.
_WAKING_SECONDS = 2.0

Action = Callable[[], None]


class StillClock(Clock):
    """The local AWS's clock, which only its moves move."""

    def now(self) -> datetime:
        return BEGIN + self._offset


class TimeLine:
    """What is to happen when; a Region that is cut off puts it off.

    Attributes:
        clock: Its time.
        outages: Which Regions are cut off.

    """

    def __init__(self, rng: random.Random) -> None:
        self.clock, self.outages = StillClock(), Outages()
        self._rng = rng
        self._numbers = itertools.count()
        self._due: list[tuple[datetime, int, Action, str | None]] = []
        self._parked: dict[str, list[Action]] = defaultdict(list)
        self.clock.listen(lambda _, to: self._happen(to), self._next)
        self.outages.listen(self._wake)

    def seconds(self) -> float:
        """Return the seconds since 1970."""
        return self.clock.now().timestamp()

    def advance(self, seconds: float) -> None:
        """Let time pass, with all that happens in it."""
        self.clock.advance(timedelta(seconds=seconds))

    def later(self, seconds: float, action: Action, region: str | None = None) -> None:
        """Let something happen, in a Region that may be cut off by then."""
        at = self.clock.now() + timedelta(seconds=seconds)
        heapq.heappush(self._due, (at, next(self._numbers), action, region))

    def every(
        self, seconds: float, first: float, action: Action, region: str | None = None
    ) -> None:
        """Let something happen again and again; what a cut Region missed is over."""

        def happen() -> None:
            self.later(seconds, happen)
            if region is None or not self.outages.is_cut(region):
                action()

        self.later(first, happen)

    def _next(self, after: datetime, until: datetime) -> datetime | None:
        if self._due and self._due[0][0] <= until:
            return max(self._due[0][0], after)
        return None

    def _happen(self, now: datetime) -> None:
        while self._due and self._due[0][0] <= now:
            _, _, action, region = heapq.heappop(self._due)
            if region is not None and self.outages.is_cut(region):
                self._parked[region].append(action)
            else:
                action()

    def _wake(self) -> None:
        for region in [r for r in self._parked if not self.outages.is_cut(r)]:
            for action in self._parked.pop(region):
                self.later(self._rng.uniform(0, _WAKING_SECONDS), action, region)
