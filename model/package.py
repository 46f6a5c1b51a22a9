"""Packages a fitted estimator: checked, pickled, described, rehearsed."""

import importlib.metadata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from model import directory, pickling
from model.golden import choose
from model.names import check_name
from model.output import output_schema
from model.progress import Progress, Silent
from model.rehearsal import rehearse
from model.schema import Container, Kind, input_schema
from model.trial import Trial, check_estimator
from model_store.manifest import (
    ARTEFACT_NAME,
    Column,
    FileDigest,
    Golden,
    InputSchema,
    Manifest,
)
from prediction.sklearn_model import installed_runtime

_PACKAGES = ("cloudpickle", "numpy", "scikit-learn", "scipy")


def package(  # noqa: PLR0913 - the facts of a model; all but five have defaults
    estimator: object,
    *,
    name: str,
    kind: Kind,
    examples: Sequence[Any],
    out: Path,
    by_value_modules: Sequence[str] = (),
    metrics: Mapping[str, Any] | None = None,
    columns: Sequence[Column] | None = None,
    container: Container | None = None,
    progress: Progress | None = None,
) -> Manifest:
    """Write a model directory, after the model has shown that it can be served.

    The code that will serve the model predicts the examples here, and again
    from the written files in a fresh interpreter that has only what the
    prediction image has. A failure leaves `out` as it was.

    Args:
        estimator: Fitted; anything with `predict` as scikit-learn has it.
        name: Of the model, the same for all its versions.
        kind: What its instances are.
        examples: Instances as `/predict` will get them, as JSON values. A few
            of them become the golden instances.
        out: The folder to write.
        by_value_modules: Modules whose code has to travel in the pickle.
        metrics: What was measured; JSON values. Not part of the version.
        columns: Types of columns, where the examples cannot tell them.
        container: "dataframe" where the estimator was fitted on one and does
            not say so by `feature_names_in_`.
        progress: Told of the steps.

    Returns:
        The manifest that was written.

    Raises:
        PackagingError: The model cannot be packaged; the message says why and
            what to mend.

    """
    progress = progress or Silent()
    check_name(name)
    directory.check_replaceable(out)
    check_estimator(estimator)
    schema = input_schema(
        estimator, kind, examples, columns=columns, container=container
    )
    manifest = Manifest(
        name=name,
        version="",
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        format="cloudpickle",
        files={},
        runtime=_runtime(schema),
        input=schema,
        output=output_schema(estimator),
        metrics=dict(metrics or {}),
        golden=Golden(instances=(), predictions=()),
        by_value=(),
    )
    with progress.step("Predicting the examples"):
        trial = Trial(estimator, manifest)
        golden = choose(examples, trial.predict(examples))
        predictions = trial.predict_repeatedly(golden)
    with progress.step("Pickling the model"):
        artefact, by_value = pickling.to_bytes(estimator, by_value_modules)
    manifest = replace(
        manifest,
        files={ARTEFACT_NAME: FileDigest.of(artefact)},
        golden=Golden(instances=tuple(golden), predictions=tuple(predictions)),
        by_value=by_value,
    )
    manifest = replace(manifest, version=manifest.content_version())
    with progress.step("Loading it again in a fresh interpreter"):
        directory.write(out, manifest, {ARTEFACT_NAME: artefact}, check=rehearse)
    return manifest


def _runtime(schema: InputSchema) -> dict[str, str]:
    packages = list(_PACKAGES)
    if schema.container == "dataframe":
        packages.append("pandas")
    return {
        **{package: importlib.metadata.version(package) for package in packages},
        **installed_runtime(),
    }
