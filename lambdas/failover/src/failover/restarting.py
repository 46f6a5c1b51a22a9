"""Every unfinished record of the lost Region is begun again in this one.

The task tokens and executions of the lost Region are its own: what is known of an
inference is in its record.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from failover.ports import Adoptions, TimeLeft
from failover.telemetry import RestartTelemetry
from inferences.errors import UnavailableError
from inferences.ports import Records, Workflow
from inferences.record import State, Unattended

# After all that is overdue, and all that is not.
_EVER = 10**12
# As long as the workflow has that is begun by a request.
_ATTEND_SECONDS = 900
# Of what is ours, and may not have been begun: the sweeper looks soon.
_BEGIN_SECONDS = 60
_RESERVE_SECONDS = 10.0
_MOST_ROUNDS = 6
# IDs that go through the state machine, which passes 256 KiB from 16 shards.
_MOST_NAMED = 200


class Progress(StrEnum):
    """How far a shard is."""

    MORE = "more"
    AGAIN = "again"
    DONE = "done"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, kw_only=True)
class Restarted:
    """What was done of a shard, up to now.

    Attributes:
        shard: First digit of the records' IDs.
        round: How often the shard was gone through, and one more.
        started: Records that were begun again.
        failed: IDs of records that could not be, in the last round, at most 200.
        failed_count: How many those were.
        progress: What is to be done next.
        after: Where to go on in this round; None at its begin.

    """

    shard: str
    round: int = 1
    started: int = 0
    failed: Sequence[str] = ()
    failed_count: int = 0
    progress: Progress = Progress.MORE
    after: Unattended | None = None


@dataclass(frozen=True, kw_only=True)
class RestartParts:
    """What a restart needs of the outside.

    Attributes:
        records: The table, as this Region has it.
        adoptions: How a record becomes ours.
        workflow: The state machine of inferences in this Region.
        telemetry: Is told of each that could not be begun.
        here: The Region that takes over.
        home: The Region that is lost.
        now: Seconds since 1970.

    """

    records: Records
    adoptions: Adoptions
    workflow: Workflow
    telemetry: RestartTelemetry
    here: str
    home: str
    now: Callable[[], float] = time.time


def restart(parts: RestartParts, before: Restarted, time_left: TimeLeft) -> Restarted:
    """Go through a shard, as far as time goes.

    Done twice, it begins nothing twice: a record is ours after the first time.

    Raises:
        UnavailableError: The index cannot be read.

    """
    return _Round(parts, before, time_left).run()


class _Round:
    def __init__(
        self, parts: RestartParts, before: Restarted, time_left: TimeLeft
    ) -> None:
        self._parts = parts
        self._before = before
        self._time_left = time_left
        self._started = 0
        self._failed: dict[str, None] = {}

    def run(self) -> Restarted:
        # What became ours and was not begun is in no query for the lost Region's.
        for record_id in self._before.failed:
            self._see_to(record_id, ours=True)
        # What is seen to is put off, and met once more further on: it is ours then.
        last = self._before.after
        for found in self._parts.records.unattended(
            _EVER, self._before.shard, after=last
        ):
            if self._time_left() < _RESERVE_SECONDS:
                return self._after(Progress.MORE, last)
            if found.id not in self._before.failed:
                self._see_to(found.id, ours=False)
            last = found
        if not self._failed:
            return self._after(Progress.DONE)
        over = self._before.round >= _MOST_ROUNDS
        return self._after(Progress.INCOMPLETE if over else Progress.AGAIN)

    def _see_to(self, record_id: str, *, ours: bool) -> None:
        try:
            self._started += self._begin(record_id, ours=ours)
        except UnavailableError as error:
            # One record is not to hold up all the others.
            self._failed[record_id] = None
            self._parts.telemetry.not_started(record_id, str(error))

    def _begin(self, record_id: str, *, ours: bool) -> bool:
        parts = self._parts
        record = parts.records.get(record_id)
        if record is None or record.state is not State.PENDING:
            return False
        if record.home_region == parts.home:
            run = record.run + 1
            soon = int(parts.now()) + _BEGIN_SECONDS
            if not parts.adoptions.adopt(record_id, run, attend_by=soon):
                # It has ended, or somebody else made it theirs.
                return False
            record = replace(record, run=run)
        elif not (ours and record.home_region == parts.here):
            return False
        parts.workflow.start(record, record.run, position=0)
        later = int(parts.now()) + _ATTEND_SECONDS
        parts.records.attend(record_id, attend_by=later)
        return True

    def _after(self, progress: Progress, last: Unattended | None = None) -> Restarted:
        failed = list(self._failed)
        return replace(
            self._before,
            round=self._before.round + (progress is Progress.AGAIN),
            started=self._before.started + self._started,
            failed=failed[:_MOST_NAMED],
            failed_count=len(failed),
            progress=progress,
            after=last,
        )
