"""The engine: fires schedules and delivers events, on the local clock.

It runs every second, and stops a move of the clock at every instant at which it
has something to deliver. What is to be delivered in a Region that is cut off waits
until it is back.
"""

import json
import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from local_aws.clock import Clock
from local_aws.events import hook
from local_aws.events.delivery import Delivery, Failure, RetryPolicy
from local_aws.events.expiry import expire
from local_aws.events.rules import Rules
from local_aws.events.scheduler import Scheduler
from local_aws.events.service_access import ServiceAccess
from local_aws.events.targets import deliver
from local_aws.regions import hook as regions

logger = logging.getLogger(__name__)

_TICK_SECONDS = 1.0


class EventsEngine:
    """EventBridge, of one account."""

    def __init__(self, account_id: str, clock: Clock, url: str) -> None:
        """Take the account, the time it goes by, and where its APIs answer."""
        self._account_id = account_id
        self._clock = clock
        self._scheduler = Scheduler(account_id, url)
        self._access = ServiceAccess(account_id, url)
        self._rules = Rules(self._access)
        self._at = clock.now()
        self._waiting: list[Delivery] = []
        self._held: list[Delivery] = []
        self._order = threading.Lock()
        self._changed = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="events", daemon=True)
        self._undo: Callable[[], None] | None = None
        self._leave: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Deliver from now on."""
        self._undo = hook.install(self)
        self._clock.listen(lambda _, to: self.run_until(to), self.next_due)
        outages = regions.current()
        if outages is not None:
            self._leave = outages.listen(lambda: self.run_until(self._clock.now()))
        self._thread.start()

    def close(self) -> None:
        """Deliver no more; returns when nothing is under way."""
        if self._undo is not None:
            self._undo()
            self._undo = None
            self._leave()
            self._stop.set()
            self._thread.join()

    def send(self, rule: Any, event: Mapping[str, Any]) -> None:  # noqa: ANN401 - moto is untyped
        """Take an event to the targets of a rule that matches it."""
        now = self._clock.now()
        for delivery in self._rules.deliveries(rule, event, now):
            delivery.region = rule.arn.split(":")[3]
            self._attempt(delivery, now)

    def invoke(
        self, principal: str, source_arn: str, arn: str, event: Mapping[str, Any]
    ) -> None:
        """Invoke a function for a service that it lets, once it can be done."""
        now, payload = self._clock.now(), json.dumps(event)

        def send(_: int) -> None:
            self._access.check(principal, arn, source_arn)
            deliver(partial(self._access.client, arn.split(":")[3]), arn, payload)

        def bury(failure: Failure) -> None:
            logger.warning("%s: %s: %s", source_arn, arn, failure.error)

        delivery = Delivery(
            accepted=now,
            due=now,
            send=send,
            bury=bury,
            policy=RetryPolicy(),
            region=source_arn.split(":")[3],
        )
        self._attempt(delivery, now)

    def next_due(self, after: datetime, until: datetime) -> datetime | None:
        """Return the next instant at which there is something to deliver."""
        if hook.current() is not self:
            return None
        after = min(after, self._at)
        found = [self._scheduler.next_due(after, until)]
        with self._changed:
            found += [each.due for each in self._waiting if each.due <= until]
        return min((at for at in found if at is not None), default=None)

    def run_until(self, now: datetime) -> None:
        """Deliver all that is due up to a time, in order."""
        with self._order:
            for delivery in self._back():
                self._attempt(delivery, now)
            while (moment := self.next_due(self._at, now)) is not None:
                due = self._scheduler.due(self._at, moment)
                with self._changed:
                    due += [each for each in self._waiting if each.due <= moment]
                    self._waiting = [e for e in self._waiting if e.due > moment]
                self._at = max(self._at, moment)
                for delivery in due:
                    self._attempt(delivery, moment)
            self._at = max(self._at, now)
        if hook.current() is self:
            expire(self._account_id, now)

    def _back(self) -> list[Delivery]:
        """Take what was held up by Regions that can be reached again."""
        with self._changed:
            held, self._held = self._held, []
            self._held = [each for each in held if regions.is_cut(each.region)]
        return [each for each in held if not regions.is_cut(each.region)]

    def _attempt(self, delivery: Delivery, at: datetime) -> None:
        if regions.is_cut(delivery.region):
            with self._changed:
                self._held.append(delivery)
            return
        try:
            if not delivery.attempt(at):
                with self._changed:
                    self._waiting.append(delivery)
        except Exception:
            # One that cannot be made is not to keep the others from theirs.
            logger.exception("a delivery is lost")

    def _run(self) -> None:
        while not self._stop.wait(_TICK_SECONDS):
            self.run_until(self._clock.now())
