"""What a model answers with, read off the estimator."""

import numpy as np

from model.errors import PackagingError
from model_store.manifest import OutputSchema
from prediction.ports import ModelFailedError, ValuesRefusedError
from prediction.predictions import to_json_values


def output_schema(estimator: object) -> OutputSchema:
    """Return the classes of the estimator, and whether it has probabilities.

    A model with several outputs has no one list of classes: its predictions
    are lists, and it is served without probabilities.

    Raises:
        PackagingError: A class is nothing that JSON can say.

    """
    classes = getattr(estimator, "classes_", None)
    # Several outputs have a list of arrays here, one an output.
    if classes is None or isinstance(classes, list) or np.ndim(classes) != 1:
        return OutputSchema(classes=None, probabilities=False)
    try:
        labels = to_json_values(classes, len(classes))
    except (ModelFailedError, ValuesRefusedError) as error:
        message = (
            f"the classes of the model are of dtype {np.asarray(classes).dtype}, which"
            " JSON cannot say: fit it on labels that are strings or numbers"
        )
        raise PackagingError(message) from error
    if any(label is None or isinstance(label, list) for label in labels):
        message = "a class of the model is null: fit it on labels without gaps"
        raise PackagingError(message)
    return OutputSchema(
        classes=tuple(labels), probabilities=hasattr(estimator, "predict_proba")
    )
