"""Items that expire: they go when the clock has passed the time they hold.

AWS lets them stay for a few days more at times, and still shows them until then;
here they go at once, so that a test sees that they do.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from moto.dynamodb.models import dynamodb_backends

from local_aws.regions import hook
from local_aws.replication.tables import ITEMS

logger = logging.getLogger(__name__)

# "Items with a TTL attribute older than 5 years are not deleted".
_TOO_OLD_SECONDS = 5 * 365 * 24 * 3600


def expire(account_id: str, at: datetime) -> None:
    """Delete all items of an account whose time has passed, where that can be."""
    now = at.timestamp()
    for region, backend in list(dynamodb_backends[account_id].items()):
        if hook.is_cut(region):
            continue
        for table in list(backend.tables.values()):
            attribute = table.ttl.get("AttributeName")
            if table.ttl.get("TimeToLiveStatus") == "ENABLED" and attribute:
                with ITEMS:
                    _clear(table, attribute, now)


def _clear(table: Any, attribute: str, now: float) -> None:  # noqa: ANN401 - moto is untyped
    gone = [item for item in _items(table) if _is_over(item.attrs.get(attribute), now)]
    for item in gone:
        table.delete_item(item.hash_key, item.range_key)
    if gone:
        logger.info("%s: %d items have expired", table.name, len(gone))


def _items(table: Any) -> Iterator[Any]:  # noqa: ANN401 - moto is untyped
    # moto's own list is sorted, which takes longer than all the rest.
    for found in table.items.values():
        if table.range_key_attr:
            yield from found.values()
        else:
            yield found


def _is_over(value: Any, now: float) -> bool:  # noqa: ANN401 - moto is untyped
    # Of another type it says nothing.
    if value is None or value.type != "N":
        return False
    return bool(now - _TOO_OLD_SECONDS < float(value.value) < now)
