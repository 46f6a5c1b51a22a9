"""Trains the example model and packages it."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sklearn.pipeline import Pipeline

from model import iris, newsgroups
from model.dataset import Dataset
from model.package import package
from model.progress import Progress, Silent
from model_store.manifest import Manifest

# Golden posts that a person can still read in the manifest.
_LONGEST_GOLDEN = 2000
_GOLDEN_CLASSES = 5


def train(
    out: Path, data_home: Path | None = None, progress: Progress | None = None
) -> Manifest:
    """Fit the example model, measure it on the test part and package it.

    The example is 20 Newsgroups. Where its posts are neither cached nor to be
    had, it says so in one line and takes the iris flowers, which scikit-learn
    carries with it.

    Args:
        out: Folder of the model to make.
        data_home: scikit-learn's cache of data sets; None takes its default.
        progress: Told of the steps.

    Returns:
        The manifest, with the accuracy on the test part among its metrics.

    Raises:
        PackagingError: `out` cannot be replaced or written.

    """
    progress = progress or Silent()
    try:
        with progress.step("Loading 20 Newsgroups"):
            data = newsgroups.load(data_home)
    except newsgroups.DataUnavailableError as error:
        progress.note(
            "20 Newsgroups cannot be loaded, training on the iris flowers that"
            f" scikit-learn carries ({error})"
        )
        return _train(
            iris.load(), iris.MODEL_NAME, iris.pipeline(), out=out, progress=progress
        )
    return _train(
        data, newsgroups.MODEL_NAME, newsgroups.pipeline(), out=out, progress=progress
    )


def _train(
    data: Dataset, name: str, pipeline: Pipeline, *, out: Path, progress: Progress
) -> Manifest:
    started = time.perf_counter()
    with progress.step(f"Fitting {name} on {len(data.train):,} instances"):
        pipeline.fit(_given(data, data.train.instances), data.train.labels)
    seconds = time.perf_counter() - started
    with progress.step(f"Measuring it on {len(data.test):,} instances"):
        predictions = pipeline.predict(_given(data, data.test.instances)).tolist()
    right = [
        instance
        for instance, label, prediction in zip(
            data.test.instances, data.test.labels, predictions, strict=True
        )
        if label == prediction
    ]
    return package(
        pipeline,
        name=name,
        kind=data.kind,
        examples=_examples(data, right),
        out=out,
        metrics={
            "accuracy": len(right) / len(data.test),
            "data": {"name": data.name, "sha256": data.sha256},
            "fit_seconds": round(seconds, 3),
            "test_instances": len(data.test),
            "train_instances": len(data.train),
        },
        progress=progress,
    )


def _given(data: Dataset, instances: list[Any]) -> Any:  # noqa: ANN401 - list or data frame
    return instances if data.kind == "text" else iris.table(instances)


def _examples(data: Dataset, right: Sequence[Any]) -> list[Any]:
    """Return test instances that the model gets right, one for each of some labels.

    Tabular ones come as objects, and the first as a list of its values too.
    """
    label_of = {
        id(instance): label
        for instance, label in zip(data.test.instances, data.test.labels, strict=True)
    }
    chosen: dict[Any, Any] = {}
    for instance in right:
        if len(str(instance)) <= _LONGEST_GOLDEN:
            chosen.setdefault(label_of[id(instance)], instance)
    examples = [chosen[label] for label in sorted(chosen)[:_GOLDEN_CLASSES]]
    if data.kind == "tabular":
        examples.append(list(examples[0].values()))
    return examples
