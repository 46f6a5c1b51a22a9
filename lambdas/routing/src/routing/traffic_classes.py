"""The traffic classes that need no config, and what holds where none is."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from inferences.paths import Path
from routing.rule import EffectiveRule

# What a request is that names no class.
DEFAULT_CLASS = "standard"

BUILT_IN_CLASSES: Mapping[str, Path] = MappingProxyType(
    {
        DEFAULT_CLASS: Path.PROVISIONED,
        "provisioned_preferred": Path.PROVISIONED,
        "serverless_preferred": Path.SERVERLESS,
        "batch_preferred": Path.BATCH,
    }
)
"""Each class with the path that it prefers."""

DEFAULTS = EffectiveRule(
    preferred=BUILT_IN_CLASSES[DEFAULT_CLASS],
    batch_threshold=1_000,
    batch_threshold_bytes=5 * 1024 * 1024,
    fallback=True,
)

# Also what keeps a request's words out of a query.
_NAME = re.compile("[a-z][a-z0-9_-]{0,63}")


def is_class_name(text: str) -> bool:
    """Say whether a traffic class can have this name."""
    return _NAME.fullmatch(text) is not None
