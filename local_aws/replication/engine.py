"""The engine: takes changes to other Regions, by the local clock.

What is to go from or to a Region that is cut off waits until it is back, as both
DynamoDB and S3 do. A move of the clock stops at every instant at which something
arrives.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from local_aws.clock import Clock
from local_aws.regions import hook as regions
from local_aws.replication import hook, measures, tables
from local_aws.replication.shipments import Paces, Shipment

logger = logging.getLogger(__name__)

_LONGEST_SECONDS = 1.0
_MINUTE = timedelta(minutes=1)
# A change that waits is measured every minute for so long; then, every hour.
_OFTEN = timedelta(minutes=30)
_HOUR = timedelta(hours=1)


class ReplicationEngine:
    """Replication between the Regions of one account."""

    def __init__(self, account_id: str, clock: Clock) -> None:
        """Take the account, and the time it goes by."""
        self.paces = Paces()
        self._account_id = account_id
        self._clock = clock
        self._waiting: list[Shipment] = []
        self._measured = clock.now()
        self._order = threading.RLock()
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(
            target=self._run, name="replication", daemon=True
        )
        self._undo: list[Callable[[], None]] = []

    def start(self, *, by_itself: bool = True) -> None:
        """Replicate from now on.

        Args:
            by_itself: Whether to look as the machine's time passes, too; of a clock
                that stands still between its moves nothing is due then.

        """
        self._undo.append(hook.install(self))
        self._clock.listen(lambda _, to: self.run_until(to), self.next_due)
        outages = regions.current()
        if outages is not None:
            self._undo.append(outages.listen(self.look))
        if by_itself:
            self._thread.start()

    def close(self) -> None:
        """Replicate no more; returns when nothing is under way."""
        for undo in self._undo:
            undo()
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def now(self) -> datetime:
        """Return the time that replication goes by."""
        return self._clock.now()

    def ship(self, shipment: Shipment) -> None:
        """Take a change to where it is to go, later."""
        with self._changed:
            self._waiting.append(shipment)
            self._changed.notify_all()

    def look(self) -> None:
        """Deliver at once what is due by now."""
        self.run_until(self._clock.now())

    def waiting(self) -> Sequence[Shipment]:
        """Return what is on its way."""
        with self._changed:
            return list(self._waiting)

    def next_due(self, after: datetime, until: datetime) -> datetime | None:
        """Return the next instant at which something arrives, or is measured."""
        if hook.current() is not self:
            return None
        found = []
        for shipment in self.waiting():
            due = self.paces.due(shipment)
            if due is not None and not _held(shipment):
                found.append(max(due, after))
            elif after - shipment.accepted < _OFTEN:
                found.append(_minute(after) + _MINUTE)
            else:
                found.append(_minute(after) + _HOUR)
        return min((at for at in found if at <= until), default=None)

    def run_until(self, now: datetime) -> None:
        """Deliver all that is due up to a time."""
        with self._order:
            if self._closed or hook.current() is not self:
                return
            tables.collect_all(self._account_id)
            for shipment in self._take(now):
                self._deliver(shipment, now)
            if _minute(self._measured) < _minute(now):
                self._measured = now
                measures.of_waiting(self.waiting(), now)

    def _take(self, now: datetime) -> list[Shipment]:
        due: list[Shipment] = []
        with self._changed:
            before, self._waiting = self._waiting, []
            for shipment in before:
                at = self.paces.due(shipment)
                arrives = at is not None and at <= now and not _held(shipment)
                (due if arrives else self._waiting).append(shipment)
        return due

    def _deliver(self, shipment: Shipment, now: datetime) -> None:
        try:
            shipment.deliver(now)
        except Exception:
            # One that cannot be made is not to keep the others from theirs.
            logger.exception("%s is lost", shipment)

    def _run(self) -> None:
        while not self._closed:
            self.look()
            with self._changed:
                if self._closed:
                    return
                self._changed.wait(self._seconds())

    def _seconds(self) -> float:
        due = [
            at
            for each in self._waiting
            if not _held(each) and (at := self.paces.due(each)) is not None
        ]
        if not due:
            return _LONGEST_SECONDS
        seconds = (min(due) - self._clock.now()).total_seconds()
        return min(max(seconds, 0.01), _LONGEST_SECONDS)


def _held(shipment: Shipment) -> bool:
    return regions.is_cut(shipment.source) or regions.is_cut(shipment.destination)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
