"""Receives what waits for a window, and judges each message by its record."""

from dataclasses import dataclass

from batch.gathering import (
    Gathered,
    Limits,
    Verdict,
    judge,
    line_of,
    record_id_of,
    size_of,
)
from batch.ports import Job, JobFinder, Message, Queue, TimeLeft
from batch.telemetry import WindowTelemetry
from inferences.errors import UnavailableError
from inferences.ports import Documents, Records
from inferences.record import Failure, Record

# Reading a record takes about half as long as writing what it went into.
_SHARE_OF_GATHERING = 0.3


@dataclass(kw_only=True)
class Gatherer:
    """Gathers one window.

    Attributes:
        queue: Where messages wait.
        records: What they are about.
        documents: Their payloads.
        jobs: Of the windows that records went into before.
        telemetry: Is told of what cannot be taken.
        limits: How much goes into the window.
        region: This one.

    """

    queue: Queue
    records: Records
    documents: Documents
    jobs: JobFinder
    telemetry: WindowTelemetry
    limits: Limits
    region: str

    def gather(self, window: str, time_left: TimeLeft) -> Gathered:
        """Receive until the queue is empty, the window full or its time over.

        Raises:
            UnavailableError: Queue, records or SageMaker cannot be reached.

        """
        gathered = Gathered(limits=self.limits)
        until = time_left() * (1 - _SHARE_OF_GATHERING)
        jobs: dict[str, Job | None] = {}
        while gathered.room > 0 and time_left() > until:
            messages = self.queue.receive(gathered.room)
            if not messages:
                break
            for message in messages:
                self._take(message, window, gathered, jobs)
        return gathered

    def _take(
        self,
        message: Message,
        window: str,
        gathered: Gathered,
        jobs: dict[str, Job | None],
    ) -> None:
        record_id = record_id_of(message)
        if record_id is None:
            self.telemetry.message_unreadable()
            gathered.dropped.append(message)
            return
        if record_id in gathered.lines:
            gathered.taken.append(message)
            return
        record = self.records.get(record_id)
        job = self._job_of(record, window, jobs)
        verdict = judge(record, window, job, region=self.region)
        if record is None or verdict is Verdict.DROP:
            gathered.dropped.append(message)
            return
        try:
            line = line_of(self.documents.read(record.payload))
        except UnavailableError as error:
            # It comes back: one payload is not to hold up all the others.
            self.telemetry.payload_unavailable(record_id, str(error))
            return
        if size_of(line) > self.limits.line_bytes:
            self._refuse(record_id)
            gathered.dropped.append(message)
        elif gathered.fits(line):
            gathered.take(record_id, line, message)

    def _job_of(
        self, record: Record | None, window: str, jobs: dict[str, Job | None]
    ) -> Job | None:
        if record is None or record.window in (None, window):
            return None
        if record.window not in jobs:
            jobs[record.window] = self.jobs.find(record.window)
        return jobs[record.window]

    def _refuse(self, record_id: str) -> None:
        # One such line would fail the job of all. The execution that waits learns
        # of it at its own time-out; the record says it now.
        message = (
            f"The request has more than {self.limits.line_bytes} bytes as JSON: send"
            " fewer instances in a request."
        )
        failure = Failure(code="payload_too_large", message=message)
        self.records.fail(record_id, failure)
        self.telemetry.refused(record_id)
