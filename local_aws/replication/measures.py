"""What services measure of their replication.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html

A Region that is cut off measures nothing.
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
    _put(account_id, shipment.source, datum)


def object_latency(
    account_id: str, rule_id: str, shipment: Shipment, now: datetime
) -> None:
    """Write how far a copy is behind by a rule, in the Region of the copy."""
    seconds = (now - shipment.accepted).total_seconds()
    _put_object(account_id, rule_id, shipment, ("ReplicationLatency", seconds), now)


def object_failed(
    account_id: str, rule_id: str, shipment: Shipment, now: datetime
) -> None:
    """Count an object that could not be copied, in the Region of the original."""
    failed = ("OperationsFailedReplication", 1.0)
    _put_object(account_id, rule_id, shipment, failed, now)


def of_waiting(waiting: Sequence[Shipment], now: datetime) -> None:
    """Write how long the oldest change of each table, and bucket, has waited.

    AWS does not say what it measures of a change that does not arrive. A lag that
    nobody could see would make an alarm on it worthless, so it is seen here.
    """
    for shipment in _oldest(waiting):
        shipment.measure(now)


def _put_object(
    account_id: str,
    rule_id: str,
    shipment: Shipment,
    measured: tuple[str, float],
    now: datetime,
) -> None:
    name, value = measured
    late = name == "ReplicationLatency"
    source, _, destination = shipment.label.partition(" to ")
    datum = Datum(
        namespace="AWS/S3",
        name=name,
        dimensions=(
            ("DestinationBucket", destination),
            ("RuleId", rule_id),
            ("SourceBucket", source),
        ),
        values=(value,),
        unit="Seconds" if late else "Count",
        timestamp=now,
    )
    _put(account_id, shipment.destination if late else shipment.source, datum)


def _put(account_id: str, region: str, datum: Datum) -> None:
    if not regions.is_cut(region):
        metrics.put(account_id, region, [datum])


def _oldest(shipments: Iterable[Shipment]) -> list[Shipment]:
    found: dict[tuple[str, str, str, str], Shipment] = {}
    for each in sorted(shipments, key=lambda s: s.accepted):
        key = (each.service, each.source, each.destination, each.label)
        found.setdefault(key, each)
    return list(found.values())
