"""What estimators return, as JSON values."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from prediction.ports import ModelFailedError, ValuesRefusedError


def to_json_values(returned: object, instances: int) -> list[Any]:
    """Return one JSON value an instance.

    Args:
        returned: An array of shape (instances,) or (instances, outputs), a
            sparse matrix, a list, a pandas object.
        instances: How many there must be.

    Raises:
        ModelFailedError: It has another length, or holds what JSON cannot.
        ValuesRefusedError: A prediction is NaN or infinite. JSON has no such
            number, and null would pass for an answer; the values of that
            instance took the model out of its range.

    """
    values = _plain(returned)
    if not isinstance(values, list) or len(values) != instances:
        message = f"predictions do not number {instances}"
        raise ModelFailedError(message)
    for index, value in enumerate(values):
        if not _finite(value):
            raise ValuesRefusedError(index)
    return values


def to_probabilities(
    returned: object, instances: int, classes: int
) -> list[list[float]]:
    """Return one list of probabilities an instance, one for each class.

    Raises:
        ModelFailedError: It has another shape.
        ValuesRefusedError: A probability is NaN or infinite.

    """
    rows = to_json_values(returned, instances)
    if any(not isinstance(row, list) or len(row) != classes for row in rows):
        message = f"probabilities are not of {classes} classes"
        raise ModelFailedError(message)
    return rows


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON is any of its types
    # Sparse matrices (multilabel) and pandas objects first, by what they offer.
    for convert in ("toarray", "to_numpy"):
        if hasattr(value, convert):
            value = getattr(value, convert)()
    if isinstance(value, np.ndarray | np.generic):
        if value.dtype.kind not in "biufUO":
            message = f"a prediction is of dtype {value.dtype}, which JSON lacks"
            raise ModelFailedError(message)
        # Elements of an object array are converted below, one by one.
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    # A subclass (an enum, say) could print as anything.
    if value is None or type(value) in (str, int, float, bool):
        return value
    message = f"a prediction is of type {type(value).__name__}, which JSON lacks"
    raise ModelFailedError(message)


def _finite(value: Any) -> bool:  # noqa: ANN401 - JSON is any of its types
    if isinstance(value, list):
        return all(_finite(item) for item in value)
    return not isinstance(value, float) or math.isfinite(value)


def same(expected: Any, found: Any, *, exact: bool) -> bool:  # noqa: ANN401 - JSON
    """Say whether two predictions are the same.

    Args:
        expected: What was recorded.
        found: What this model says.
        exact: For labels. Numbers of a regressor may differ by 1e-6 of their
            size (1e-9 near zero): other CPUs add in another order, which moves
            the last digits (float32 has 7); another model is further away.

    """
    if isinstance(expected, Sequence) and not isinstance(expected, str):
        return (
            isinstance(found, list)
            and len(expected) == len(found)
            and all(
                same(a, b, exact=exact) for a, b in zip(expected, found, strict=True)
            )
        )
    if not exact and isinstance(expected, float) and isinstance(found, float):
        return math.isclose(expected, found, rel_tol=1e-6, abs_tol=1e-9)
    return type(expected) is type(found) and bool(expected == found)
