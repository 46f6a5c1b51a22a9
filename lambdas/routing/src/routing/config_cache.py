"""The routing config as the function holds it: read seldom, good if it ever was."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from inferences.errors import UnavailableError
from routing.config_items import (
    EVERY_CLASS,
    ConfigItem,
    InvalidItemError,
    parse_item,
)
from routing.config_ports import ConfigTable, ConfigTelemetry
from routing.ports import UnknownTrafficClassError
from routing.routing_config import effective
from routing.rule import EffectiveRule
from routing.traffic_classes import BUILT_IN_CLASSES, is_class_name

FRESH_SECONDS = 30.0
RETRY_SECONDS = 5.0
# Classes that nobody configured: callers choose their names.
_MOST_UNKNOWN = 100


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """What a look at the items of a class found.

    Attributes:
        items: The good ones by key; for a bad one the last that was good.
        exists: Whether there was any item at all.
        read: Whether the table could ever be read.
        until: When to look again, by the clock.

    """

    items: Mapping[str, ConfigItem]
    exists: bool
    read: bool
    until: float


class CachedConfig:
    """What holds for each traffic class.

    An item that is invalid is ignored, and told of: the last good one under its
    key serves, if this environment saw one. So does everything that was read
    before while the table cannot be read. Until it was read once, built-in
    classes are as they are built in.
    """

    def __init__(
        self,
        table: ConfigTable,
        telemetry: ConfigTelemetry,
        clock: Callable[[], float],
    ) -> None:
        """Take the table; nothing is read yet.

        Args:
            table: Where the items are.
            telemetry: Is told what is wrong, at each look.
            clock: Returns seconds, such as time.time.

        """
        self._table = table
        self._telemetry = telemetry
        self._clock = clock
        self._seen: dict[str, _Seen] = {}

    def rule_of(self, traffic_class: str) -> EffectiveRule:
        """Return what holds for a class.

        Raises:
            UnknownTrafficClassError: It is not built in, and no item names it.
            UnavailableError: It is not built in, and whether an item names it
                could never be read.

        """
        # "*" is no name: a caller cannot ask for it.
        if not is_class_name(traffic_class):
            raise UnknownTrafficClassError(traffic_class)
        own = self._look(traffic_class)
        if traffic_class not in BUILT_IN_CLASSES and not own.exists:
            if not own.read:
                message = "the routing config could not be read yet"
                raise UnavailableError(message)
            raise UnknownTrafficClassError(traffic_class)
        shared = self._look(EVERY_CLASS)
        items = (*shared.items.values(), *own.items.values())
        return effective(traffic_class, items).rule

    def _look(self, traffic_class: str) -> _Seen:
        seen = self._seen.get(traffic_class)
        if seen is not None and self._clock() < seen.until:
            return seen
        seen = self._read(traffic_class, seen)
        self._seen[traffic_class] = seen
        self._forget_unknown()
        return seen

    def _read(self, traffic_class: str, before: _Seen | None) -> _Seen:
        try:
            found = self._table.items_of(traffic_class)
        except UnavailableError as error:
            self._telemetry.config_unavailable(str(error))
            return _Seen(
                items=before.items if before else {},
                exists=before is not None and before.exists,
                read=before is not None and before.read,
                until=self._clock() + RETRY_SECONDS,
            )
        items: dict[str, ConfigItem] = {}
        for source in found:
            try:
                item = parse_item(source)
            except InvalidItemError as error:
                self._telemetry.config_invalid(error.key, "; ".join(error.problems))
                if before is not None and error.key in before.items:
                    items[error.key] = before.items[error.key]
            else:
                items[item.key] = item
        return _Seen(
            items=items,
            exists=bool(found),
            read=True,
            until=self._clock() + FRESH_SECONDS,
        )

    def _forget_unknown(self) -> None:
        unknown = [
            name
            for name, seen in self._seen.items()
            if not seen.exists and name not in BUILT_IN_CLASSES and name != EVERY_CLASS
        ]
        for name in unknown[:-_MOST_UNKNOWN]:
            del self._seen[name]
