"""Lets an estimator predict, here and now, by the code that will serve it."""

from collections.abc import Sequence
from typing import Any, NoReturn, cast

from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_is_fitted

from http_contract.errors import RequestError
from model.errors import PackagingError
from model_store.manifest import Manifest
from prediction.instances import read_instances
from prediction.ports import ModelFailedError, ValuesRefusedError
from prediction.predictions import same
from prediction.sklearn_model import Estimator, SklearnModel

# A model that draws from three classes agrees with itself this often on one
# instance once in 243 packagings, on three instances once in 14 million.
_REPEATS = 5


def check_estimator(estimator: object) -> None:
    """Hold what a person named against what a model is.

    Raises:
        PackagingError: It is a class, or cannot predict.

    """
    if isinstance(estimator, type):
        message = (
            f"{estimator.__name__} is a class: fit an instance of it and package that"
        )
        raise PackagingError(message)
    if not callable(getattr(estimator, "predict", None)):
        message = (
            f"{type(estimator).__name__} has no method predict: it has to be a fitted"
            " scikit-learn estimator or pipeline"
        )
        raise PackagingError(message)


class Trial:
    """An estimator under the manifest that it would get."""

    def __init__(self, estimator: object, manifest: Manifest) -> None:
        """Take the parts; nothing is predicted yet."""
        self._estimator = estimator
        self._manifest = manifest
        self._model = SklearnModel(manifest, cast("Estimator", estimator))

    def predict(self, instances: Sequence[Any]) -> list[Any]:
        """Return one prediction an instance.

        Raises:
            PackagingError: An instance does not fit, or the model refuses it.

        """
        try:
            rows = read_instances(instances, self._manifest.input)
        except RequestError as error:
            message = f"an example does not fit: {error.message}"
            raise PackagingError(message) from error
        try:
            found = self._model.predict(
                rows, probabilities=self._manifest.output.probabilities
            )
        except (ValuesRefusedError, ModelFailedError) as error:
            self._refuse(error)
        return list(found.values)

    def predict_repeatedly(self, instances: Sequence[Any]) -> list[Any]:
        """Return predictions that the model gives each time.

        Raises:
            PackagingError: It answers otherwise when asked again.

        """
        first = self.predict(instances)
        exact = self._manifest.output.classes is not None
        for _ in range(_REPEATS - 1):
            if not same(first, self.predict(instances), exact=exact):
                message = (
                    "the model answers the same instances otherwise when asked"
                    " again, so nobody could tell it from a damaged one: give it a"
                    " random_state"
                )
                raise PackagingError(message)
        return first

    def _refuse(self, error: ValuesRefusedError | ModelFailedError) -> NoReturn:
        cause = error.__cause__
        if isinstance(cause, NotFittedError) or (
            cause is not None and not self._is_fitted()
        ):
            message = (
                f"{type(self._estimator).__name__} is not fitted: call fit before it is"
                " packaged"
            )
        elif cause is not None:
            message = (
                f"the model fails on the examples: {type(cause).__name__}: {cause}."
                " Give examples as they will be sent; where it was fitted on a data"
                " frame, give objects and say --container dataframe"
            )
        elif isinstance(error, ValuesRefusedError):
            message = (
                f"the model's prediction for example {error.index} is not finite, and"
                " JSON has neither NaN nor infinity"
            )
        else:
            message = f"the model cannot be served: {error}"
        raise PackagingError(message) from error

    def _is_fitted(self) -> bool:
        try:
            check_is_fitted(self._estimator)
        except NotFittedError:
            return False
        except TypeError:
            return True  # no estimator of scikit-learn's: nothing is known
        return True
