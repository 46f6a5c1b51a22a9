"""Fetches prices from AWS's Price List API."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from costs.price_offers import Offer, offer_of
from prices import GLOBAL, Price

# The Price List API answers there; not every Region has it.
# https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/price-list-query-api.html
PRICING_REGION = "us-east-1"
_CURRENCY = "USD"


class Pricing(Protocol):
    """What is used of boto3's client."""

    def get_paginator(self, operation_name: str, /) -> Any:  # noqa: ANN401 - boto3's
        """Return what turns the pages of an operation."""


@dataclass(frozen=True, kw_only=True)
class Refreshed:
    """What came of it.

    Attributes:
        prices: All of them, in the order they had.
        fetched: Those that AWS told.
        kept: Those that AWS did not tell, as they were.

    """

    prices: tuple[Price, ...]
    fetched: tuple[Price, ...]
    kept: tuple[Price, ...]


class PriceList:
    """AWS's Price List."""

    def __init__(self, client: Pricing, today: date) -> None:
        """Take a client of PRICING_REGION, and the date."""
        self._client = client
        self._today = today
        self._products: dict[tuple[str, str], list[Mapping[str, Any]]] = {}

    def refresh(self, prices: Iterable[Price]) -> Refreshed:
        """Ask for each price, and keep those that are not found."""
        found: list[Price] = []
        fetched: list[Price] = []
        kept: list[Price] = []
        for price in prices:
            new = self._fetch(price)
            found.append(new or price)
            (fetched if new else kept).append(new or price)
        return Refreshed(prices=tuple(found), fetched=tuple(fetched), kept=tuple(kept))

    def _fetch(self, price: Price) -> Price | None:
        offer = offer_of(price.name, price.kind)
        if offer is None or price.region == GLOBAL:
            return None
        amounts = {
            amount
            for product in self._of(offer.service, price.region)
            if offer.matches(_attributes(product).get("usagetype", ""))
            for amount in [_amount(product)]
            if amount is not None
        }
        if len(amounts) != 1:
            return None  # none, or several: then nothing tells which is ours
        return replace(
            price,
            usd=(amounts.pop() * price.per).normalize(),
            source=_source(offer),
            seen=self._today,
            verified=True,
        )

    def _of(self, service: str, region: str) -> list[Mapping[str, Any]]:
        """Return a service's products of a Region, asked for once."""
        key = (service, region)
        if key not in self._products:
            self._products[key] = list(self._ask(service, region))
        return self._products[key]

    def _ask(self, service: str, region: str) -> Iterator[Mapping[str, Any]]:
        pages = self._client.get_paginator("get_products").paginate(
            ServiceCode=service,
            Filters=[{"Type": "TERM_MATCH", "Field": "regionCode", "Value": region}],
            FormatVersion="aws_v1",
        )
        for page in pages:
            for text in page["PriceList"]:
                yield json.loads(text) if isinstance(text, str) else text


def _source(offer: Offer) -> str:
    return f"AWS Price List API, {offer.service} {offer.usage}"


def _attributes(product: Mapping[str, Any]) -> Mapping[str, str]:
    found: Mapping[str, str] = product.get("product", {}).get("attributes", {})
    return found


def _amount(product: Mapping[str, Any]) -> Decimal | None:
    """Return what a unit costs in the first tier that is not free."""
    tiers = []
    for term in product.get("terms", {}).get("OnDemand", {}).values():
        for dimension in term.get("priceDimensions", {}).values():
            usd = _decimal(dimension.get("pricePerUnit", {}).get(_CURRENCY))
            begins = _decimal(dimension.get("beginRange", "0"))
            if usd and begins is not None:
                tiers.append((begins, usd))
    return min(tiers)[1] if tiers else None


def _decimal(text: object) -> Decimal | None:
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return None
