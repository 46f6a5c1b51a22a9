"""One price."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

# The Region of what AWS charges the same everywhere, as Route 53.
GLOBAL = "global"


@dataclass(frozen=True, kw_only=True)
class Price:
    """What AWS charges for so many units of something in a Region.

    Attributes:
        name: Of what, as `lambda_requests`.
        kind: Of which sort of it, as an instance type; "" where there is one.
        region: Where; GLOBAL where it costs the same everywhere.
        usd: US dollars, for `per` units.
        per: Units that cost `usd`.
        unit: What is counted, in words: `request`, `GB-second`, `hour`.
        source: Where the price was read.
        seen: When it was read.
        verified: Whether the source is AWS's own; else it is second-hand.

    """

    name: str
    kind: str
    region: str
    usd: Decimal
    per: Decimal
    unit: str
    source: str
    seen: date
    verified: bool

    def of(self, quantity: Decimal | int) -> Decimal:
        """Return what so many units cost, in US dollars, not rounded."""
        return self.usd * quantity / self.per
