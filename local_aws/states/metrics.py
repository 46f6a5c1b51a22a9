"""What Step Functions itself counts, in AWS/States.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
"""

from local_aws.clock import Clock
from local_aws.runtime import metrics
from local_aws.runtime.embedded_metrics import Datum

_NAMESPACE = "AWS/States"
_ENDED = {
    "ABORTED": "ExecutionsAborted",
    "FAILED": "ExecutionsFailed",
    "SUCCEEDED": "ExecutionsSucceeded",
    "TIMED_OUT": "ExecutionsTimedOut",
}


class StatesMetrics:
    """Writes metrics at the time of the clock."""

    def __init__(self, clock: Clock) -> None:
        """Take the clock."""
        self._clock = clock

    def started(self, account_id: str, region: str, machine_arn: str) -> None:
        """Count an execution that begins."""
        started = ("ExecutionsStarted", 1.0, "Count")
        self._put(account_id, region, machine_arn, [started])

    def ended(
        self,
        account_id: str,
        region: str,
        machine_arn: str,
        status: str,
        seconds: float,
    ) -> None:
        """Count an execution that ended, and the time that it took."""
        self._put(
            account_id,
            region,
            machine_arn,
            [
                (_ENDED[status], 1.0, "Count"),
                ("ExecutionTime", seconds * 1000, "Milliseconds"),
            ],
        )

    def _put(
        self,
        account_id: str,
        region: str,
        machine_arn: str,
        counts: list[tuple[str, float, str]],
    ) -> None:
        now = self._clock.now()
        metrics.put(
            account_id,
            region,
            [
                Datum(
                    namespace=_NAMESPACE,
                    name=name,
                    dimensions=(("StateMachineArn", machine_arn),),
                    values=(value,),
                    unit=unit,
                    timestamp=now,
                )
                for name, value, unit in counts
            ],
        )
