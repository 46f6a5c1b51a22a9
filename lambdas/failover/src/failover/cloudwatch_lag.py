"""What DynamoDB measures of the replication of a table.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html#ReplicationLatency
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from inferences.clients import reaching

_LOOK_BACK = timedelta(minutes=5)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class CloudWatchLag:
    """The replication latency, as the sending Region has it."""

    def __init__(
        self,
        clients: Mapping[str, Any],
        table: str,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        """Take a client for each Region, by its name, and the table's name."""
        self._clients = clients
        self._table = table
        self._now = now

    def seconds(self) -> float | None:
        """Return the worst of the last minutes, both ways; None if nothing was.

        Raises:
            UnavailableError: CloudWatch cannot be reached or refuses.

        """
        found = [
            point["Maximum"] / 1000
            for sender in self._clients
            for receiver in self._clients
            if sender != receiver
            for point in self._points(sender, receiver)
        ]
        return max(found, default=None)

    def _points(self, sender: str, receiver: str) -> list[dict[str, float]]:
        now = self._now()
        with reaching(f"CloudWatch in {sender}"):
            answer = self._clients[sender].get_metric_statistics(
                Namespace="AWS/DynamoDB",
                MetricName="ReplicationLatency",
                Dimensions=[
                    {"Name": "TableName", "Value": self._table},
                    {"Name": "ReceivingRegion", "Value": receiver},
                ],
                StartTime=now - _LOOK_BACK,
                EndTime=now,
                Period=60,
                Statistics=["Maximum"],
            )
        points: list[dict[str, float]] = answer["Datapoints"]
        return points
