"""The model that SageMaker unpacks before it starts the container."""

from pathlib import Path

from model_store.errors import ModelRefusedError
from model_store.manifest import ARTEFACT_NAME, MANIFEST_NAME, Manifest
from prediction.live_model import Load
from prediction.ports import Model, Telemetry


class FolderModels:
    """Serves the one model of a folder: a new model is a new container."""

    def __init__(self, model: Model | None) -> None:
        """Take the model, None if the folder holds no good one."""
        self._model = model

    @classmethod
    def of(cls, folder: Path, load: Load, telemetry: Telemetry) -> "FolderModels":
        """Load the model of a folder; tell of one that is not good."""
        try:
            manifest = Manifest.parse(_read(folder / MANIFEST_NAME))
            model = load(manifest, _read(folder / ARTEFACT_NAME))
        except ModelRefusedError as error:
            telemetry.model_refused(str(error))
            return cls(None)
        return cls(model)

    def current(self) -> Model | None:
        """Return the model, None if the folder held no good one."""
        return self._model


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise ModelRefusedError(message) from error
