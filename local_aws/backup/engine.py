"""The engine: does jobs, begins those of plans, and deletes what is past its time.

It goes by the local clock, and stops a move of it wherever a plan has something to
begin. A Region that is cut off begins nothing: a job waits until each Region that it
takes is there, and is given up if its plan lets it wait no longer.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from datetime import datetime

from local_aws.backup import schedules
from local_aws.backup.jobs import copy_job
from local_aws.backup.permissions import RefusedError
from local_aws.backup.records import RESOURCE_TYPE, Backups, Job
from local_aws.clock import Clock
from local_aws.regions import hook as regions
from local_aws.runtime import metrics
from local_aws.runtime.embedded_metrics import Datum

logger = logging.getLogger(__name__)

_TICK_SECONDS = 1.0
_UNFINISHED = ("CREATED", "RUNNING")


class BackupEngine:
    """AWS Backup at work, for one account."""

    def __init__(self, backups: Backups, clock: Clock) -> None:
        """Take what it keeps, and the time it goes by."""
        self._backups = backups
        self._clock = clock
        self._at = clock.now()
        self._changed = threading.Condition(backups.lock)
        self._closed = False
        self._leave: Callable[[], None] = lambda: None
        self._thread = threading.Thread(target=self._run, name="backup", daemon=True)

    def start(self) -> None:
        """Work from now on."""
        self._clock.listen(lambda _, to: self.run_until(to), self.next_due)
        outages = regions.current()
        if outages is not None:
            self._leave = outages.listen(lambda: self.run_until(self._clock.now()))
        self._thread.start()

    def close(self) -> None:
        """Work no more; returns when nothing is under way."""
        self._leave()
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    def now(self) -> datetime:
        """Return the time it goes by."""
        return self._clock.now()

    def submit(self, job: Job) -> None:
        """Do a job, soon."""
        with self._changed:
            self._backups.of(job.region).jobs[job.id] = job
            self._count(job, "Created", self._clock.now())
            self._changed.notify_all()

    def next_due(self, after: datetime, until: datetime) -> datetime | None:
        """Return when a plan has something to begin first, between two instants."""
        with self._changed:
            if self._closed:
                return None
            return schedules.next_due(self._backups, min(after, self._at), until)

    def run_until(self, now: datetime) -> None:
        """Do all that there is to do up to a time."""
        with self._changed:
            while (due := self.next_due(self._at, now)) is not None:
                for job in schedules.due(self._backups, self._at, due):
                    self.submit(job)
                self._at = max(self._at, due)
                self._work(due)
            self._at = max(self._at, now)
            self._work(now)
            self._expire(now)

    def _work(self, now: datetime) -> None:
        while jobs := list(self._ready(now)):
            for job in jobs:
                self._do(job, now)

    def _ready(self, now: datetime) -> Iterator[Job]:
        for kept in self._backups.regions():
            for job in list(kept.jobs.values()):
                if job.state not in _UNFINISHED:
                    continue
                late = job.start_by is not None and job.start_by < now
                if late or not any(map(regions.is_cut, job.regions)):
                    yield job

    def _do(self, job: Job, now: datetime) -> None:
        job.completed = now
        if job.start_by is not None and job.start_by < now:
            job.state, job.message = "EXPIRED", "It could not begin in time."
        else:
            try:
                job.details.update(job.run(now))
                job.state = "COMPLETED"
            except RefusedError as error:
                job.state, job.message = "FAILED", str(error)
                logger.warning("%s job %s: %s", job.kind, job.id, error)
        self._count(job, job.state.capitalize(), now)
        if job.kind == "backup" and job.state == "COMPLETED":
            self._copy(job, now)

    def _copy(self, job: Job, now: datetime) -> None:
        """Begin the copies that a plan wants of its backup."""
        vault = self._backups.of(job.region).vaults[job.vault]
        point = vault.points[job.details["RecoveryPointArn"]]
        for destination_arn, lifecycle in schedules.copies_of(self._backups, job):
            destination = self._backups.vault(destination_arn)
            if destination is None:
                logger.warning("copy of %s: no vault %s", point.arn, destination_arn)
                continue
            made = copy_job(
                self._backups,
                vault,
                point,
                destination,
                role_arn=job.role_arn,
                lifecycle=lifecycle,
                now=now,
            )
            self.submit(made)

    def _expire(self, now: datetime) -> None:
        for kept in self._backups.regions():
            if regions.is_cut(kept.region):
                continue
            for vault in kept.vaults.values():
                for point in list(vault.points.values()):
                    if point.delete_at is not None and point.delete_at <= now:
                        del vault.points[point.arn]

    def _count(self, job: Job, what: str, now: datetime) -> None:
        """Count a job.

        https://docs.aws.amazon.com/aws-backup/latest/devguide/cloudwatch.html
        """
        if regions.is_cut(job.region):
            return
        dimensions = (
            (("BackupVaultName", job.vault),),
            (("ResourceType", RESOURCE_TYPE),),
        )
        data = [
            Datum(
                namespace="AWS/Backup",
                name=f"NumberOf{job.kind.capitalize()}Jobs{what}",
                dimensions=each,
                values=(1.0,),
                unit="Count",
                timestamp=now,
            )
            for each in dimensions
        ]
        metrics.put(self._backups.account_id, job.region, data)

    def _run(self) -> None:
        while True:
            with self._changed:
                if self._closed:
                    return
                self.run_until(self._clock.now())
                self._changed.wait(_TICK_SECONDS)
