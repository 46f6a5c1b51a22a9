"""What SageMaker asks of a container."""

import json
import warnings

import pytest

from prediction import strict_json
from prediction.sagemaker_front import build
from tests.support.corpus import Case, text_model
from tests.support.fronts import call_wsgi, sagemaker_front

GOOD = Case(status=200, body=b'["good"]')


def test_invocations(text):
    answer = call_wsgi(sagemaker_front(text), GOOD)

    assert (answer.status, answer.body) == (200, ["pos"])
    assert answer.headers["X-Model-Version"] == text.manifest.version
    assert answer.headers["Content-Length"] == str(len('["pos"]'))


def test_ping(text):
    ask = Case(status=200, body=None)

    assert call_wsgi(sagemaker_front(text), ask, path="/ping", method="GET").status == (
        200
    )
    assert call_wsgi(sagemaker_front(None), ask, path="/ping", method="GET").status == (
        503
    )


@pytest.mark.parametrize(
    ("asked", "status", "code", "allow"),
    [
        ("GET /", 404, "not_found", None),
        ("POST /invocations/", 404, "not_found", None),
        ("POST /predict", 404, "not_found", None),
        ("GET /invocations", 405, "method_not_allowed", "POST"),
        ("PUT /invocations", 405, "method_not_allowed", "POST"),
        ("POST /ping", 405, "method_not_allowed", "GET"),
        ("HEAD /ping", 405, "method_not_allowed", "GET"),
    ],
)
def test_other_paths_and_methods(text, asked, status, code, allow):
    method, path = asked.split()
    answer = call_wsgi(sagemaker_front(text), GOOD, path=path, method=method)

    assert (answer.status, answer.body["error"]["code"]) == (status, code)
    assert answer.headers.get("Allow") == allow
    assert answer.body["error"]["request_id"]


def test_a_body_over_the_limit_is_not_read_to_its_end(text):
    body = b'"' + b"a" * (strict_json.MAX_BYTES * 2)

    answer = call_wsgi(sagemaker_front(text), Case(status=413, body=body))

    assert (answer.status, answer.body["error"]["code"]) == (413, "payload_too_large")


@pytest.fixture
def boot(folder, request):
    """Build the application as the container does."""
    with warnings.catch_warnings():
        # A logger of the same name would write where an earlier test read.
        yield lambda: build(
            {"SM_MODEL_DIR": str(folder), "SERVICE_NAME": request.node.name}
        )


@pytest.fixture
def folder(tmp_path):
    model = text_model()
    (tmp_path / "manifest.json").write_bytes(model.manifest.to_json())
    (tmp_path / "model.pkl").write_bytes(model.artefact)
    return tmp_path


def test_the_model_that_sagemaker_unpacked(boot):
    assert call_wsgi(boot(), GOOD).body == ["pos"]


def damage_artefact(folder):
    (folder / "model.pkl").write_bytes(b"other bytes")


def remove_manifest(folder):
    (folder / "manifest.json").unlink()


def change_manifest(folder):
    content = json.loads((folder / "manifest.json").read_bytes())
    content["golden"]["predictions"][0] = "other"
    (folder / "manifest.json").write_text(json.dumps(content))


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (damage_artefact, "model.pkl has 11 bytes"),
        (remove_manifest, "manifest.json cannot be read"),
        (change_manifest, "says version"),
    ],
)
def test_a_bad_model_is_told_of_and_not_served(boot, folder, damage, reason, capsys):
    damage(folder)
    answer = call_wsgi(boot(), GOOD)

    assert (answer.status, answer.body["error"]["code"]) == (503, "model_unavailable")
    assert answer.headers["Retry-After"] == "5"
    assert reason in capsys.readouterr().out
    assert reason not in json.dumps(answer.body)
