"""What a sweep costs when nothing is overdue but one record, as open records grow.

In DynamoDB's own measures: calls, items read, and read units as they are billed.
The table is moto's, which holds everything in memory: its times say nothing.
"""

import io
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
from moto import mock_aws

from batch.sweeper_service import SweeperParts, SweeperService
from batch.telemetry import SweeperTelemetry
from functions.environment import TelemetrySettings
from functions.telemetry import LogStream
from inferences.dynamo_records import INDEX, DynamoRecords
from inferences.paths import Path
from inferences.record import Document, Record

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_OPEN = (100, 1_000, 10_000)
_TABLE = "inferences"
_REGION = "eu-west-1"
_HOUR = 3600


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What one sweep asked of the table.

    Attributes:
        open_records: How many were open.
        calls: Operations, by name.
        items: Read by queries.

    """

    open_records: int
    calls: dict[str, int]
    items: int

    def __str__(self) -> str:
        """Give the figures of one size."""
        calls = ", ".join(f"{n} {name}" for name, n in sorted(self.calls.items()))
        return f"{self.open_records:,} open records: {calls}; {self.items} items read"


class _Idle:
    """Whatever else a sweep talks to: every execution is under way."""

    def is_running(self, _id: str, _run: int) -> bool:
        return True

    def start(self, *_: Any, **__: Any) -> None:  # noqa: ANN401 - as the port has it
        raise AssertionError

    def find(self, _window: str) -> None:
        return None

    def collect(self, _window: str) -> None:
        raise AssertionError


def measure() -> Iterator[Cost]:
    """Sweep tables of several sizes."""
    for size in _OPEN:
        with mock_aws():
            yield _swept(size)


def _swept(size: int) -> Cost:
    client = boto3.client(
        "dynamodb",
        _REGION,
        aws_access_key_id="bench",
        aws_secret_access_key="bench",  # noqa: S106 - moto's
    )
    _make_table(client)
    records = DynamoRecords(client, _TABLE)
    now = int(time.time())
    for number in range(size):
        overdue = number == 0
        records.create(_record(number), attend_by=now + (-_HOUR if overdue else _HOUR))
    calls: dict[str, int] = {}
    items = 0

    def count(model: Any, parsed: dict[str, Any], **_: object) -> None:  # noqa: ANN401 - botocore's
        nonlocal items
        calls[model.name] = calls.get(model.name, 0) + 1
        items += parsed.get("ScannedCount", 0)

    client.meta.events.register("after-call.dynamodb", count)
    idle = _Idle()
    stream = LogStream(
        TelemetrySettings(log_level="INFO", namespace="Bench", service="bench"),
        io.StringIO(),
    )
    parts = SweeperParts(
        records=records,
        workflow=idle,
        jobs=idle,
        results=idle,
        telemetry=SweeperTelemetry(stream),
        region=_REGION,
    )
    SweeperService(parts).run(lambda: 60.0)
    return Cost(open_records=size, calls=calls, items=items)


def _record(number: int) -> Record:
    return Record(
        # Spread over the shards as random ids are.
        id=f"{number * 2654435761 % 16**8:08x}".ljust(32, "0"),
        owner="bench",
        request_digest="0" * 64,
        traffic_class="standard",
        payload=Document(text='{"instances":["a"]}'),
        chain=(Path.BATCH,),
        home_region=_REGION,
        created_at="2026-11-22T00:00:00+00:00",
        run=0,
    )


def _make_table(client: "DynamoDBClient") -> None:
    client.create_table(
        TableName=_TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "unfinished", "AttributeType": "S"},
            {"AttributeName": "attendBy", "AttributeType": "N"},
        ],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": INDEX,
                "KeySchema": [
                    {"AttributeName": "unfinished", "KeyType": "HASH"},
                    {"AttributeName": "attendBy", "KeyType": "RANGE"},
                ],
                "Projection": {
                    "ProjectionType": "INCLUDE",
                    "NonKeyAttributes": ["homeRegion", "run", "window"],
                },
            }
        ],
    )
