"""The image as a SageMaker container: the argument `serve`."""

import signal
import subprocess
import time

import pytest

from tests.support.corpus import BINARY_CORPUS, CORPUS, text_model
from tests.support.fronts import HttpAnswer, call_wsgi, loaded, sagemaker_front

pytestmark = pytest.mark.docker

PORT = 9321


@pytest.fixture
def serving(image, tmp_path):
    """Run it on a model folder, without a network: it is asked from inside."""
    tmp_path.chmod(0o755)

    def start(model):
        if model is not None:
            (tmp_path / "manifest.json").write_bytes(model.manifest.to_json())
            (tmp_path / "model.pkl").write_bytes(model.artefact)
        options = ["--network", "none", "--volume", f"{tmp_path}:/opt/ml/model:ro"]
        options += ["--env", f"SAGEMAKER_BIND_TO_PORT={PORT}"]
        return image.started(options, ["serve"])

    return start


def ping(container):
    [(status, _, _)] = container.ask(PORT, [("GET", "/ping", {}, None)])
    return status


def wait_until_it_listens(container):
    deadline = time.monotonic() + 60
    while True:
        try:
            return ping(container)
        except subprocess.CalledProcessError:
            if time.monotonic() > deadline:
                raise AssertionError(container.log()) from None
            time.sleep(0.2)


def test_it_answers_as_the_front_does_in_process(serving):
    model = text_model()
    here = sagemaker_front(loaded(model))
    corpus = {**CORPUS, **BINARY_CORPUS}
    requests = [
        (
            "POST",
            "/invocations",
            {} if case.content_type is None else {"Content-Type": case.content_type},
            case.body,
        )
        for case in corpus.values()
    ]

    with serving(model) as there:
        assert wait_until_it_listens(there) == 200
        answers = there.ask(PORT, requests)

    for (name, case), (status, headers, body) in zip(
        corpus.items(), answers, strict=True
    ):
        answer = HttpAnswer(status=status, headers=headers, body=body)
        assert answer.comparable == call_wsgi(here, case).comparable, name


def test_without_a_good_model_it_is_not_healthy(serving):
    model = text_model()
    (damaged := bytearray(model.artefact))[-2] ^= 1

    with serving(type(model)(manifest=model.manifest, artefact=bytes(damaged))) as it:
        assert wait_until_it_listens(it) == 503
        [(status, _, body)] = it.ask(PORT, [("POST", "/invocations", {}, b'["good"]')])
        log = it.log()

    assert (status, body["error"]["code"]) == (503, "model_unavailable")
    assert "SHA-256" not in body["error"]["message"]
    assert "SHA-256" in log


def test_it_stops_when_it_is_told_to(serving):
    with serving(text_model()) as it:
        wait_until_it_listens(it)
        it.engine.run("kill", "--signal", signal.SIGTERM.name, it.name)
        code = it.engine.run("wait", it.name, timeout=30).stdout.strip()

    assert code == "0"
