"""Events that nobody waits for: retries by the clock, and where failures go.

Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
"""

import heapq
import itertools
import json
import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from local_aws.regions.hook import is_cut
from local_aws.runtime.async_config import AsyncConfig
from local_aws.runtime.config import FunctionConfig
from local_aws.runtime.errors import InvokeRefusedError
from local_aws.runtime.invocation import Invocation, Outcome
from local_aws.runtime.records import (
    Attempted,
    dead_letter_attributes,
    invocation_record,
    send_to_queue,
)
from local_aws.runtime.roles import Roles

logger = logging.getLogger(__name__)

# Lambda waits a minute before the first retry and two before the second.
RETRY_SECONDS = (60.0, 120.0)
_THROTTLED_SECONDS = 1.0
_MAX_THROTTLED_SECONDS = 300.0
# Until a Region that is cut off is looked at again.
_CUT_SECONDS = 1.0
_WORKERS = 8


@dataclass(kw_only=True)
class _Pending:
    config: FunctionConfig
    wanted: AsyncConfig
    invocation: Invocation
    run: Callable[[], Outcome]
    accepted: float
    attempts: int = 0
    refusals: int = 0


class EventQueue:
    """Runs events in the background and sends their records.

    Args:
        roles: Gives clients that act as the function.
        retry_seconds: Before each retry.
        now: Seconds that only grow; whoever moves them says so with `wake`.

    """

    def __init__(
        self,
        roles: Roles,
        retry_seconds: Sequence[float] = RETRY_SECONDS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start the thread that waits for due events."""
        self._now = now
        self._roles = roles
        self._retry_seconds = retry_seconds
        self._workers = ThreadPoolExecutor(_WORKERS, thread_name_prefix="lambda-event")
        self._due: list[tuple[float, int, _Pending]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._schedule, daemon=True)
        self._thread.start()

    def put(
        self,
        config: FunctionConfig,
        wanted: AsyncConfig,
        invocation: Invocation,
        run: Callable[[], Outcome],
    ) -> None:
        """Accept an event; `run` invokes the function with it."""
        pending = _Pending(
            config=config,
            wanted=wanted,
            invocation=invocation,
            run=run,
            accepted=self._now(),
        )
        self._later(0.0, pending)

    def wake(self) -> None:
        """Look at once what is due: the time has been moved."""
        with self._changed:
            self._changed.notify()

    def close(self) -> None:
        """Forget what waits; what runs is not waited for."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()
        self._workers.shutdown(wait=False, cancel_futures=True)

    def _later(self, seconds: float, pending: _Pending) -> None:
        with self._changed:
            entry = (self._now() + seconds, next(self._order), pending)
            heapq.heappush(self._due, entry)
            self._changed.notify()

    def _schedule(self) -> None:
        with self._changed:
            while not self._closed:
                wait = self._due[0][0] - self._now() if self._due else None
                if wait is None or wait > 0:
                    self._changed.wait(wait)
                else:
                    self._workers.submit(self._attempt, heapq.heappop(self._due)[2])

    def _attempt(self, pending: _Pending) -> None:
        wanted, region = pending.wanted, pending.config.region
        if is_cut(region):
            self._later(_CUT_SECONDS, pending)
            return
        # One that was never tried has not waited: the clock has been moved.
        tried = pending.attempts + pending.refusals
        if tried and self._now() - pending.accepted > wanted.max_age_seconds:
            self._end(pending, "EventAgeExceeded", None)
            return
        try:
            outcome = pending.run()
        except InvokeRefusedError as refusal:
            self._put_back(pending, refusal)
            return
        if is_cut(region):
            # Nobody has heard how it ended: it is as if it had not run.
            self._later(_CUT_SECONDS, pending)
            return
        pending.attempts += 1
        if outcome.failure is None:
            self._end(pending, "Success", outcome)
        elif pending.attempts > wanted.retries:
            self._end(pending, "RetriesExhausted", outcome)
        else:
            place = min(pending.attempts, len(self._retry_seconds)) - 1
            self._later(self._retry_seconds[place], pending)

    def _put_back(self, pending: _Pending, refusal: InvokeRefusedError) -> None:
        """Try a throttled event again, later each time; it is no attempt."""
        logger.info("%s: %s", pending.config.function_arn, refusal)
        wait = _THROTTLED_SECONDS * 2**pending.refusals
        pending.refusals += 1
        self._later(min(wait, _MAX_THROTTLED_SECONDS), pending)

    def _end(self, pending: _Pending, condition: str, outcome: Outcome | None) -> None:
        wanted = pending.wanted
        attempted = Attempted(
            config=pending.config,
            invocation=pending.invocation,
            attempts=pending.attempts,
            outcome=outcome,
        )
        succeeded = condition == "Success"
        destination = wanted.on_success if succeeded else wanted.on_failure
        if destination is not None:
            record = json.dumps(invocation_record(attempted, condition))
            send_to_queue(self._roles, pending.config, destination, record, {})
        if wanted.dead_letter is not None and not succeeded:
            send_to_queue(
                self._roles,
                pending.config,
                wanted.dead_letter,
                pending.invocation.payload.decode(),
                dead_letter_attributes(attempted),
            )
