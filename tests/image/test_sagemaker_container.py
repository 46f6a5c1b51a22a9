"""The image as a SageMaker container: the argument `serve`."""

import hashlib
import signal
import subprocess
import time
from dataclasses import replace

import pytest

from tests.image.conftest import free_port
from tests.support.corpus import BINARY_CORPUS, CORPUS, text_model
from tests.support.forms import CSV, LINES, TYPES, case
from tests.support.fronts import HttpAnswer, call_wsgi, loaded, sagemaker_front

pytestmark = pytest.mark.docker

TEXTS = ["good", "bad", 'a "good", poor\none', "", "é \U0001f600"]
FORMS = {
    f"{given} for {accept}": case(TEXTS, given, accept)
    for given in TYPES
    for accept in (None, *TYPES)
}


class Serving:
    """A container and the port that it was told to listen on."""

    def __init__(self, container, port):
        self.container = container
        self.port = port

    def ask(self, method, path, headers=None, body=None):
        [answer] = self.ask_all([(method, path, headers or {}, body)])
        return answer

    def ask_all(self, requests):
        return self.container.ask(self.port, requests)

    def ping(self):
        status, _, _ = self.ask("GET", "/ping")
        return status

    def wait_until_it_listens(self):
        return self.wait(lambda: True)

    def wait(self, ready):
        """Wait until it listens and is ready; returns the status of /ping."""
        deadline = time.monotonic() + 60
        while True:
            try:
                status = self.ping()
            except subprocess.CalledProcessError:
                status = None
            if status is not None and ready():
                return status
            if time.monotonic() > deadline:
                raise AssertionError(self.container.log())
            time.sleep(0.2)


@pytest.fixture
def start(image):
    """Run it with variables; nothing else is set, as SageMaker does it."""

    def run(variables, *options):
        port = free_port()
        given = {**variables, "SAGEMAKER_BIND_TO_PORT": port}
        for name, value in given.items():
            options += ("--env", f"{name}={value}")
        return image.started([*options], ["serve"]), port

    return run


@pytest.fixture
def serving(start, tmp_path):
    """Run it on a model folder, without a network: it is asked from inside."""
    tmp_path.chmod(0o755)

    def run(model, **variables):
        manifest = model.manifest.to_json()
        (tmp_path / "manifest.json").write_bytes(manifest)
        (tmp_path / "model.pkl").write_bytes(model.artefact)
        pinned = {"MODEL_MANIFEST_SHA256": hashlib.sha256(manifest).hexdigest()}
        return start(
            {**pinned, **variables},
            *("--network", "none", "--volume", f"{tmp_path}:/opt/ml/model:ro"),
        )

    return run


def test_it_answers_as_the_front_does_in_process(serving):
    model = text_model()
    here = sagemaker_front(loaded(model))
    corpus = {**CORPUS, **BINARY_CORPUS, **FORMS}
    requests = [
        (
            "POST",
            "/invocations",
            {
                name: value
                for name, value in (
                    ("Content-Type", request.content_type),
                    ("Accept", request.accept),
                )
                if value is not None
            },
            request.body,
        )
        for request in corpus.values()
    ]

    running, port = serving(model)
    with running as container:
        there = Serving(container, port)
        assert there.wait_until_it_listens() == 200
        answers = there.ask_all(requests)
        _, _, parameters = there.ask("GET", "/execution-parameters")

    for (name, request), (status, headers, body) in zip(
        corpus.items(), answers, strict=True
    ):
        answer = HttpAnswer(status=status, headers=headers, body=body)
        assert answer.comparable == call_wsgi(here, request).comparable, name
    assert parameters["MaxConcurrentTransforms"] * parameters["MaxPayloadInMB"] <= 100


def damaged(model):
    (artefact := bytearray(model.artefact))[-2] ^= 1
    return replace(model, artefact=bytes(artefact))


@pytest.mark.parametrize(
    ("model", "variables", "told"),
    [
        (damaged(text_model()), {}, "SHA-256"),
        (text_model(), {"MODEL_MANIFEST_SHA256": "0" * 64}, "SHA-256"),
        (text_model(), {"MODEL_MANIFEST_SHA256": ""}, "MODEL_MANIFEST_SHA256"),
    ],
    ids=["damaged", "another pin", "no pin"],
)
def test_without_a_good_model_it_is_not_healthy(serving, model, variables, told):
    running, port = serving(model, **variables)
    with running as container:
        it = Serving(container, port)
        assert it.wait(lambda: told in container.log()) == 503
        status, _, body = it.ask("POST", "/invocations", body=b'["good"]')

    assert (status, body["error"]["code"]) == (503, "model_unavailable")
    assert told not in body["error"]["message"]


def test_it_stops_when_it_is_told_to(serving):
    running, port = serving(text_model())
    with running as container:
        Serving(container, port).wait_until_it_listens()
        container.engine.run("kill", "--signal", signal.SIGTERM.name, container.name)
        code = container.engine.run("wait", container.name, timeout=30).stdout.strip()

    assert code == "0"


def test_it_follows_the_live_pointer(start, store, s3_url):
    store.promote(text_model())
    variables = {
        "AWS_ENDPOINT_URL": s3_url,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_REGION": "eu-west-1",
        "MODEL_BUCKET": store.bucket,
        "MODEL_POINTER_KEY": store.pointer_key,
        "MODEL_REFRESH_SECONDS": "1",
        "SAGEMAKER_MODEL_SERVER_WORKERS": "1",
    }
    running, port = start(variables, "--network", "host")
    with running as container:
        it = Serving(container, port)

        def answer(form):
            given = {"Content-Type": form}
            return it.ask("POST", "/invocations", given, b'"good"\n')[2]

        it.wait(lambda: it.ping() == 200)
        assert answer(LINES) == '"pos"\n'
        store.promote(text_model(label="other"))
        it.wait(lambda: answer(CSV) == "other\n")
