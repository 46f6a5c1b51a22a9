"""A manifest and a pointer as JSON values, to be damaged."""

import json

import pytest

from model_store.pointer import LiveModel, PinnedObject, Pointer
from tests.support.corpus import frame_model


@pytest.fixture(scope="session")
def manifest_json() -> dict:
    return json.loads(frame_model().manifest.to_json())


@pytest.fixture(scope="session")
def pointer_json(manifest_json) -> dict:
    pinned = PinnedObject(key="a/key", version_id="v1", sha256="0" * 64, size=3)
    live = LiveModel(
        name=manifest_json["name"],
        version=manifest_json["version"],
        promoted_at="2030-01-01T00:00:00Z",
        manifest=pinned,
        files={"model.pkl": pinned},
        archive=pinned,
    )
    return json.loads(Pointer(live=live, previous=live).to_json())
