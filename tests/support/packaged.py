"""Tiny models with manifests of their own, and a store with a live pointer.

Made by hand and not by the packaging code: what serves must hold against the
format, not against one writer of it.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import cloudpickle
import sklearn

from model_store.manifest import (
    ARTEFACT_NAME,
    FileDigest,
    Golden,
    InputSchema,
    Manifest,
    OutputSchema,
)
from model_store.pointer import LiveModel, PinnedObject, Pointer

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

TEXT = InputSchema(kind="text")


@dataclass(frozen=True, kw_only=True)
class Packaged:
    """A manifest and the artefact that it describes."""

    manifest: Manifest
    artefact: bytes


def packaged(  # noqa: PLR0913 - each describes the model, all by name
    estimator: Any,
    *,
    instances: Sequence[Any],
    predictions: Sequence[Any],
    name: str = "tiny",
    schema: InputSchema = TEXT,
    classes: tuple[Any, ...] | None = None,
    probabilities: bool = False,
) -> Packaged:
    """Pickle an estimator and describe it."""
    artefact = _pickled(estimator)
    manifest = Manifest(
        name=name,
        version="",
        created_at="2030-01-01T00:00:00Z",
        format="cloudpickle",
        files={ARTEFACT_NAME: FileDigest.of(artefact)},
        runtime={
            "python": f"{sys.version_info.major}.{sys.version_info.minor}",
            "scikit-learn": sklearn.__version__,
        },
        input=schema,
        output=OutputSchema(classes=classes, probabilities=probabilities),
        metrics={},
        golden=Golden(instances=tuple(instances), predictions=tuple(predictions)),
        by_value=(),
    )
    return Packaged(manifest=versioned(manifest), artefact=artefact)


def _pickled(estimator: Any) -> bytes:
    module = sys.modules[type(estimator).__module__]
    if not module.__name__.startswith("tests."):
        return bytes(cloudpickle.dumps(estimator))
    # Where it is served there are no tests: its class travels in the pickle.
    cloudpickle.register_pickle_by_value(module)
    try:
        return bytes(cloudpickle.dumps(estimator))
    finally:
        cloudpickle.unregister_pickle_by_value(module)


def versioned(manifest: Manifest) -> Manifest:
    """Return the manifest with the version that its content gives."""
    # Through JSON: that is how it will be read.
    draft = replace(manifest, version="")
    draft = replace(draft, version=draft.content_version())
    content = json.loads(draft.to_json())
    return Manifest.parse(json.dumps(content).encode())


class Store:
    """Writes models and pointers into a bucket with versions."""

    def __init__(self, s3: "S3Client", bucket: str, pointer_key: str) -> None:
        """Take a client and a bucket that exists."""
        self.s3, self.bucket, self.pointer_key = s3, bucket, pointer_key

    def put(self, key: str, data: bytes) -> PinnedObject:
        """Write an object, and pin what was written."""
        digest = FileDigest.of(data)
        written = self.s3.put_object(Bucket=self.bucket, Key=key, Body=data)
        return PinnedObject(
            key=key,
            version_id=written["VersionId"],
            sha256=digest.sha256,
            size=digest.size,
        )

    def publish(self, model: Packaged) -> LiveModel:
        """Write a model; it is not live yet."""
        folder = f"models/{model.manifest.name}/{model.manifest.version}"
        artefact = self.put(f"{folder}/{ARTEFACT_NAME}", model.artefact)
        return LiveModel(
            name=model.manifest.name,
            version=model.manifest.version,
            promoted_at="2030-01-01T00:00:00Z",
            manifest=self.put(f"{folder}/manifest.json", model.manifest.to_json()),
            files={ARTEFACT_NAME: artefact},
            archive=artefact,
        )

    def point_at(self, live: LiveModel) -> None:
        """Make a published model the live one."""
        self.write_pointer(Pointer(live=live, previous=None).to_json())

    def write_pointer(self, data: bytes) -> None:
        """Write anything where the pointer is."""
        self.s3.put_object(Bucket=self.bucket, Key=self.pointer_key, Body=data)

    def promote(self, model: Packaged) -> LiveModel:
        """Publish a model and make it live."""
        live = self.publish(model)
        self.point_at(live)
        return live
