"""What a run tells of itself: a line for each decision, and metrics of them all."""

from auto_stop.decision import Decision, Summary
from auto_stop.judging import Reason
from functions.telemetry import LogStream

_LOUD = {Reason.FAILED, Reason.UNREADABLE, Reason.OUT_OF_TIME}


class AutoStopTelemetry:
    """Log lines and metrics in one stream."""

    def __init__(self, stream: LogStream) -> None:
        """Take the log."""
        self._stream = stream

    def decided(self, decision: Decision) -> None:
        """Tell what becomes of an endpoint."""
        log = self._stream.log
        say = log.warning if decision.reason in _LOUD else log.info
        say(
            "endpoint judged",
            extra={
                "endpoint": decision.endpoint,
                "verdict": decision.verdict,
                "reason": decision.reason,
                "why": decision.why,
                "action": decision.action,
                "outcome": decision.outcome,
                "dry_run": decision.dry_run,
                "monthly_saving_usd": None
                if decision.saving is None
                else f"{decision.saving:.2f}",
            },
        )

    def ran(self, summary: Summary) -> None:
        """Tell what the run came to."""
        self._stream.measure(
            {
                "EndpointsSeen": (summary.seen, "Count"),
                "EndpointsIdle": (summary.idle, "Count"),
                "EndpointsStopped": (summary.stopped, "Count"),
                "StopsFailed": (summary.failed, "Count"),
                "EndpointsNotPriced": (summary.not_priced, "Count"),
                "EstimatedMonthlySaving": (float(round(summary.saving, 2)), "None"),
            },
            {"spared": dict(summary.spared)},
        )
        for reason, count in sorted(summary.spared.items()):
            self._stream.measure(
                {"EndpointsSpared": (count, "Count")},
                {},
                dimensions={"reason": reason},
            )
