"""Items of the routing config table, read strictly.

The function and `inferway config` read by this code, so that what the command
accepts serves, and what the function ignores is named by the command.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from inferences.paths import Path
from routing.rule import PAYLOAD_LIMITS
from routing.traffic_classes import is_class_name

EVERY_CLASS = "*"
"""The traffic class of items that hold for each."""

_LARGEST_PAYLOAD = max(PAYLOAD_LIMITS.values())
_SHOWN_LENGTH = 60


class Layer(StrEnum):
    """Who wrote an item. What the later says counts."""

    TERRAFORM = "terraform"
    OPERATOR = "operator"


@dataclass(frozen=True, kw_only=True)
class ConfigItem:
    """What one layer says of one traffic class, or of each.

    Attributes:
        layer: Who says it.
        traffic_class: Of which class; EVERY_CLASS for each.
        fields: Values by the names of FIELDS, as `EffectiveRule` has them. What is
            left out is for others to say.

    """

    layer: Layer
    traffic_class: str
    fields: Mapping[str, Path | int | bool] = field(
        default_factory=lambda: MappingProxyType({})
    )

    @property
    def key(self) -> str:
        """The item's `configKey`."""
        return config_key(self.layer, self.traffic_class)


class InvalidItemError(Exception):
    """An item is none that this release can read.

    Attributes:
        key: Its `configKey`, "" where it has none.
        problems: Each names a field and says what it must be.

    """

    def __init__(self, key: str, problems: Sequence[str]) -> None:
        """Take what is wrong with it."""
        super().__init__(f"{key or 'an item without configKey'}: {'; '.join(problems)}")
        self.key = key
        self.problems = tuple(problems)


def config_key(layer: Layer, traffic_class: str) -> str:
    """Return the key under which a layer's item of a class lies."""
    return f"{layer}#{traffic_class}"


def parse_item(source: Mapping[str, object]) -> ConfigItem:
    """Read an item.

    Args:
        source: Attributes by name: strings, numbers and booleans as Python's.

    Raises:
        InvalidItemError: It says what this release does not know or allow.

    """
    problems: list[str] = []
    layer, traffic_class = _identity(source, problems)
    values: dict[str, Path | int | bool] = {}
    for name in sorted(source.keys() - {"configKey", "trafficClass"}):
        known = FIELDS.get(name)
        if known is None:
            known_names = ", ".join(FIELDS)
            problems.append(f"{_shown(name)} is no field: there are {known_names}")
            continue
        value = known.read(source[name])
        if value is None:
            problems.append(
                f"{name} must be {known.wanted}, not {_shown(source[name])}"
            )
        elif name == "preferred" and traffic_class == EVERY_CLASS:
            problems.append("preferred is of one class, not of each (*)")
        else:
            values[name] = value
    if problems:
        key = source.get("configKey")
        raise InvalidItemError(key if isinstance(key, str) else "", problems)
    return ConfigItem(
        layer=layer, traffic_class=traffic_class, fields=MappingProxyType(values)
    )


def _identity(source: Mapping[str, object], problems: list[str]) -> tuple[Layer, str]:
    traffic_class, key = source.get("trafficClass"), source.get("configKey")
    if not isinstance(traffic_class, str) or not (
        traffic_class == EVERY_CLASS or is_class_name(traffic_class)
    ):
        problems.append(
            "trafficClass must be * or a name of at most 64 of a-z, 0-9, _ and - that"
            f" begins with a letter, not {_shown(traffic_class)}"
        )
        return Layer.TERRAFORM, ""
    for layer in Layer:
        if key == config_key(layer, traffic_class):
            return layer, traffic_class
    wanted = " or ".join(config_key(layer, traffic_class) for layer in Layer)
    problems.append(f"configKey must be {wanted}, not {_shown(key)}")
    return Layer.TERRAFORM, traffic_class


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field of an item.

    Attributes:
        wanted: What it must be, in words.
        read: Returns the value that the rule takes, None where it is none.

    """

    wanted: str
    read: Callable[[object], Path | int | bool | None]


def _path(value: object) -> Path | None:
    return next((path for path in Path if value == path.value), None)


def _switch(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _instances(value: object) -> int | None:
    # bool is an int in Python and never one in the table.
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if value >= 0 else None


def _bytes(value: object) -> int | None:
    count = _instances(value)
    return count if count and count <= _LARGEST_PAYLOAD else None


FIELDS: Mapping[str, Field] = MappingProxyType(
    {
        "preferred": Field(wanted=f"one of {', '.join(Path)}", read=_path),
        "batchThreshold": Field(
            wanted="a whole number of instances, 0 or more", read=_instances
        ),
        "batchThresholdBytes": Field(
            wanted=f"a whole number of bytes from 1 to {_LARGEST_PAYLOAD}",
            read=_bytes,
        ),
        "fallback": Field(wanted="true or false", read=_switch),
    }
)
"""What an item may say besides its keys."""


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    text = str(value) if isinstance(value, bool | int) else repr(value)
    return text if len(text) <= _SHOWN_LENGTH else text[:_SHOWN_LENGTH] + "..."
