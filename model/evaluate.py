"""Measures a packaged model on labelled instances, through the serving code."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from http_contract.errors import RequestError
from model import iris, newsgroups
from model.dataset import Dataset
from model.directory import ModelDirectory
from model.errors import EvaluationError
from model.figures import Classification, Regression, classification, regression
from model.progress import Progress, Silent
from model.rows import Labelled
from model_store.manifest import ARTEFACT_NAME, Manifest
from prediction.instances import read_instances
from prediction.ports import ModelFailedError, ValuesRefusedError
from prediction.sklearn_model import load

# Data sets that a manifest can name, and how each is loaded again.
_KNOWN: dict[str, Callable[[Path | None], Dataset]] = {
    newsgroups.DATASET_NAME: newsgroups.load,
    iris.DATASET_NAME: lambda _: iris.load(),
}


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """What came of it.

    Attributes:
        manifest: Of the model.
        data: Name of the data set, or of the file.
        seconds: That predicting took.
        instances: What was predicted.
        labels: What would have been right.
        predictions: What the model says.
        figures: Of a classifier or a regressor.

    """

    manifest: Manifest
    data: str
    seconds: float
    instances: list[Any]
    labels: list[Any]
    predictions: list[Any]
    figures: Classification | Regression

    def to_json(self) -> dict[str, Any]:
        """Return the figures as a JSON object, without the instances."""
        return {
            "name": self.manifest.name,
            "version": self.manifest.version,
            "data": self.data,
            "instances": len(self.instances),
            "seconds": round(self.seconds, 3),
            **asdict(self.figures),
        }


def evaluate(
    model_dir: Path,
    *,
    labelled: Labelled | None = None,
    source: str = "",
    data_home: Path | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Predict labelled instances as the deployed model would, and count.

    This unpickles the model, which runs code.

    Args:
        model_dir: A model directory.
        labelled: What to measure on; None takes the test part of the data set
            that the model was trained on, where its manifest names one.
        source: What to call `labelled` in the result.
        data_home: scikit-learn's cache of data sets; None takes its default.
        progress: Told of the steps.

    Raises:
        EvaluationError: There are no labelled instances, they do not fit, or
            the data set is not the one that the model was trained on.
        PackagingError: No model directory.
        ModelRefusedError: The model is not what its manifest says.

    """
    progress = progress or Silent()
    directory = ModelDirectory.read(model_dir)
    manifest = directory.manifest
    if labelled is None:
        with progress.step("Loading the data the model was trained on"):
            source, labelled = _own_data(manifest, data_home)
    with progress.step("Loading the model"):
        model = load(manifest, directory.file(ARTEFACT_NAME))
    started = time.perf_counter()
    with progress.step(f"Predicting {len(labelled.instances):,} instances"):
        try:
            rows = read_instances(labelled.instances, manifest.input)
            found = model.predict(rows, probabilities=False)
        except RequestError as error:
            message = f"the data does not fit the model: {error.message}"
            raise EvaluationError(message) from error
        except (ValuesRefusedError, ModelFailedError) as error:
            cause = error.__cause__ or error
            message = f"the model fails on the data: {type(cause).__name__}: {cause}"
            raise EvaluationError(message) from error
    seconds = time.perf_counter() - started
    predictions = list(found.values)
    return Evaluation(
        manifest=manifest,
        data=source,
        seconds=seconds,
        instances=labelled.instances,
        labels=labelled.labels,
        predictions=predictions,
        figures=_figures(manifest, labelled.labels, predictions),
    )


def _figures(
    manifest: Manifest, labels: list[Any], predictions: list[Any]
) -> Classification | Regression:
    if manifest.output.classes is None:
        return regression(labels, predictions)
    if any(isinstance(one, list) for one in predictions):
        message = (
            f"{manifest.name} gives several labels an instance: evaluate counts one"
        )
        raise EvaluationError(message)
    for position, label in enumerate(labels):
        if not isinstance(label, str | int | float):
            message = f"label {position} is neither a string nor a number"
            raise EvaluationError(message)
    return classification(labels, predictions, manifest.output.classes)


def _own_data(manifest: Manifest, data_home: Path | None) -> tuple[str, Labelled]:
    recorded = manifest.metrics.get("data")
    name = recorded.get("name") if isinstance(recorded, dict) else None
    loader = _KNOWN.get(name) if isinstance(name, str) else None
    if loader is None or not isinstance(recorded, dict):
        message = (
            f"the manifest of {manifest.name} names no data set: give labelled"
            " instances with --data"
        )
        raise EvaluationError(message)
    try:
        data = loader(data_home)
    except newsgroups.DataUnavailableError as error:
        message = f"{name} cannot be loaded ({error}): say where it is by --data-home"
        raise EvaluationError(message) from error
    if data.sha256 != recorded.get("sha256"):
        message = (
            f"{name} here is not the data that {manifest.name} {manifest.version} was"
            f" trained on (SHA-256 {data.sha256}): train the model again"
        )
        raise EvaluationError(message)
    return f"{name}, test part", Labelled(
        instances=data.test.instances, labels=list(data.test.labels)
    )
