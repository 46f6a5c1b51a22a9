"""The folder that SageMaker unpacks holds the pinned model, or none is served."""

import hashlib
import json
import pickle

import pytest

from prediction.container_settings import PinnedFolder
from prediction.model_folder import folder_model
from prediction.sklearn_model import load
from tests.support.corpus import text_model


def sha256(folder):
    return hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()


@pytest.fixture
def folder(tmp_path):
    model = text_model()
    (tmp_path / "manifest.json").write_bytes(model.manifest.to_json())
    (tmp_path / "model.pkl").write_bytes(model.artefact)
    return tmp_path


@pytest.fixture
def boot(folder, told):
    """Load what is in the folder now, pinned as it is or as it was."""

    def start(pinned=None):
        pin = PinnedFolder(folder=folder, manifest_sha256=pinned or sha256(folder))
        return folder_model(pin, load, told)

    return start


def test_the_pinned_model_is_served_and_told_of(boot, told):
    model = boot()

    assert model.predict(["good"], probabilities=False).values == ["pos"]
    assert told.loaded == [model.manifest]
    assert told.refused == []


def damage_artefact(folder):
    (folder / "model.pkl").write_bytes(b"other bytes")


def remove_artefact(folder):
    (folder / "model.pkl").unlink()


def change_manifest(folder):
    content = json.loads((folder / "manifest.json").read_bytes())
    content["golden"]["predictions"][0] = "other"
    (folder / "manifest.json").write_text(json.dumps(content))


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (damage_artefact, "model.pkl has 11 bytes"),
        (remove_artefact, "model.pkl cannot be read"),
        (change_manifest, "says version"),
    ],
)
def test_a_bad_model_is_told_of_and_not_served(boot, folder, told, damage, reason):
    damage(folder)

    assert boot() is None
    assert reason in told.refused[0]
    assert told.loaded == []


def test_without_a_manifest_there_is_no_model(boot, folder, told):
    pinned = sha256(folder)
    (folder / "manifest.json").unlink()

    assert boot(pinned) is None
    assert "manifest.json cannot be read" in told.refused[0]


def test_nothing_is_read_of_a_manifest_that_is_not_the_pinned_one(boot, folder, told):
    """Not even that it is none: what reads it is reached by pinned bytes alone."""
    pinned = sha256(folder)
    (folder / "manifest.json").write_bytes(b"no manifest")
    (folder / "model.pkl").unlink()

    assert boot(pinned) is None
    assert f"MODEL_MANIFEST_SHA256 pins {pinned}" in told.refused[0]


def test_another_good_model_is_not_the_pinned_one(boot, folder, told):
    pinned = sha256(folder)
    other = text_model(label="other")
    (folder / "manifest.json").write_bytes(other.manifest.to_json())
    (folder / "model.pkl").write_bytes(other.artefact)

    assert boot(pinned) is None
    assert "SHA-256" in told.refused[0]


def test_too_little_memory_is_told_of(folder, told):
    def starve(*_):
        raise MemoryError

    pin = PinnedFolder(folder=folder, manifest_sha256=sha256(folder))

    assert folder_model(pin, starve, told) is None
    assert "memory" in told.refused[0]


class Explosive:
    """Leaves a mark where it is unpickled."""

    def __reduce__(self):
        return (open, (self.path, "w"))


def test_what_is_not_pinned_is_not_unpickled(boot, folder, tmp_path):
    bomb = Explosive()
    bomb.path = str(tmp_path / "mark")
    pinned = sha256(folder)
    data = pickle.dumps(bomb)
    (folder / "model.pkl").write_bytes(data)
    content = json.loads((folder / "manifest.json").read_bytes())
    content["files"]["model.pkl"] = {
        "sha256": hashlib.sha256(data).hexdigest(),
        "size": len(data),
    }
    (folder / "manifest.json").write_text(json.dumps(content))

    assert boot(pinned) is None
    assert boot(sha256(folder)) is None
    assert not (tmp_path / "mark").exists()
