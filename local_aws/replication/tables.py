"""DynamoDB's global tables: what is written in one Region is written in all.

Version 2019.11.21, with eventual consistency. A condition is decided by what the
Region of the call has: it is no lock across Regions.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
"""

import copy
import json
import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Self

from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType

from local_aws.replication import hook, measures
from local_aws.replication.shipments import Shipment
from local_aws.replication.writers import Stamp, Writers

# moto's tables are untyped.
_Table = Any
_Attributes = dict[str, Any] | None

VERSION = "2019.11.21"
_ATTRIBUTE = "global_table"

# Whoever reads or changes items takes it.
ITEMS = threading.RLock()


class GlobalTable:
    """A table of one name in several Regions.

    Attributes:
        regions: Where it is.
        source: Where it was made.

    """

    def __init__(self, account_id: str, name: str, source: str) -> None:
        """Start with the table that is there."""
        self.regions = {source}
        self.source = source
        self._account_id = account_id
        self._name = name
        self._writers = Writers()
        # How much of each replica's stream was seen.
        self._seen: dict[str, int] = {}
        self._mark(source)

    def __deepcopy__(self, _: object) -> Self:
        """Stay one: moto copies a table, to have it back if a transaction fails."""
        return self

    def add(self, table: _Table) -> None:
        """Take in a new replica, a copy of the source as it is."""
        self.collect(self.source)
        region = table.region_name
        self._writers.copy(self.source, region)
        self.regions.add(region)
        setattr(table, _ATTRIBUTE, self)
        self._mark(region)

    def remove(self, region: str) -> None:
        """Let go of a replica; one alone is no global table any more."""
        self.regions.discard(region)
        self._writers.forget(region)
        if len(self.regions) == 1:
            delattr(self.table(next(iter(self.regions))), _ATTRIBUTE)

    def table(self, region: str) -> _Table:
        """Return moto's table of a Region."""
        return dynamodb_backends[self._account_id][region].tables[self._name]

    def others(self, region: str) -> list[str]:
        """Return the other Regions, in order."""
        return sorted(self.regions - {region})

    def collect(self, region: str) -> None:
        """Send off what was written in a Region since it was looked at last."""
        table = self.table(region)
        records = table.stream_shard.items
        new = records[self._seen.get(region, 0) :]
        self._seen[region] = len(records)
        keys = {
            json.dumps(record.record["dynamodb"]["Keys"], sort_keys=True)
            for record in new
        }
        carrier = hook.current()
        if carrier is None:
            return
        now = carrier.now()
        for key in sorted(keys):
            stamp = self._writers.write(region, key)
            item = table.get_item(*_key_of(table, key))
            attributes = None if item is None else copy.deepcopy(item.attrs)
            for other in self.others(region):
                self._ship(carrier, region, other, now, key, stamp, attributes)

    def _ship(  # noqa: PLR0913, PLR0917 - a write is that much
        self,
        carrier: hook.Carrier,
        source: str,
        destination: str,
        accepted: datetime,
        key: str,
        stamp: Stamp,
        attributes: _Attributes,
    ) -> None:
        def deliver(now: datetime) -> None:
            if self._arrive(destination, key, stamp, attributes):
                measure(now)

        def measure(now: datetime) -> None:
            measures.table_latency(self._account_id, shipment, now)

        shipment = Shipment(
            service="dynamodb",
            source=source,
            destination=destination,
            accepted=accepted,
            deliver=deliver,
            label=self._name,
            measure=measure,
        )
        carrier.ship(shipment)

    def _arrive(
        self, region: str, key: str, stamp: Stamp, attributes: _Attributes
    ) -> bool:
        """Write what was written elsewhere; tell whether the replica is there."""
        with ITEMS:
            if region not in self.regions:
                return False
            # What was written here meanwhile has its own stamp first.
            self.collect(region)
            table = self.table(region)
            if self._writers.arrive(region, key, stamp):
                if attributes is None:
                    table.delete_item(*_key_of(table, key))
                else:
                    table.put_item(copy.deepcopy(attributes), overwrite=True)
                # It came from elsewhere, and goes nowhere.
                self._mark(region)
        return True

    def _mark(self, region: str) -> None:
        self._seen[region] = len(self.table(region).stream_shard.items)


def global_table_of(table: _Table) -> GlobalTable | None:
    """Return what a table is a replica of, if it is one."""
    found: GlobalTable | None = vars(table).get(_ATTRIBUTE)
    return found


def make_global(table: _Table) -> GlobalTable:
    """Return what a table is a replica of; make it one, the only one, if needed."""
    found = global_table_of(table)
    if found is None:
        found = GlobalTable(table.account_id, table.name, table.region_name)
        setattr(table, _ATTRIBUTE, found)
    return found


def collect(account_id: str, region: str) -> None:
    """Send off what was written in the tables of a Region."""
    with ITEMS:
        for table in _tables(account_id, region):
            found = global_table_of(table)
            if found is not None:
                found.collect(region)


def collect_all(account_id: str) -> None:
    """Send off what was written past the API, such as what has expired."""
    for region in list(dynamodb_backends[account_id]):
        collect(account_id, region)


def _tables(account_id: str, region: str) -> Iterator[_Table]:
    yield from list(dynamodb_backends[account_id][region].tables.values())


def _key_of(table: _Table, key: str) -> tuple[DynamoType, DynamoType | None]:
    keys = json.loads(key)
    hash_key = DynamoType(keys[table.hash_key_attr])
    if table.range_key_attr is None:
        return hash_key, None
    return hash_key, DynamoType(keys[table.range_key_attr])
