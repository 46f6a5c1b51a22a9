"""The use case: what is overdue and nobody works on is begun again.

The table is in two Regions and so is a sweeper. Each sees to the records whose home
its Region is: executions of the other one are out of its sight, and look as if they
were over. Work changes hands by a change of the record's home alone (`failover`).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from batch.ports import JobFinder, Results, TimeLeft
from batch.shards import shards_from
from batch.telemetry import SweeperTelemetry
from inferences.errors import UnavailableError
from inferences.ports import Records, Workflow
from inferences.record import State, Unattended

# As long as the workflow has that is begun by a request.
_ATTEND_SECONDS = 900
_RESERVE_SECONDS = 10.0


@dataclass(frozen=True, kw_only=True)
class SweeperParts:
    """What a sweep needs of the outside; `region` is this one."""

    records: Records
    workflow: Workflow
    jobs: JobFinder
    results: Results
    telemetry: SweeperTelemetry
    region: str


@dataclass(kw_only=True)
class Swept:
    """What a sweep did, for telemetry.

    Attributes:
        begun: Executions that were begun.
        attended: Records whose execution is under way.
        windows: Windows whose results are collected once more.
        failed: Records that could not be seen to; the next sweep tries again.
        complete: Whether there was time for all.

    """

    begun: int = 0
    attended: int = 0
    windows: int = 0
    failed: int = 0
    complete: bool = True


class SweeperService:
    """Looks at what is overdue, by the index of unfinished records."""

    def __init__(
        self, parts: SweeperParts, *, now: Callable[[], float] = time.time
    ) -> None:
        """Take the parts; `now` is in seconds since 1970."""
        self._parts = parts
        self._now = now

    def run(self, time_left: TimeLeft) -> Swept:
        """Sweep all shards, as far as time goes.

        Raises:
            UnavailableError: The index cannot be read.

        """
        swept = Swept()
        asked: set[str] = set()
        now = self._now()
        try:
            for shard in shards_from(now):
                for found in self._parts.records.unattended(int(now), shard):
                    if found.home_region not in (None, self._parts.region):
                        continue
                    if time_left() < _RESERVE_SECONDS:
                        swept.complete = False
                        return swept
                    self._attend_to(found, asked, swept)
            return swept
        finally:
            self._parts.telemetry.swept(swept)

    def _attend_to(self, found: Unattended, asked: set[str], swept: Swept) -> None:
        try:
            if not self._is_running(found):
                # Even in a window: no token of it can be answered any more.
                swept.begun += self._begin(found)
                return
            if found.window is not None:
                self._collect(found.window, asked, swept)
            if self._parts.records.attend(found.id, attend_by=self._later()):
                swept.attended += 1
        except UnavailableError as error:
            # One record is not to hold up all the others.
            self._parts.telemetry.not_swept(found.id, str(error))
            swept.failed += 1

    def _is_running(self, found: Unattended) -> bool:
        return found.run >= 0 and self._parts.workflow.is_running(found.id, found.run)

    def _begin(self, found: Unattended) -> bool:
        run = found.run + 1
        if not self._parts.records.begin_run(
            found.id, run, home=self._parts.region, attend_by=self._later()
        ):
            # It has ended, somebody else began, or another Region took over: the
            # index is behind the table.
            return False
        record = self._parts.records.get(found.id)
        if record is None or record.state is not State.PENDING:
            return False
        # Dying before this leaves a run without an execution, which the sweep
        # after the next takes for one that has ended.
        self._parts.workflow.start(record, run, position=0)
        return True

    def _collect(self, window: str, asked: set[str], swept: Swept) -> None:
        """Have the results of a window collected whose job has ended, once a sweep."""
        if window in asked:
            return
        job = self._parts.jobs.find(window)
        if job is not None and job.ended:
            self._parts.results.collect(window)
            swept.windows += 1
        asked.add(window)

    def _later(self) -> int:
        return int(self._now()) + _ATTEND_SECONDS
