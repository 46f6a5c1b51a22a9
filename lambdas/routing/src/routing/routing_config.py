"""What holds for a traffic class, all layers taken together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from inferences.paths import Path
from routing.config_items import EVERY_CLASS, ConfigItem, Layer, config_key
from routing.rule import EffectiveRule
from routing.traffic_classes import BUILT_IN_CLASSES, DEFAULTS

BUILT_IN = "built-in"


@dataclass(frozen=True, kw_only=True)
class ClassConfig:
    """What holds for a traffic class, and who says so.

    Attributes:
        traffic_class: Its name.
        rule: What holds.
        origins: For each of FIELDS the `configKey` of the item that says it, or
            BUILT_IN.

    """

    traffic_class: str
    rule: EffectiveRule
    origins: Mapping[str, str]


def precedence(traffic_class: str) -> tuple[str, ...]:
    """Return the keys of the items that hold for a class, the last one wins.

    An operator has the last word, also over a class of Terraform's. Within a layer
    a class is an exception from what holds for each.
    """
    return tuple(
        config_key(layer, name)
        for layer in Layer
        for name in (EVERY_CLASS, traffic_class)
    )


def effective(traffic_class: str, items: Iterable[ConfigItem]) -> ClassConfig:
    """Merge what the items say of a class, field by field, over the built-in.

    Args:
        traffic_class: Its name; one that is not built in prefers what
            DEFAULT_CLASS does until an item says otherwise.
        items: Of any classes, in any order.

    """
    values: dict[str, Path | int | bool] = {
        "preferred": BUILT_IN_CLASSES.get(traffic_class, DEFAULTS.preferred),
        "batchThreshold": DEFAULTS.batch_threshold,
        "batchThresholdBytes": DEFAULTS.batch_threshold_bytes,
        "fallback": DEFAULTS.fallback,
    }
    origins = dict.fromkeys(values, BUILT_IN)
    by_key = {item.key: item for item in items}
    for key in precedence(traffic_class):
        if key in by_key:
            said = by_key[key].fields
            values |= said
            origins |= dict.fromkeys(said, key)
    return ClassConfig(
        traffic_class=traffic_class,
        rule=EffectiveRule(
            preferred=Path(str(values["preferred"])),
            batch_threshold=int(values["batchThreshold"]),
            batch_threshold_bytes=int(values["batchThresholdBytes"]),
            fallback=bool(values["fallback"]),
        ),
        origins=MappingProxyType(origins),
    )
