"""Lines of a bill."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from costs.money import cents
from prices import Price, Prices


@dataclass(frozen=True, kw_only=True)
class Line:
    """Something that is charged for, in a month.

    Attributes:
        what: In words.
        region: Where.
        quantity: In the price's unit, a month.
        price: Of so many units.

    """

    what: str
    region: str
    quantity: Decimal
    price: Price

    @property
    def exact(self) -> Decimal:
        """US dollars a month, not rounded."""
        return self.price.of(self.quantity)

    @property
    def usd(self) -> Decimal:
        """US dollars a month, to the cent."""
        return cents(self.exact)

    def to_json(self) -> dict[str, Any]:
        """Return the line as JSON; numbers that must stay exact are strings."""
        return {
            "what": self.what,
            "region": self.region,
            "quantity_a_month": _plain(self.quantity),
            "unit": self.price.unit,
            "unit_price_usd": _plain(self.price.usd),
            "unit_price_is_for": _plain(self.price.per),
            "usd_a_month": str(self.usd),
        }


class Bill:
    """Makes lines of the prices of one Region."""

    def __init__(self, prices: Prices, region: str) -> None:
        """Take the prices, and the Region whose hold."""
        self._prices = prices
        self.region = region

    def line(
        self, what: str, name: str, quantity: Decimal | int, *, kind: str = ""
    ) -> Line:
        """Return a line.

        Args:
            what: In words.
            name: Of the price.
            quantity: A month, in the price's unit.
            kind: Of the price.

        Raises:
            UnknownPriceError: There is no such price.

        """
        return Line(
            what=what,
            region=self.region,
            quantity=Decimal(quantity),
            price=self._prices.get(name, self.region, kind),
        )


def total(lines: Iterable[Line]) -> Decimal:
    """Return the sum of lines in US dollars: of their cents, so that it adds up."""
    return sum((line.usd for line in lines), Decimal("0.00"))


def exact_total(lines: Iterable[Line]) -> Decimal:
    """Return the sum of lines in US dollars before any is rounded."""
    return sum((line.exact for line in lines), Decimal(0))


def _plain(number: Decimal) -> str:
    """Write a number without an exponent, and without digits that say nothing."""
    text = f"{number:f}"
    if "." in text:
        whole, _, rest = text.partition(".")
        rest = rest[:10].rstrip("0")
        return f"{whole}.{rest}" if rest else whole
    return text
