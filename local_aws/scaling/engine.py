"""The engine: fires schedules, evaluates alarms, on the local clock.

It runs every second, when there is new data, and through every instant that
matters when a test moves the clock. Where a Region is cut off, nothing happens.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from moto.applicationautoscaling.models import applicationautoscaling_backends
from moto.cloudwatch.models import cloudwatch_backends

from local_aws.clock import Clock
from local_aws.regions.hook import is_cut
from local_aws.scaling import hook
from local_aws.scaling.capacity import Capacities
from local_aws.scaling.kept import TargetId
from local_aws.scaling.region import RegionScaling

logger = logging.getLogger(__name__)

_TICK_SECONDS = 1.0
_MINUTE = timedelta(minutes=1)

Todo = tuple[str, Callable[[RegionScaling, datetime], bool]]
"""A Region, and what is to be done there at a time; tells whether it mattered."""


class ScalingEngine:
    """Application Auto Scaling and CloudWatch's alarms, of one account."""

    def __init__(self, account_id: str, clock: Clock, capacities: Capacities) -> None:
        """Take the account, the time it goes by, and what has a capacity."""
        self._account_id = account_id
        self._clock = clock
        self._capacities = capacities
        self._regions: dict[str, RegionScaling] = {}
        self._at = self._busy_until = clock.now()
        self._todo: deque[Todo] = deque()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scaling", daemon=True)
        self._undo: Callable[[], None] | None = None

    def start(self) -> None:
        """Scale from now on."""
        self._undo = hook.install(self)
        self._clock.listen(lambda _, to: self._moved(to))
        self._thread.start()

    def close(self) -> None:
        """Scale no more; returns when nothing is under way."""
        if self._undo is not None:
            self._undo()
            self._stop.set()
            self._wake.set()
            self._thread.join()

    def now(self) -> datetime:
        """Return the time that schedules go by."""
        return self._clock.now()

    def told(self) -> None:
        """Look at the alarms soon."""
        self._wake.set()

    def registered(self, account_id: str, region: str, target: TargetId) -> None:
        """Move a target's capacity into its bounds, soon."""
        self._later(account_id, region, lambda here, at: here.into_bounds(target, at))

    def alarm_was_set(self, account_id: str, region: str, name: str) -> None:
        """Run the actions of an alarm whose state was set by hand, soon."""
        self._later(account_id, region, lambda here, at: here.alarm_was_set(name, at))

    def run_until(self, now: datetime) -> None:
        """Do all that is due up to a time, in order."""
        with self._lock:
            if hook.current() is self and _minute(self._at) < _minute(now):
                for region in self._up():
                    region.look(self._at)
            while self._at < now:
                moment = self._next(now) if hook.current() is self else now
                if hook.current() is self and self._step(moment):
                    self._busy_until = moment + self._horizon()
                self._at = moment

    def _moved(self, to: datetime) -> None:
        try:
            self.run_until(to)
        except Exception:
            # Whoever moves the clock is not told where it broke.
            logger.exception("at %s", self._at)
            raise

    def _next(self, now: datetime) -> datetime:
        """Return the next instant at which something may happen.

        For a while after something did, that is every minute; then, what moves
        alarms has run out, and only schedules are left.
        """
        due = [region.next_due(self._at, now) for region in self._up()]
        first = min((at for at in due if at is not None), default=now)
        if self._at >= self._busy_until:
            return first
        return min(first, _minute(self._at) + _MINUTE)

    def _step(self, moment: datetime) -> bool:
        happened = []
        while self._todo:
            name, do = self._todo.popleft()
            happened.append(do(self._here()[name], moment))
        happened += [each.step(self._at, moment) for each in self._up()]
        return any(happened)

    def _horizon(self) -> timedelta:
        return max((each.horizon() for each in self._up()), default=timedelta())

    def _up(self) -> list[RegionScaling]:
        """Return the Regions where there is anything, and that can be reached."""
        return [each for name, each in self._here().items() if not is_cut(name)]

    def _here(self) -> dict[str, RegionScaling]:
        """Return the Regions where there is anything."""
        names = {
            name
            for every in (applicationautoscaling_backends, cloudwatch_backends)
            for name in list(every[self._account_id])
        }
        for name in names - self._regions.keys():
            self._regions[name] = RegionScaling(
                self._account_id, name, self._capacities
            )
        return self._regions

    def _later(
        self,
        account_id: str,
        region: str,
        do: Callable[[RegionScaling, datetime], bool],
    ) -> None:
        if account_id == self._account_id:
            self._todo.append((region, do))
            self._wake.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.wait(_TICK_SECONDS)
            self._wake.clear()
            if not self._stop.is_set():
                self.run_until(self._clock.now())


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
