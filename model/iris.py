"""What is trained where 20 Newsgroups cannot be loaded: the iris flowers.

The 150 flowers come inside scikit-learn. Their four columns make a request
that fits into one line.
"""

from typing import Any

import pandas as pd
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from model.dataset import Dataset, Part

MODEL_NAME = "iris"
DATASET_NAME = "iris"

# 50 flowers to be measured on, each species as often as in the whole.
_TEST_PART = 1 / 3
_SPLIT_SEED = 0


def load() -> Dataset:
    """Return the flowers as objects keyed by column, the same split each time."""
    bunch = load_iris()
    labels = [str(bunch.target_names[index]) for index in bunch.target]
    instances = [
        dict(zip(bunch.feature_names, map(float, row), strict=True))
        for row in bunch.data
    ]
    train, test, train_labels, test_labels = train_test_split(
        instances,
        labels,
        test_size=_TEST_PART,
        random_state=_SPLIT_SEED,
        stratify=labels,
    )
    return Dataset(
        name=DATASET_NAME,
        kind="tabular",
        train=Part(instances=train, labels=train_labels),
        test=Part(instances=test, labels=test_labels),
    )


def pipeline() -> Pipeline:
    """Return the unfitted model: standardised columns, then logistic regression."""
    return Pipeline(
        [
            ("scale", StandardScaler()),
            ("classifier", LogisticRegression(random_state=42)),
        ]
    )


def table(instances: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the instances as what the model is fitted on, one row each."""
    return pd.DataFrame(instances)
