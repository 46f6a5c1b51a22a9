"""What a model is worth on labelled instances, in numbers."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics import (
    mean_absolute_error,
    precision_recall_fscore_support,
    r2_score,
    root_mean_squared_error,
)

from model.errors import EvaluationError

# As many of the commonest mistakes as a person looks at.
_CONFUSIONS = 10

Label = str | int | float | bool


@dataclass(frozen=True, kw_only=True)
class ClassFigures:
    """How well one class is found.

    Attributes:
        label: The class.
        precision: Of the instances called so, the part that is; 0 if none was.
        recall: Of the instances that are so, the part called so; 0 if none is.
        f1: Harmonic mean of the two.
        support: How many instances are so.

    """

    label: Label
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, kw_only=True)
class Confusion:
    """A mistake that the model makes more than once or just once.

    Attributes:
        label: What the instances are.
        prediction: What the model takes them for.
        count: How many.

    """

    label: Label
    prediction: Label
    count: int


@dataclass(frozen=True, kw_only=True)
class Classification:
    """Figures of a classifier.

    Attributes:
        accuracy: Part of the instances with the right prediction, 0 to 1.
        macro_f1: Mean F1 of the classes, each counting the same.
        classes: By class, in the order of the matrix.
        matrix: Counts; a row is what they are, a column what they are called.
        confusions: The commonest mistakes, the commonest first.

    """

    accuracy: float
    macro_f1: float
    classes: tuple[ClassFigures, ...]
    matrix: tuple[tuple[int, ...], ...]
    confusions: tuple[Confusion, ...]


@dataclass(frozen=True, kw_only=True)
class Regression:
    """Figures of a regressor, in the unit of the labels but for r2.

    Attributes:
        r2: Part of the variance that is explained; 1 is perfect, below 0 is
            worse than always saying the mean. None for fewer than two instances.
        mean_absolute_error: Mean of the absolute errors.
        root_mean_squared_error: Counts large errors more.

    """

    r2: float | None
    mean_absolute_error: float
    root_mean_squared_error: float


def classification(
    labels: Sequence[Label], predictions: Sequence[Label], classes: Sequence[Label]
) -> Classification:
    """Return the figures of a classifier.

    Args:
        labels: What the instances are, one or more. A label that only looks
            otherwise than a class ("3" for 3) counts as that class.
        predictions: What the model says.
        classes: Of the model, in their order.

    """
    known = {_text(one): one for one in classes}
    labels = [known.get(_text(label), label) for label in labels]
    order = list(known.values())
    # What the data has and the model never learnt stands after its classes.
    order += sorted({one for one in labels if _text(one) not in known}, key=_text)
    index = {_text(one): position for position, one in enumerate(order)}
    true = np.array([index[_text(label)] for label in labels])
    found = np.array([index[_text(prediction)] for prediction in predictions])
    positions = np.arange(len(order))
    by_class = precision_recall_fscore_support(
        true, found, labels=positions, zero_division=0.0
    )
    figures = tuple(
        ClassFigures(
            label=label,
            precision=float(precision),
            recall=float(recall),
            f1=float(f1),
            support=int(support),
        )
        for label, precision, recall, f1, support in zip(order, *by_class, strict=True)
    )
    matrix = np.zeros((len(order), len(order)), dtype=int)
    np.add.at(matrix, (true, found), 1)
    mistakes = Counter(
        (int(a), int(b)) for a, b in zip(true, found, strict=True) if a != b
    )
    return Classification(
        accuracy=float((true == found).mean()),
        macro_f1=float(np.mean([one.f1 for one in figures])),
        classes=figures,
        matrix=tuple(map(tuple, matrix.tolist())),
        confusions=tuple(
            Confusion(label=order[a], prediction=order[b], count=count)
            for (a, b), count in mistakes.most_common(_CONFUSIONS)
        ),
    )


def regression(labels: Sequence[Any], predictions: Sequence[Any]) -> Regression:
    """Return the figures of a regressor.

    Raises:
        EvaluationError: A label is not a number, or a prediction is none.

    """
    for what, values in (("label", labels), ("prediction", predictions)):
        for position, value in enumerate(values):
            if isinstance(value, bool) or not isinstance(value, int | float):
                message = (
                    f"{what} {position} is {json.dumps(value)}, not a number: a model"
                    " without classes is measured as a regressor of one number"
                )
                raise EvaluationError(message)
    return Regression(
        r2=float(r2_score(labels, predictions)) if len(labels) > 1 else None,
        mean_absolute_error=float(mean_absolute_error(labels, predictions)),
        root_mean_squared_error=float(root_mean_squared_error(labels, predictions)),
    )


def _text(label: Label) -> str:
    """Return what a label looks like, the same for 3, 3.0 and "3"."""
    if isinstance(label, float) and label.is_integer():
        label = int(label)
    return label if isinstance(label, str) else json.dumps(label)
