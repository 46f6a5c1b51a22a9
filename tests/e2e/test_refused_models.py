"""A bad model is never served, whatever the pointer says."""

import io
import json
import pickle
from dataclasses import replace

import pytest

from model_store.manifest import MANIFEST_NAME, Manifest
from tests.support.deployment import Deployment, eventually
from tests.support.models import Published, promote, publish_text_model

REFRESH_LIMIT_SECONDS = 30

# Log lines come a moment after the answer.
LOG_SECONDS = 5


@pytest.fixture
def key(deployment: Deployment):
    with deployment.client_key("refused") as value:
        yield value


@pytest.fixture
def bad(deployment: Deployment, tmp_path, the_demo_model_stays_live) -> Published:
    # A model for each test: publishing refuses what another one has damaged.
    return publish_text_model(deployment, tmp_path / "bad", label=tmp_path.name)


def point_at(deployment: Deployment, model: Published, damage: str) -> None:
    """Make a pointer by hand to a model with this damage, as an attacker might."""
    s3 = deployment.client("s3")
    promote(deployment, model)
    pointer_key = deployment.outputs["model_pointer_key"]
    pointer = json.load(
        s3.get_object(Bucket=deployment.bucket, Key=pointer_key)["Body"]
    )
    live = pointer["live"]
    artefact = live["files"]["model.pkl"]

    def put(key: str, data: bytes) -> dict[str, object]:
        from hashlib import sha256  # noqa: PLC0415 - one caller

        written = s3.put_object(Bucket=deployment.bucket, Key=key, Body=data)
        return {
            "key": key,
            "version_id": written["VersionId"],
            "sha256": sha256(data).hexdigest(),
            "size": len(data),
        }

    manifest = Manifest.parse((model.folder / MANIFEST_NAME).read_bytes())
    whole = (model.folder / "model.pkl").read_bytes()
    if damage == "wrong hash":
        artefact["sha256"] = "0" * 64
    elif damage == "truncated object":
        cut = put(artefact["key"], whole[: len(whole) // 2])
        artefact["version_id"] = cut["version_id"]
    elif damage == "other golden answers":
        manifest = replace(
            manifest,
            golden=replace(
                manifest.golden,
                predictions=tuple("other" for _ in manifest.golden.predictions),
            ),
        )
    elif damage == "another scikit-learn":
        manifest = replace(
            manifest, runtime={**manifest.runtime, "scikit-learn": "0.1.2"}
        )
    elif damage == "code in the pickle, pinned by nobody":
        evil = put(artefact["key"], Evil.pickled(deployment))
        artefact["version_id"] = evil["version_id"]
    if damage in {"other golden answers", "another scikit-learn"}:
        manifest = replace(manifest, version=manifest.content_version())
        live["manifest"] = put(live["manifest"]["key"], manifest.to_json())
        live["version"] = manifest.version
    s3.put_object(
        Bucket=deployment.bucket, Key=pointer_key, Body=json.dumps(pointer).encode()
    )


class Evil:
    """Unpickling it leaves a file behind."""

    def __init__(self, trace: str) -> None:
        self.trace = trace

    def __reduce__(self):
        return open, (self.trace, "w")

    @classmethod
    def pickled(cls, deployment: Deployment) -> bytes:
        out = io.BytesIO()
        pickle.dump(cls(str(deployment.state_dir / "evil")), out)
        return out.getvalue()


DAMAGES = {
    "wrong hash": "SHA-256",
    "truncated object": "bytes",
    "other golden answers": "golden",
    "another scikit-learn": "scikit-learn",
    "code in the pickle, pinned by nobody": "pinned",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_old_model_serves_on_and_the_reason_is_logged(
    deployment: Deployment, key: str, bad: Published, damage: str
):
    instances = deployment.demo["instances"]
    before = deployment.predict(instances, key=key)
    assert before.status == 200
    logged = len(deployment.log_lines())

    point_at(deployment, bad, damage)

    def refused() -> list[str]:
        answer = deployment.predict(instances, key=key)
        assert answer.status == 200
        assert answer.headers["x-model-version"] == before.headers["x-model-version"]
        return [
            line
            for line in deployment.log_lines()[logged:]
            if "refused" in line and DAMAGES[damage] in line
        ]

    eventually(refused, within_seconds=REFRESH_LIMIT_SECONDS, every_seconds=0.5)
    assert not (deployment.state_dir / "evil").exists()


def test_a_fresh_start_without_a_good_model_answers_503(
    deployment: Deployment, key: str, bad: Published
):
    point_at(deployment, bad, "wrong hash")
    deployment.recycle_environments()
    logged = len(deployment.log_lines())

    answer = deployment.predict(["text"], key=key)

    assert answer.status == 503
    assert answer.body["error"]["code"] == "model_unavailable"
    assert "SHA" not in json.dumps(answer.body)
    eventually(
        lambda: [line for line in deployment.log_lines()[logged:] if "SHA-256" in line],
        within_seconds=LOG_SECONDS,
    )

    promote(deployment, bad)
    answer = eventually(
        lambda: (a := deployment.predict(["text"], key=key)).status == 200 and a,
        within_seconds=REFRESH_LIMIT_SECONDS,
        every_seconds=0.5,
    )
    assert answer.headers["x-model-version"] == bad.version
