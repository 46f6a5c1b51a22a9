"""Does a step of the workflow; whatever it does may be done again."""

import time
from collections.abc import Callable
from typing import Protocol, TypeGuard

from inferences.failures import AttemptError
from inferences.ports import Documents, Records
from inferences.record import Record, State
from routing.attempts_once import SingleAttempts
from routing.ports import Ended, Refused
from routing.step_event import AttemptStep, FailStep, QueueStep, read_step
from routing.step_reasons import reason_of

# To write down what came of an attempt, before Lambda's time is up.
_RESERVE_SECONDS = 5.0
# Beyond two windows: the time that a transform job takes to start and to run.
_JOB_SECONDS = 900

Outcome = dict[str, str]


class StepContext(Protocol):
    """What is read of the context that Lambda gives."""

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the function may still run."""
        ...


class WindowQueue(Protocol):
    """The queue of the batch window; see `inferences.states_tokens`."""

    def send(self, record_id: str) -> None:
        """Put an inference into the queue."""
        ...


class Tasks(Protocol):
    """Tasks of the workflow that wait; see `inferences.states_tokens`."""

    def succeed(self, token: str, outcome: str) -> None:
        """Let an execution go on."""
        ...


class StepHandler:
    """The step function.

    Its outcomes are "succeeded", "failed", and "ended" for a record that somebody
    else had ended, or works on in another Region. Its errors are those that the
    workflow's definition names.
    """

    def __init__(  # noqa: PLR0913 - the parts are wired once, in a front
        self,
        records: Records,
        documents: Documents,
        attempts: SingleAttempts,
        queue: WindowQueue,
        tasks: Tasks,
        *,
        region: str,
        window_seconds: int,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Take the parts, this Region, the time between windows, seconds since 1970."""
        self._records = records
        self._documents = documents
        self._attempts = attempts
        self._queue = queue
        self._tasks = tasks
        self._region = region
        self._window_seconds = window_seconds
        self._now = now

    def __call__(self, event: object, context: StepContext) -> Outcome:
        """Do a step.

        Raises:
            AttemptError: An endpoint did not answer.
            DocumentMissingError: The payload has not reached this Region.
            UnavailableError: A service that records need cannot be reached.
            StepEventError: There is no such step.

        """
        step = read_step(event)
        record = self._records.get(step.id)
        match step:
            case AttemptStep():
                seconds = context.get_remaining_time_in_millis() / 1000
                return self._attempt(step, record, seconds - _RESERVE_SECONDS)
            case QueueStep():
                return self._put_into_queue(step, record)
            case FailStep():
                return self._fail(step, record)

    def _attempt(
        self, step: AttemptStep, record: Record | None, seconds: float
    ) -> Outcome:
        if not self._is_ours(record):
            return _outcome("ended")
        payload = self._documents.read(record.payload)
        try:
            found = self._attempts.run(record, step.path, payload, seconds=seconds)
        except AttemptError as error:
            # A task's cause becomes part of the execution's state: it is kept short.
            raise error.with_traceback(None) from None
        if isinstance(found, Ended):
            return _outcome("ended")
        return _outcome("failed" if isinstance(found, Refused) else "succeeded")

    def _put_into_queue(self, step: QueueStep, record: Record | None) -> Outcome:
        attend_by = int(self._now()) + 2 * self._window_seconds + _JOB_SECONDS
        if self._is_ours(record):
            # A window would wait for it for a day, and nobody be told.
            self._documents.check(record.payload)
        # The token first: a window answers the one that it finds in the record.
        if self._is_ours(record) and self._records.await_window(
            step.id, step.token, attend_by=attend_by
        ):
            self._queue.send(step.id)
            return _outcome("queued")
        self._tasks.succeed(step.token, "ended")
        return _outcome("ended")

    def _fail(self, step: FailStep, record: Record | None) -> Outcome:
        if self._is_ours(record) and self._records.fail(step.id, reason_of(step.error)):
            return _outcome("failed")
        # The second of two deliveries says what the first said.
        ended = self._records.get(step.id)
        failed = ended is not None and ended.state is State.FAILED
        return _outcome("failed" if failed else "ended")

    def _is_ours(self, record: Record | None) -> TypeGuard[Record]:
        # A record that is not there has expired: that is after it ended. One that
        # another Region took over is that Region's to end: this execution is of
        # before.
        return (
            record is not None
            and record.state is State.PENDING
            and record.home_region == self._region
        )


def _outcome(name: str) -> Outcome:
    return {"outcome": name}
