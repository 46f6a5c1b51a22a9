"""A routing config as a person, or a script, sees it."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console

from inferway.config_checks import Checked
from routing.routing_config import ClassConfig


def class_record(config: ClassConfig) -> dict[str, Any]:
    """Return what holds for a class, for JSON."""
    return {
        "traffic_class": config.traffic_class,
        "fields": {
            name: {"value": value, "from": config.origins[name]}
            for name, value in _values(config).items()
        },
    }


def invalid_records(checked: Checked) -> list[dict[str, Any]]:
    """Return what the function ignores, for JSON."""
    return [{"key": one.key, "problems": [*one.problems]} for one in checked.invalid]


def show_classes(console: Console, configs: Sequence[ClassConfig]) -> None:
    """Print a line a field, whole: names and values are for copying."""
    rows = [("class", "field", "value", "from")]
    for config in configs:
        name = config.traffic_class
        for field, value in _values(config).items():
            text = str(value).lower() if isinstance(value, bool) else str(value)
            rows.append((name, field, text, config.origins[field]))
            name = ""
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for *cells, last in rows:
        padded = [f"{cell:{width}}" for cell, width in zip(cells, widths, strict=True)]
        console.print("  ".join([*padded, last]), markup=False)


def show_invalid(console: Console, checked: Checked) -> None:
    """Print what the function ignores, and how to mend it."""
    for one in checked.invalid:
        name = one.key or "an item without configKey"
        for problem in one.problems:
            console.print(f"INVALID  {name}: {problem}", markup=False)
    if checked.invalid:
        console.print(
            f"\n{len(checked.invalid)} invalid: the function ignores them, and serves"
            " by the last good ones that it saw",
            markup=False,
        )


def _values(config: ClassConfig) -> dict[str, str | int]:
    rule = config.rule
    return {
        "preferred": rule.preferred.value,
        "batchThreshold": rule.batch_threshold,
        "batchThresholdBytes": rule.batch_threshold_bytes,
        "fallback": rule.fallback,
    }
