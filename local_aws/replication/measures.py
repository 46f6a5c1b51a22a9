"""What services measure of their replication.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from local_aws.regions import hook as regions
from local_aws.replication.shipments import Shipment
from local_aws.runtime import metrics
from local_aws.runtime.embedded_metrics import Datum

_MILLISECONDS = 1000


def table_latency(account_id: str, shipment: Shipment, now: datetime) -> None:
    """Write how long a change of a table took, or has waited, in its Region."""
    waited = (now - shipment.accepted).total_seconds() * _MILLISECONDS
    datum = Datum(
        namespace="AWS/DynamoDB",
        name="ReplicationLatency",
        dimensions=(
            ("ReceivingRegion", shipment.destination),
            ("TableName", shipment.label),
        ),
        values=(waited,),
        unit="Milliseconds",
        timestamp=now,
    )
    metrics.put(account_id, shipment.source, [datum])


def of_waiting(account_id: str, waiting: Sequence[Shipment], now: datetime) -> None:
    """Write how long the oldest change of each table has waited.

    AWS does not say what it measures of a change that does not arrive. A lag that
    nobody could see would make an alarm on it worthless, so it is seen here.
    """
    oldest = _oldest(each for each in waiting if each.service == "dynamodb")
    for shipment in oldest:
        if not regions.is_cut(shipment.source):
            table_latency(account_id, shipment, now)


def _oldest(shipments: Iterable[Shipment]) -> list[Shipment]:
    found: dict[tuple[str, str, str], Shipment] = {}
    for each in sorted(shipments, key=lambda s: s.accepted):
        found.setdefault((each.source, each.destination, each.label), each)
    return list(found.values())
