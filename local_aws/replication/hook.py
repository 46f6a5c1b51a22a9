"""Who takes changes to other Regions."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from local_aws.replication.shipments import Shipment


class Carrier(Protocol):
    """Takes changes to other Regions."""

    def now(self) -> datetime:
        """Return the time that replication goes by."""

    def ship(self, shipment: Shipment) -> None:
        """Take a change to where it is to go, later."""


# moto's state is one for the process: of several servers the newest carries.
_carriers: list[Carrier] = []


def install(carrier: Carrier) -> Callable[[], None]:
    """Let it carry from now on; returns what undoes that."""
    _carriers.append(carrier)

    def undo() -> None:
        _carriers.remove(carrier)

    return undo


def current() -> Carrier | None:
    """Return the carrier that was installed last, if there is one."""
    return _carriers[-1] if _carriers else None
