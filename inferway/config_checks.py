"""What a routing config is made of, checked by the function's own code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from model.errors import ModelError
from routing.config_items import (
    EVERY_CLASS,
    ConfigItem,
    InvalidItemError,
    Layer,
    config_key,
    parse_item,
)
from routing.routing_config import ClassConfig, effective
from routing.traffic_classes import BUILT_IN_CLASSES, is_class_name

KEYS = ("configKey", "trafficClass")


class ConfigError(ModelError):
    """What was asked for makes no routing config; says what to mend."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """Items, each read or refused.

    Attributes:
        items: What the function takes.
        invalid: What it ignores, and why.
        class_names: The traffic classes there are: built in, and what items name,
            be they good or not.

    """

    items: tuple[ConfigItem, ...]
    invalid: tuple[InvalidItemError, ...]
    class_names: tuple[str, ...]

    def effective(self, class_name: str) -> ClassConfig:
        """Return what holds for a class.

        Raises:
            ConfigError: There is none of this name.

        """
        if class_name not in self.class_names:
            raise ConfigError(_unknown(class_name, self))
        return effective(class_name, self.items)


def check(sources: Iterable[Mapping[str, object]]) -> Checked:
    """Read items as the function does; no key may come twice."""
    items: dict[str, ConfigItem] = {}
    invalid = []
    named = set()
    for source in sources:
        name = source.get("trafficClass")
        if isinstance(name, str) and is_class_name(name):
            named.add(name)
        try:
            item = parse_item(source)
        except InvalidItemError as error:
            invalid.append(error)
            continue
        if item.key in items:
            invalid.append(InvalidItemError(item.key, ["configKey is there twice"]))
        items[item.key] = item
    return Checked(
        items=tuple(items.values()),
        invalid=tuple(invalid),
        class_names=(*BUILT_IN_CLASSES, *sorted(named - BUILT_IN_CLASSES.keys())),
    )


def refuse_unknown(class_name: str, checked: Checked) -> None:
    """Refuse what is more likely a slip than a new class.

    Raises:
        ConfigError: Nobody configured it.

    """
    if class_name not in (EVERY_CLASS, *checked.class_names):
        message = f"{_unknown(class_name, checked)}; preferred=PATH makes a new one"
        raise ConfigError(message)


def changed_item(
    class_name: str,
    before: Mapping[str, object] | None,
    change: Mapping[str, str | int | bool | None],
) -> dict[str, str | int] | None:
    """Return the operator's item of a class as it is to be; None for no item.

    Args:
        class_name: Or EVERY_CLASS.
        before: The item as it is; None where there is none.
        change: Of its fields; None takes one away.

    Raises:
        ConfigError: The function would ignore it.

    """
    after: dict[str, object] = {**(before or {}), **change}
    after |= {
        "configKey": config_key(Layer.OPERATOR, class_name),
        "trafficClass": class_name,
    }
    said = {name: value for name, value in after.items() if value is not None}
    try:
        parse_item(said)
    except InvalidItemError as error:
        message = f"nothing was written: {error}"
        if before is not None and check([before]).invalid:
            message += " (--unset FIELD takes away what was wrong before)"
        raise ConfigError(message) from error
    # A good item holds nothing else.
    good = {name: value for name, value in said.items() if isinstance(value, str | int)}
    return None if good.keys() == set(KEYS) else good


def _unknown(class_name: str, checked: Checked) -> str:
    known = ", ".join(checked.class_names)
    return f"no traffic class {class_name!r} is configured: there are {known}"
