"""JSON as it is written."""

import json


def to_json(value: object) -> str:
    """Return a value as JSON, ASCII alone, without white space."""
    return json.dumps(value, allow_nan=False, separators=(",", ":"))
