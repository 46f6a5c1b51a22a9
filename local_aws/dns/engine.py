"""The engine: polls by the local clock, every second and through its moves."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from local_aws.clock import Clock
from local_aws.dns import hook
from local_aws.dns.health import HealthChecks
from local_aws.dns.polling import Poller

logger = logging.getLogger(__name__)

_TICK_SECONDS = 1.0


class DnsEngine:
    """Route 53's health checkers, for one account."""

    def __init__(self, account_id: str, clock: Clock, url: str) -> None:
        """Take the account, the time it goes by, and where its APIs answer."""
        self.checks = HealthChecks(account_id, Poller(url).ask)
        self.account_id = account_id
        self._clock = clock
        self._until = clock.now()
        self._order = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="dns", daemon=True)
        self._undo: Callable[[], None] | None = None

    def start(self) -> None:
        """Poll from now on."""
        self._undo = hook.install(self)
        self._clock.listen(lambda _, to: self.look(to), self._next_due)
        self._thread.start()

    def close(self) -> None:
        """Poll no more; returns when nothing is under way."""
        if self._undo is not None:
            self._undo()
            self._undo = None
            self._stop.set()
            self._thread.join()

    def look(self, at: datetime) -> None:
        """Poll all that is due at a time."""
        with self._order:
            if hook.current() is self:
                self.checks.look(at, max(at, self._until))

    def _next_due(self, after: datetime, until: datetime) -> datetime | None:
        if hook.current() is not self:
            return None
        self._until = until
        return self.checks.next_due(after, until)

    def _run(self) -> None:
        while not self._stop.wait(_TICK_SECONDS):
            try:
                self.look(self._clock.now())
            except Exception:
                # One broken look is not to end them all.
                logger.exception("health checks were not looked at")
