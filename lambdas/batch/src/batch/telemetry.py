"""What the batch functions tell of themselves; never a payload or a result."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from functions.telemetry import LogStream, Measured

if TYPE_CHECKING:
    from batch.gathering import Gathered
    from batch.ports import Job
    from batch.results_service import Ended
    from batch.sweeper_service import Swept


class _Telemetry:
    """Log lines, and metrics with what they are about."""

    def __init__(self, stream: LogStream) -> None:
        """Take the log."""
        self._stream = stream

    def _count(self, counts: Mapping[str, int], about: Mapping[str, Any]) -> None:
        metrics: dict[str, Measured] = {
            name: (value, "Count") for name, value in counts.items()
        }
        self._stream.measure(metrics, about)


class WindowTelemetry(_Telemetry):
    """Tells of windows as they are gathered."""

    def gathered(self, window: str, gathered: "Gathered") -> None:
        """Tell how much waited."""
        about = {"window": window, "dropped": len(gathered.dropped)}
        self._stream.log.info(
            "window gathered",
            extra={**about, "records": len(gathered.lines), "bytes": gathered.bytes},
        )
        self._stream.measure(
            {
                "WindowRecords": (len(gathered.lines), "Count"),
                "WindowBytes": (gathered.bytes, "Bytes"),
            },
            about,
        )

    def window_ended(self, window: str, outcome: str) -> None:
        """Tell how a window came out."""
        self._stream.log.info(
            "window done", extra={"window": window, "outcome": outcome}
        )

    def job_limit(self, window: str, reason: str) -> None:
        """Tell that SageMaker takes no more jobs: what waits waits longer."""
        about = {"window": window}
        self._stream.log.error(
            "transform job refused by a limit", extra={**about, "reason": reason}
        )
        self._count({"ResourceLimitExceeded": 1}, about)

    def refused(self, record_id: str) -> None:
        """Tell of a record that no job could carry."""
        about = {"record": record_id}
        self._stream.log.warning("record too large for a job", extra=about)
        self._count({"RecordsFailed": 1}, about)

    def payload_unavailable(self, record_id: str, reason: str) -> None:
        """Tell of a record that is left for a later window."""
        about = {"record": record_id}
        self._stream.log.error(
            "payload cannot be read", extra={**about, "reason": reason}
        )
        self._count({"PayloadUnavailable": 1}, about)

    def message_unreadable(self) -> None:
        """Tell of a message that names no record."""
        self._stream.log.error("message names no record")
        self._count({"MessageUnreadable": 1}, {})

    def not_deleted(self, count: int) -> None:
        """Tell of messages that come back although they are seen to."""
        self._stream.log.warning("messages not deleted", extra={"messages": count})


class ResultsTelemetry(_Telemetry):
    """Tells of windows as they end."""

    def not_ended(self, window: str) -> None:
        """Tell of an event that came for nothing."""
        self._stream.log.info("job has not ended", extra={"window": window})

    def other_job(self, name: str) -> None:
        """Tell of a job that is no window's."""
        self._stream.log.info("job is of no window", extra={"job": name})

    def no_manifest(self, window: str) -> None:
        """Tell of a job that has our name, and of which nothing is known."""
        self._stream.log.error("window has no manifest", extra={"window": window})

    def collected(self, window: str, job: "Job", ended: "Ended") -> None:
        """Tell what became of a window's records."""
        about = {"window": window, "job_status": job.status.value}
        failed = sum(ended.failed.values())
        log = self._stream.log.error if job.gave_up else self._stream.log.info
        log(
            "window collected",
            extra={
                **about,
                "reason": job.reason,
                "succeeded": ended.succeeded,
                "failed": ended.failed,
                "redriven": ended.redriven,
                "passed": ended.passed,
            },
        )
        self._count(
            {
                "RecordsSucceeded": ended.succeeded,
                "RecordsFailed": failed,
                "RecordsRedriven": ended.redriven,
            },
            about,
        )


class SweeperTelemetry(_Telemetry):
    """Tells of sweeps."""

    def swept(self, swept: "Swept") -> None:
        """Tell what a sweep did."""
        self._stream.log.info(
            "swept",
            extra={
                "begun": swept.begun,
                "attended": swept.attended,
                "windows": swept.windows,
                "failed": swept.failed,
                "complete": swept.complete,
            },
        )
        self._count(
            {
                "RecordsSwept": swept.begun,
                "WindowsCollectedAgain": swept.windows,
                "SweepFailures": swept.failed,
                "SweepIncomplete": int(not swept.complete),
            },
            {},
        )

    def not_swept(self, record_id: str, reason: str) -> None:
        """Tell of a record that the next sweep has to see to."""
        self._stream.log.error(
            "record not swept", extra={"record": record_id, "reason": reason}
        )
