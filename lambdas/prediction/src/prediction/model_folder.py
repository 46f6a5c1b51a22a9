"""The model that SageMaker unpacks before it starts the container."""

import hashlib
import time
from pathlib import Path

from model_store.errors import IntegrityError, ModelRefusedError
from model_store.manifest import ARTEFACT_NAME, MANIFEST_NAME, Manifest
from prediction.container_settings import PinnedFolder
from prediction.live_model import Load
from prediction.ports import Model, Telemetry


def folder_model(
    pinned: PinnedFolder, load: Load, telemetry: Telemetry
) -> Model | None:
    """Load the model of a folder; tell of one that is not good, and return None.

    Whoever can write to the archive in S3 cannot have another model served:
    the container's environment pins the manifest's bytes, and they the rest.
    """
    started = time.perf_counter()
    try:
        model = load(*_read_pinned(pinned))
    except ModelRefusedError as error:
        telemetry.model_refused(str(error))
        return None
    except MemoryError:
        telemetry.model_refused("there is too little memory for the model")
        return None
    telemetry.model_loaded(model.manifest, seconds=time.perf_counter() - started)
    return model


def _read_pinned(pinned: PinnedFolder) -> tuple[Manifest, bytes]:
    path = pinned.folder / MANIFEST_NAME
    data = _read(path)
    found = hashlib.sha256(data).hexdigest()
    # Before a byte of it is understood.
    if found != pinned.manifest_sha256:
        message = (
            f"{path} has SHA-256 {found}, MODEL_MANIFEST_SHA256 pins"
            f" {pinned.manifest_sha256}"
        )
        raise IntegrityError(message)
    return Manifest.parse(data), _read(pinned.folder / ARTEFACT_NAME)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise ModelRefusedError(message) from error
