"""Reads a file of prices, and finds one in it."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from prices.errors import UnknownPriceError
from prices.price import GLOBAL, Price
from prices.read import read_prices

# The prices that come with the package.
OWN_FILE = Path(__file__).with_name("prices.json")


class Prices:
    """The prices of a file."""

    def __init__(self, prices: Iterable[Price], source: str) -> None:
        """Take the prices; `source` names the file in errors."""
        self.source = source
        self._prices = {(one.name, one.kind, one.region): one for one in prices}

    def __iter__(self) -> Iterator[Price]:
        """Yield every price."""
        return iter(self._prices.values())

    def find(self, name: str, region: str, kind: str = "") -> Price | None:
        """Return a price of the Region, or the one that is the same everywhere."""
        found = self._prices.get((name, kind, region))
        return found or self._prices.get((name, kind, GLOBAL))

    def get(self, name: str, region: str, kind: str = "") -> Price:
        """Return a price.

        Raises:
            UnknownPriceError: The file has none; the message names it.

        """
        found = self.find(name, region, kind)
        if found is None:
            of = f"{name} {kind}".strip()
            message = (
                f"{self.source} has no price of {of} in {region}: `inferway prices"
                " refresh` fetches it, or add it to a file and give it by --prices"
            )
            raise UnknownPriceError(message)
        return found

    def instance_hour(self, instance_type: str, region: str) -> Decimal | None:
        """Return what an endpoint's instance costs an hour, in US dollars.

        None if the file does not know it: then leave it out, and say so.
        """
        found = self.find("endpoint_instance", region, instance_type)
        return None if found is None else found.of(1)


def load(path: Path | None = None) -> Prices:
    """Read a file of prices; None takes the package's own.

    Raises:
        PriceError: It cannot be read, or is no such file.

    """
    own = path is None
    path = OWN_FILE if path is None else path
    name = "the package's file of prices" if own else str(path)
    return Prices(read_prices(path, name), name)
