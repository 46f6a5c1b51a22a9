"""Chooses what a model must answer before it serves."""

import json
from collections.abc import Sequence
from typing import Any

# Each is answered at every cold start and at every swap.
_MOST = 10

# All of them travel in the manifest, which is read whole.
_MOST_BYTES = 64 * 1024


def choose(examples: Sequence[Any], predictions: Sequence[Any]) -> list[Any]:
    """Return a handful of the examples, with as many different predictions as fit.

    The first is always in. Others are left out where they are too long.

    Args:
        examples: At least one.
        predictions: What the model says to each of them.

    """
    seen: set[str] = set()
    first_of_each: list[Any] = []
    others: list[Any] = []
    for example, prediction in zip(examples, predictions, strict=True):
        text = json.dumps(prediction)
        (others if text in seen else first_of_each).append(example)
        seen.add(text)
    chosen = [first_of_each[0]]
    left = _MOST_BYTES - _size(chosen[0])
    for example in [*first_of_each[1:], *others]:
        if len(chosen) < _MOST and _size(example) <= left:
            chosen.append(example)
            left -= _size(example)
    return chosen


def _size(example: Any) -> int:  # noqa: ANN401 - any JSON value
    return len(json.dumps(example))
