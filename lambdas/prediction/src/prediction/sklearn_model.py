"""A scikit-learn model: loaded only when it is the right one, and checked."""

import importlib.metadata
import pickle
import sys
from collections.abc import Sequence
from typing import Any, Protocol, cast

from http_contract.errors import RequestError
from model_store.errors import GoldenMismatchError, ModelRefusedError
from model_store.manifest import ARTEFACT_NAME, Manifest
from prediction.answers import Predictions
from prediction.estimator_input import estimator_input
from prediction.instances import Row, read_instances
from prediction.model_code import muted
from prediction.ports import ModelFailedError, ValuesRefusedError
from prediction.predictions import same, to_json_values, to_probabilities


class Estimator(Protocol):
    """What is asked of a fitted scikit-learn estimator."""

    def predict(self, instances: Any, /) -> Any:  # noqa: ANN401 - see estimator_input
        """Return one prediction an instance."""

    def predict_proba(self, instances: Any, /) -> Any:  # noqa: ANN401 - see estimator_input
        """Return one probability a class for each instance."""


class SklearnModel:
    """A model in memory that answered its golden instances."""

    def __init__(self, manifest: Manifest, estimator: Estimator) -> None:
        """Take the parts; `load` is the way to get a checked one."""
        self._manifest = manifest
        self._estimator = estimator

    @property
    def manifest(self) -> Manifest:
        """What it says of itself."""
        return self._manifest

    def predict(
        self, instances: Sequence[str] | Sequence[Row], *, probabilities: bool
    ) -> Predictions:
        """Answer instances that fit the manifest.

        Raises:
            ValuesRefusedError: The estimator raised ValueError or TypeError, as
                scikit-learn's own checks do, or has no finite prediction.
            ModelFailedError: It raised anything else, or gave no predictions.

        """
        given = estimator_input(instances, self._manifest.input)
        classes = self._manifest.output.classes or ()
        found: Any = None
        try:
            with muted():
                values = self._estimator.predict(given)
                if probabilities:
                    found = self._estimator.predict_proba(given)
        except (ValueError, TypeError) as error:
            raise ValuesRefusedError from error
        # Here other people's code ends, and a request must be answered whatever
        # it raised; SystemExit would end the whole environment.
        except (Exception, SystemExit) as error:
            raise ModelFailedError from error
        return Predictions(
            values=to_json_values(values, len(instances)),
            probabilities=to_probabilities(found, len(instances), len(classes))
            if probabilities
            else None,
        )


def load(manifest: Manifest, artefact: bytes) -> SklearnModel:
    """Return the model of an artefact, after it passed every check.

    Raises:
        ModelRefusedError: It was made for another runtime, is not the pinned
            bytes, cannot be unpickled or does not answer its golden instances.

    """
    manifest.check_runtime(installed_runtime())
    manifest.files[ARTEFACT_NAME].check(artefact, ARTEFACT_NAME)
    model = SklearnModel(manifest, _unpickle(manifest, artefact))
    _check_golden(model)
    return model


def installed_runtime() -> dict[str, str]:
    """Return the versions that decide whether a pickle can be read here."""
    return {
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "scikit-learn": importlib.metadata.version("scikit-learn"),
    }


def _unpickle(manifest: Manifest, artefact: bytes) -> Estimator:
    try:
        with muted():
            # A pickle is code. These are the bytes that were pinned by whoever
            # may write the store's pointer.
            return cast("Estimator", pickle.loads(artefact))  # noqa: S301 # nosec B301
    # A pickle can raise whatever the classes in it raise.
    except (Exception, SystemExit) as error:
        message = (
            f"model {manifest.name} {manifest.version} cannot be unpickled:"
            f" {type(error).__name__}: {error}"
        )
        raise ModelRefusedError(message) from error


def _check_golden(model: SklearnModel) -> None:
    manifest = model.manifest
    golden = manifest.golden
    what = f"model {manifest.name} {manifest.version}"
    try:
        instances = read_instances(golden.instances, manifest.input)
        found = model.predict(instances, probabilities=manifest.output.probabilities)
    except RequestError as error:
        message = f"{what} has golden instances that do not fit: {error.message}"
        raise GoldenMismatchError(message) from error
    except (ValuesRefusedError, ModelFailedError) as error:
        cause = error.__cause__ or error
        message = f"{what} fails its golden instances: {type(cause).__name__}: {cause}"
        raise GoldenMismatchError(message) from error
    exact = manifest.output.classes is not None
    for index, expected in enumerate(golden.predictions):
        if not same(expected, found.values[index], exact=exact):
            message = f"{what} answers golden instance {index} otherwise than recorded"
            raise GoldenMismatchError(message)
