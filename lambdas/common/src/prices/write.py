"""Writes prices in the form that `prices.read` reads."""

import json
from collections.abc import Iterable
from typing import Any

from prices.price import Price
from prices.read import SCHEMA


def document(prices: Iterable[Price]) -> dict[str, Any]:
    """Return a file of prices as a JSON value."""
    return {"schema": SCHEMA, "prices": [_row(one) for one in prices]}


def text(prices: Iterable[Price]) -> str:
    """Return a file of prices, a line a price: what changed is seen by `diff`."""
    rows = ",\n".join(f"    {json.dumps(_row(one))}" for one in prices)
    return f'{{\n  "schema": {SCHEMA},\n  "prices": [\n{rows}\n  ]\n}}\n'


def _row(price: Price) -> dict[str, Any]:
    kind = {"kind": price.kind} if price.kind else {}
    return {
        "name": price.name,
        **kind,
        "region": price.region,
        "usd": f"{price.usd:f}",
        "per": int(price.per),
        "unit": price.unit,
        "source": price.source,
        "seen": price.seen.isoformat(),
        "verified": price.verified,
    }
