"""The use case: a transform job has ended, and each of its records learns how.

A record ends first, then the execution that waits for it is told: an invocation that
dies in between is repeated, finds the record ended and tells the execution. The
record is read again after its end, because until then its execution could have begun
to wait anew, with another token; afterwards it cannot.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import assert_never

from batch.outcomes import Answered, Outcome, Refused, Unanswered, outcomes_of
from batch.ports import Job, JobFinder, TimeLeft, Tokens, Windows
from batch.telemetry import ResultsTelemetry
from batch.window_id import job_name
from inferences.paths import Path
from inferences.ports import Documents, Records
from inferences.record import Answer, Attempt, Document, Failure, Record, State

# What the state machine retries: the record goes into the queue again.
WINDOW_FAILED = "WindowFailedError"

# Enough for what one record needs, with a retry of each call.
_RESERVE_SECONDS = 10.0


class UnfinishedError(Exception):
    """Time is up. Lambda invokes again, and what is done is not done twice."""


@dataclass(frozen=True, kw_only=True)
class ResultsParts:
    """What results need of the outside; `region` is this one."""

    records: Records
    documents: Documents
    windows: Windows
    jobs: JobFinder
    tokens: Tokens
    telemetry: ResultsTelemetry
    region: str


@dataclass(kw_only=True)
class Ended:
    """What became of the records of a window, for telemetry.

    Attributes:
        succeeded: How many ended with predictions.
        failed: How many ended with the error of their line, by its code.
        redriven: How many go back to the queue.
        passed: How many somebody else had seen to.

    """

    succeeded: int = 0
    failed: dict[str, int] = field(default_factory=dict)
    redriven: int = 0
    passed: int = 0


class ResultsService:
    """Gives the results of windows back."""

    def __init__(self, parts: ResultsParts, *, job_prefix: str) -> None:
        """Take the parts."""
        self._parts = parts
        self._job_prefix = job_prefix

    def run(self, window: str, time_left: TimeLeft) -> None:
        """End the records of a window whose job has ended.

        Of a job that has not, or of a window of somebody else's, it does nothing.

        Raises:
            UnavailableError: Something cannot be reached; try again.
            UnfinishedError: There was no time for all of them; try again.

        """
        job = self._parts.jobs.find(window)
        if job is None or not job.ended:
            self._parts.telemetry.not_ended(window)
            return
        manifest = self._parts.windows.manifest(window)
        if manifest is None:
            self._parts.telemetry.no_manifest(window)
            return
        outcomes = self._outcomes(window, job, len(manifest.lines))
        ended = Ended()
        try:
            for record_id, outcome in zip(manifest.lines, outcomes, strict=True):
                if time_left() < _RESERVE_SECONDS:
                    message = f"window {window} has too many records for one invocation"
                    raise UnfinishedError(message)
                self._end(window, job, record_id, outcome, ended)
        finally:
            self._parts.telemetry.collected(window, job, ended)

    def _outcomes(self, window: str, job: Job, count: int) -> Sequence[Outcome]:
        if job.gave_up:
            return [Unanswered(reason=f"The job ended as {job.status}.")] * count
        return outcomes_of(self._parts.windows.output(window), count)

    def _end(
        self, window: str, job: Job, record_id: str, outcome: Outcome, ended: Ended
    ) -> None:
        record = self._parts.records.get(record_id)
        if record is None or record.home_region != self._parts.region:
            # Gone, or another Region took over while the job ran: that one ends it,
            # and the token of its execution is unknown here.
            ended.passed += 1
            return
        if record.state is State.PENDING:
            if isinstance(outcome, Unanswered):
                self._send_back(window, job, record, outcome, ended)
                return
            self._note(window, job, record, outcome)
            self._write(record, outcome, ended)
        else:
            ended.passed += 1
        self._tell(record_id)

    def _send_back(
        self, window: str, job: Job, record: Record, outcome: Unanswered, ended: Ended
    ) -> None:
        if record.window != window or record.task_token is None:
            # It waits for another window by now.
            ended.passed += 1
            return
        self._note(window, job, record, outcome)
        self._parts.tokens.fail(record.task_token, WINDOW_FAILED, outcome.reason)
        ended.redriven += 1

    def _write(self, record: Record, outcome: Answered | Refused, ended: Ended) -> None:
        if isinstance(outcome, Refused):
            failure = Failure(code=outcome.code, message=outcome.message)
            if self._parts.records.fail(record.id, failure):
                ended.failed[outcome.code] = ended.failed.get(outcome.code, 0) + 1
            return
        document: Document = self._parts.documents.keep(
            record.id, "result", outcome.predictions
        )
        answer = Answer(
            path=Path.BATCH,
            model_name=outcome.model_name,
            model_version=outcome.model_version,
            predictions=document,
        )
        ended.succeeded += self._parts.records.succeed(record.id, answer)

    def _tell(self, record_id: str) -> None:
        record = self._parts.records.get(record_id)
        if record is None or record.state is State.PENDING:
            return
        if record.task_token is not None:
            self._parts.tokens.succeed(record.task_token, record.state.value)

    def _note(self, window: str, job: Job, record: Record, outcome: Outcome) -> None:
        target = job_name(self._job_prefix, window)
        if any(attempt.target == target for attempt in record.attempts):
            # An invocation before this one did, and died.
            return
        attempt = Attempt(
            path=Path.BATCH,
            target=target,
            began_at=job.began_at,
            milliseconds=job.milliseconds,
            outcome=_name(outcome),
        )
        self._parts.records.note(record.id, attempt)


def _name(outcome: Outcome) -> str:
    match outcome:
        case Answered():
            return "succeeded"
        case Refused(code="internal_error"):
            return "ModelFailedError"
        case Refused():
            return "ClientFaultError"
        case Unanswered():
            return WINDOW_FAILED
    assert_never(outcome)
