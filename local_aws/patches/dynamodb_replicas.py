"""DynamoDB: replicas of a table in other Regions (version 2019.11.21).

moto takes an UpdateTable that adds a replica, and does nothing.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GlobalTables.html
"""

import copy
from typing import Any

from moto.dynamodb.models import DynamoDBBackend, dynamodb_backends
from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoHandler, DynamoResult

from local_aws.patches.replacing import Method, replace
from local_aws.replication.tables import (
    ITEMS,
    VERSION,
    GlobalTable,
    global_table_of,
    make_global,
)

# moto's tables are untyped.
_Table = Any

# What is one for all replicas; all else each has of its own.
_SHARED = ("attr", "billing_mode", "global_indexes", "throughput", "warm_throughput")


def apply() -> None:
    """Change moto's DynamoDB."""
    replace(DynamoHandler, "update_table", _replicating)
    replace(DynamoDBBackend, "update_table", _in_all_regions)
    replace(DynamoDBBackend, "update_time_to_live", _in_all_regions)
    replace(DynamoDBBackend, "delete_table", _leaving)
    replace(Table, "describe", _naming_replicas)


def _replicating(original: Method) -> Method:
    """Add, change and take away replicas."""

    def update_table(self: Any) -> Any:  # noqa: ANN401 - moto is untyped
        with ITEMS:
            original(self)
            table = self.dynamodb_backend.get_table(self.body["TableName"])
            for update in self.body.get("ReplicaUpdates") or ():
                [(action, what)] = update.items()
                _ACTIONS[action](table, what)
            return DynamoResult(table.describe())

    return update_table


def _create(table: _Table, what: dict[str, Any]) -> None:
    region = what["RegionName"]
    replica = dynamodb_backends[table.account_id][region].create_table(
        table.name,
        schema=copy.deepcopy(table.schema),
        throughput=None,
        attr=copy.deepcopy(table.attr),
        global_indexes=None,
        indexes=[index.describe() for index in table.indexes],
        streams=copy.deepcopy(table.stream_specification),
        billing_mode=table.billing_mode,
        sse_specification=_encryption(what.get("KMSMasterKeyId")),
        tags=[],
        deletion_protection_enabled=False,
        warm_throughput=None,
    )
    _share(table, replica)
    replica.items = copy.deepcopy(table.items)
    make_global(table).add(replica)


def _update(table: _Table, what: dict[str, Any]) -> None:
    key = what.get("KMSMasterKeyId")
    if key:
        found = make_global(table).table(what["RegionName"])
        found.sse_specification = _encryption(key)


def _delete(table: _Table, what: dict[str, Any]) -> None:
    dynamodb_backends[table.account_id][what["RegionName"]].delete_table(table.name)


_ACTIONS = {"Create": _create, "Delete": _delete, "Update": _update}


def _encryption(key: str | None) -> dict[str, Any] | None:
    if not key:
        return None
    return {"Enabled": True, "KMSMasterKeyId": key, "SSEType": "KMS"}


def _share(source: _Table, replica: _Table) -> None:
    for name in _SHARED:
        setattr(replica, name, copy.deepcopy(getattr(source, name)))
    replica.ttl = dict(source.ttl)


def _in_all_regions(original: Method) -> Method:
    """Change in every replica what is one for all of them."""

    def update(self: Any, *args: Any, **named: Any) -> Any:  # noqa: ANN401 - moto is untyped
        result = original(self, *args, **named)
        name = named.get("name") or (args[0] if args else named.get("table_name"))
        table = self.get_table(name)
        group = global_table_of(table)
        if group is not None:
            for region in group.others(table.region_name):
                _share(table, group.table(region))
        return result

    return update


def _leaving(original: Method) -> Method:
    """Let a replica that is deleted leave the others."""

    def delete_table(self: Any, name: str) -> Any:  # noqa: ANN401 - moto is untyped
        with ITEMS:
            group = global_table_of(self.get_table(name))
            table = original(self, name)
            if group is not None:
                group.remove(table.region_name)
        return table

    return delete_table


def _naming_replicas(original: Method) -> Method:
    """Name the table's replicas in other Regions."""

    def describe(self: Any, base_key: str = "TableDescription") -> dict[str, Any]:  # noqa: ANN401 - moto is untyped
        result: dict[str, Any] = original(self, base_key=base_key)
        group = global_table_of(self)
        if group is not None and len(group.regions) > 1:
            result[base_key]["GlobalTableVersion"] = VERSION
            result[base_key]["Replicas"] = [
                _description(group, region) for region in group.others(self.region_name)
            ]
        return result

    return describe


def _description(group: GlobalTable, region: str) -> dict[str, Any]:
    table = group.table(region)
    description = {"RegionName": region, "ReplicaStatus": "ACTIVE"}
    key = (table.sse_specification or {}).get("KMSMasterKeyId")
    if key:
        description["KMSMasterKeyId"] = key
    indexes = [{"IndexName": index.name} for index in table.global_indexes]
    return {**description, "GlobalSecondaryIndexes": indexes}
