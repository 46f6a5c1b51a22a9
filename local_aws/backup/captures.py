"""What a backup of a table holds, and how it becomes a table again.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CreateBackup.html
"""

import copy
from dataclasses import dataclass
from typing import Any

from moto.dynamodb.models import dynamodb_backends

from local_aws.replication.tables import ITEMS

# moto's tables are untyped.
_Table = Any

_KEPT = ("attr", "billing_mode", "global_indexes", "schema", "throughput")


@dataclass(frozen=True, kw_only=True)
class Capture:
    """A table at an instant.

    Not in it are tags, streams, time to live, point-in-time recovery, deletion
    protection and scaling: "You must manually set up the following on the restored
    table".

    Attributes:
        indexes: Local ones, as described.
        items: As moto has them.
        settings: Attributes of moto's table.
        size_bytes: Of the items.

    """

    indexes: list[dict[str, Any]]
    items: Any
    settings: dict[str, Any]
    size_bytes: int


def find_table(account_id: str, arn: str) -> _Table | None:
    """Return moto's table of an ARN, None if there is none."""
    _, _, _, region, _, resource = arn.split(":", 5)
    tables = dynamodb_backends[account_id][region].tables
    return tables.get(resource.removeprefix("table/"))


def capture(table: _Table) -> Capture:
    """Return a table as it is now."""
    with ITEMS:
        return Capture(
            indexes=[index.describe() for index in table.indexes],
            items=copy.deepcopy(table.items),
            settings={name: copy.deepcopy(getattr(table, name)) for name in _KEPT},
            size_bytes=sum(item.size() for item in table.all_items()),
        )


def restore(
    taken: Capture, account_id: str, region: str, name: str, key_arn: str | None
) -> str:
    """Make a new table of a backup; returns its ARN.

    Args:
        taken: The backup.
        account_id: Of the table.
        region: Likewise.
        name: Which no table has.
        key_arn: That encrypts it; None for DynamoDB's own.

    """
    encryption = key_arn and {
        "Enabled": True,
        "KMSMasterKeyId": key_arn,
        "SSEType": "KMS",
    }
    with ITEMS:
        table = dynamodb_backends[account_id][region].create_table(
            name,
            schema=copy.deepcopy(taken.settings["schema"]),
            throughput=None,
            attr=copy.deepcopy(taken.settings["attr"]),
            global_indexes=None,
            indexes=copy.deepcopy(taken.indexes),
            streams=None,
            billing_mode=taken.settings["billing_mode"],
            sse_specification=encryption or None,
            tags=[],
            deletion_protection_enabled=False,
            warm_throughput=None,
        )
        for attribute, value in taken.settings.items():
            setattr(table, attribute, copy.deepcopy(value))
        table.items = copy.deepcopy(taken.items)
    return str(table.table_arn)
