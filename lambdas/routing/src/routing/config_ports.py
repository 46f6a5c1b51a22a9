"""What the routing config needs of the outside."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class ConfigTable(Protocol):
    """The table of config items, as the function reads it."""

    def items_of(self, traffic_class: str) -> Sequence[Mapping[str, object]]:
        """Return the items of a class, or of EVERY_CLASS, unchecked.

        Raises:
            UnavailableError: The table cannot be reached or refuses.

        """
        ...


class ConfigTelemetry(Protocol):
    """What is told of the config, each time that it is read."""

    def config_invalid(self, key: str, reason: str) -> None:
        """Tell that an item is ignored: log an error, count RoutingConfigInvalid."""
        ...

    def config_unavailable(self, reason: str) -> None:
        """Tell that the table could not be read: what was read before serves on."""
        ...
