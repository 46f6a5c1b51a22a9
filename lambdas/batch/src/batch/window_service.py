"""The use case: what waits in the queue goes into one transform job.

Every step may be the last one of an invocation. In their order:

1. the manifest, which only the first to write it decides,
2. the input, which follows from the manifest: written twice, it is the same,
3. the records say which window they went into,
4. the job, which exists once by its name,
5. the messages are deleted: until now they would have come back.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from batch.gatherer import Gatherer
from batch.gathering import Limits, line_of
from batch.manifest import Manifest
from batch.ports import JobLimitError, Jobs, Message, Queue, TimeLeft, Windows
from batch.telemetry import WindowTelemetry
from batch.window_id import job_name
from inferences.ports import Documents, Records
from inferences.record import State

# A job takes minutes to begin and then has all the lines to answer.
_ATTEND_SECONDS = 3600


class WindowOutcome(StrEnum):
    """How a window came out."""

    EMPTY = "empty"
    BEGUN = "begun"
    BEGUN_BEFORE = "begun_before"
    # All its records ended meanwhile, or went into another window.
    GIVEN_UP = "given_up"
    POSTPONED = "postponed"


@dataclass(frozen=True, kw_only=True)
class WindowParts:
    """What a window needs of the outside; `region` is this one."""

    queue: Queue
    records: Records
    documents: Documents
    windows: Windows
    jobs: Jobs
    telemetry: WindowTelemetry
    region: str


class WindowService:
    """Gathers a window, or goes on with one whose invocation died."""

    def __init__(
        self,
        parts: WindowParts,
        *,
        job_prefix: str,
        limits: Limits,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Take the parts; `now` is in seconds since 1970."""
        self._parts = parts
        self._job_prefix = job_prefix
        self._gatherer = Gatherer(
            queue=parts.queue,
            records=parts.records,
            documents=parts.documents,
            jobs=parts.jobs,
            telemetry=parts.telemetry,
            limits=limits,
            region=parts.region,
        )
        self._now = now

    def run(self, window: str, time_left: TimeLeft) -> WindowOutcome:
        """Begin the job of a window, if anything waits for one.

        Raises:
            UnavailableError: Something cannot be reached. Nothing is lost: another
                try goes on, and so does a later window.

        """
        outcome = self._run(window, time_left)
        self._parts.telemetry.window_ended(window, outcome)
        return outcome

    def _run(self, window: str, time_left: TimeLeft) -> WindowOutcome:
        there = self._parts.windows.manifest(window)
        if there is not None:
            return self._go_on(there)
        gathered = self._gatherer.gather(window, time_left)
        self._parts.telemetry.gathered(window, gathered)
        if not gathered.lines:
            self._delete(gathered.dropped)
            return WindowOutcome.EMPTY
        manifest = Manifest(
            window=window,
            job=job_name(self._job_prefix, window),
            lines=tuple(gathered.lines),
        )
        if not self._parts.windows.create_manifest(manifest):
            there = self._parts.windows.manifest(window)
            if there != manifest:
                # A duplicate of this invocation was quicker: its lines count, and
                # what is in hand here comes back.
                return self._go_on(there) if there else WindowOutcome.GIVEN_UP
        outcome = self._begin(manifest, gathered.lines, manifest.lines)
        if outcome is not WindowOutcome.POSTPONED:
            self._delete(gathered.messages)
        return outcome

    def _go_on(self, manifest: Manifest) -> WindowOutcome:
        """Finish what an invocation that died has decided."""
        window = manifest.window
        if self._parts.jobs.find(window) is not None:
            return WindowOutcome.BEGUN_BEFORE
        lines: dict[str, str] = {}
        ours: list[str] = []
        for record_id in manifest.lines:
            record = self._parts.records.get(record_id)
            if record is None:
                # It has expired: its place in the order stays.
                lines[record_id] = "null"
                continue
            lines[record_id] = line_of(self._parts.documents.read(record.payload))
            pending = record.state is State.PENDING
            here = record.home_region == self._parts.region
            if pending and here and record.window in (None, window):
                ours.append(record_id)
        if not ours:
            return WindowOutcome.GIVEN_UP
        return self._begin(manifest, lines, ours)

    def _begin(
        self, manifest: Manifest, lines: Mapping[str, str], ours: Sequence[str]
    ) -> WindowOutcome:
        window = manifest.window
        self._parts.windows.write_input(window, [lines[it] for it in manifest.lines])
        entered = 0
        for record_id in ours:
            attend_by = int(self._now()) + _ATTEND_SECONDS
            entered += self._parts.records.enter_window(
                record_id, window, attend_by=attend_by
            )
        if not entered:
            return WindowOutcome.GIVEN_UP
        try:
            begun = self._parts.jobs.create(window)
        except JobLimitError as error:
            self._parts.telemetry.job_limit(window, str(error))
            return WindowOutcome.POSTPONED
        return WindowOutcome.BEGUN if begun else WindowOutcome.BEGUN_BEFORE

    def _delete(self, messages: Sequence[Message]) -> None:
        left = self._parts.queue.delete(messages) if messages else 0
        if left:
            self._parts.telemetry.not_deleted(left)
