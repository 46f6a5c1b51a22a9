"""What the HTTP contract costs over the estimator alone."""

import io
import json
import pickle
from collections.abc import Iterator
from functools import partial

from benchmarks.pairs import Pair, in_turn
from benchmarks.trained import documents, packaged_model
from functions.environment import TelemetrySettings
from model_store.manifest import ARTEFACT_NAME, MANIFEST_NAME, Manifest
from prediction.ports import Model
from prediction.service import PredictionService, Request
from prediction.sklearn_model import load
from prediction.telemetry import CloudWatchTelemetry


class OneModel:
    """A store that never changes."""

    def __init__(self, model: Model) -> None:
        """Take the model."""
        self._model = model

    def current(self) -> Model:
        """Return it."""
        return self._model


def measure() -> Iterator[Pair]:
    """Compare answers to JSON with bare predictions, for several sizes."""
    folder = packaged_model()
    artefact = (folder / ARTEFACT_NAME).read_bytes()
    manifest = Manifest.parse((folder / MANIFEST_NAME).read_bytes())
    estimator = pickle.loads(artefact)  # noqa: S301 - written above
    telemetry = CloudWatchTelemetry(
        TelemetrySettings(log_level="INFO", namespace="Bench", service="bench"),
        io.StringIO(),
    )
    service = PredictionService(OneModel(load(manifest, artefact)), telemetry)
    for size, runs in ((1, 300), (10, 200), (100, 50), (1000, 10)):
        instances = list(documents()[:size])
        body = json.dumps(instances)
        request = Request(body=body, content_type=None, request_id="bench")
        yield in_turn(
            f"{size} instance(s) a request",
            partial(service.answer, request),
            partial(estimator.predict, instances),
            runs=runs,
        )
