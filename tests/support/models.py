"""Small models for tests, packaged and published by the product's own commands."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.pipeline import make_pipeline

from tests.support.deployment import Deployment


@dataclass(frozen=True, kw_only=True)
class Published:
    """A model of the store, and the folder that it was published from."""

    name: str
    version: str
    folder: Path


def package_text_model(deployment: Deployment, folder: Path, *, label: str) -> Path:
    """Package a model that answers every text with one label."""
    folder.mkdir(parents=True)
    pipeline = make_pipeline(
        CountVectorizer(), DummyClassifier(strategy="constant", constant=label)
    )
    pipeline.fit(["one text", "another text"], [label, "other"])
    joblib.dump(pipeline, folder / "model.joblib")
    (folder / "examples.json").write_text(json.dumps(["one text", "another"]))
    deployment.inferway(
        "package",
        folder / "model.joblib",
        *("--name", "constant", "--input", "text"),
        *("--examples", folder / "examples.json"),
        *("--out", folder / "packaged"),
    )
    return folder / "packaged"


def publish_text_model(
    deployment: Deployment, folder: Path, *, label: str
) -> Published:
    """Package and publish a model that answers every text with one label."""
    return publish(deployment, package_text_model(deployment, folder, label=label))


def publish(deployment: Deployment, packaged: Path) -> Published:
    """Publish a packaged model; it is not live yet."""
    deployment.inferway("publish", packaged, "--bucket", deployment.bucket)
    manifest: dict[str, Any] = json.loads((packaged / "manifest.json").read_text())
    return Published(
        name=manifest["name"], version=manifest["version"], folder=packaged
    )


def promote(deployment: Deployment, model: Published) -> None:
    """Make a published model the live one."""
    deployment.inferway(
        "promote", model.name, model.version, "--bucket", deployment.bucket
    )
