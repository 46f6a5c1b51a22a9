"""The SageMaker container's process, with a folder and with a live store."""

import hashlib
import json
import os
import signal
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.support.corpus import text_model
from tests.support.packaged import Store, packaged
from tests.support.sagemaker_process import sagemaker_process, wait_until

ONE = "one"
TWO = "two"


class Watched:
    """Writes down which process loads it, and waits in two places if it is told to."""

    def __init__(self, label, folder):
        self.label = label
        self.folder = folder

    def __setstate__(self, state):
        self.__dict__.update(state)
        with (Path(self.folder) / "loaded").open("a") as log:
            log.write(f"{os.getpid()}\n")
        self.wait("load")

    def wait(self, name):
        gate = Path(self.folder) / f"{name}.closed"
        if gate.exists():
            (Path(self.folder) / f"{name}.reached").touch()
        while gate.exists():
            # Imported here: what is pickled by value brings no module along.
            __import__("time").sleep(0.02)

    def predict(self, texts):
        if "slow" in texts:
            self.wait("predict")
        return [self.label] * len(texts)


def watched(folder, label=ONE):
    """Return a model that is watched by files in a folder."""
    model = packaged(Watched(label, str(folder)), instances=["a"], predictions=[label])
    (folder / "loaded").unlink(missing_ok=True)
    return model


def loaded_by(folder):
    log = folder / "loaded"
    return [int(pid) for pid in log.read_text().split()] if log.exists() else []


@pytest.fixture
def pinned(tmp_path):
    """Unpack a model as SageMaker does; returns the container's variables."""

    def unpack(model):
        folder = tmp_path / "model"
        folder.mkdir()
        manifest = model.manifest.to_json()
        (folder / "manifest.json").write_bytes(manifest)
        (folder / "model.pkl").write_bytes(model.artefact)
        return {
            "SM_MODEL_DIR": str(folder),
            "MODEL_MANIFEST_SHA256": hashlib.sha256(manifest).hexdigest(),
        }

    return unpack


@pytest.fixture
def start(tmp_path):
    """Start the front; ends with the test."""
    return lambda variables: sagemaker_process(tmp_path, variables)


@pytest.fixture(scope="session")
def s3_url():
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def live_store(s3_url, request):
    """Make a store of this test alone, reached by HTTP."""
    s3 = boto3.client(
        "s3",
        endpoint_url=s3_url,
        region_name="eu-west-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",  # noqa: S106 - no secret
    )
    bucket = f"models-{hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:12]}"
    s3.create_bucket(
        Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    s3.put_bucket_versioning(
        Bucket=bucket, VersioningConfiguration={"Status": "Enabled"}
    )
    return Store(s3, bucket, "live.json")


@pytest.fixture
def live(live_store, s3_url):
    return {
        "AWS_ENDPOINT_URL": s3_url,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_REGION": "eu-west-1",
        "MODEL_BUCKET": live_store.bucket,
        "MODEL_POINTER_KEY": live_store.pointer_key,
        "MODEL_REFRESH_SECONDS": "1",
    }


def test_a_pinned_model_is_loaded_once_and_shared_by_the_workers(
    start, pinned, tmp_path
):
    variables = pinned(watched(tmp_path))

    with start({**variables, "SAGEMAKER_MODEL_SERVER_WORKERS": "2"}) as front:
        front.wait_for_ping(200)
        assert front.predict().json == [ONE]
        wait_until(lambda: len(front.workers()) == 2)
        parameters = front.ask("GET", "/execution-parameters").json
        assert front.stop() == 0

    assert loaded_by(tmp_path) == [front.process.pid]
    assert parameters["MaxConcurrentTransforms"] == 2


def test_with_one_worker_there_is_one_copy_of_the_model_and_it_is_the_workers(
    start, pinned, tmp_path
):
    variables = pinned(watched(tmp_path))

    with start({**variables, "SAGEMAKER_MODEL_SERVER_WORKERS": "1"}) as front:
        front.wait_for_ping(200)
        [worker] = front.workers()

    assert loaded_by(tmp_path) == [worker]


def test_every_worker_follows_the_live_pointer(start, live, live_store, tmp_path):
    first, second = watched(tmp_path), watched(tmp_path, TWO)
    live_store.promote(first)

    with start({**live, "SAGEMAKER_MODEL_SERVER_WORKERS": "2"}) as front:
        wait_until(lambda: len(front.told("model loaded")) == 2)
        assert front.predict().headers["X-Model-Version"] == first.manifest.version
        assert sorted(loaded_by(tmp_path)) == sorted(front.workers())
        (tmp_path / "loaded").unlink()

        live_store.promote(second)
        wait_until(lambda: front.predict().json and len(loaded_by(tmp_path)) == 2)
        assert sorted(loaded_by(tmp_path)) == sorted(front.workers())
        wait_until(lambda: len(front.told("model loaded")) == 4)
        assert {front.predict().json[0] for _ in range(30)} == {TWO}


def test_ping_says_at_once_that_a_model_is_still_being_loaded(
    start, live, live_store, tmp_path
):
    live_store.promote(watched(tmp_path))
    gate = tmp_path / "load.closed"
    gate.touch()

    with start({**live, "SAGEMAKER_MODEL_SERVER_WORKERS": "1"}) as front:
        wait_until((tmp_path / "load.reached").exists)
        assert front.ping() == 503
        refused = front.predict()
        assert (refused.status, refused.json["error"]["code"]) == (
            503,
            "model_unavailable",
        )
        gate.unlink()
        front.wait_for_ping(200)
        assert front.predict().json == [ONE]


def test_sigterm_lets_what_is_under_way_be_answered(start, pinned, tmp_path):
    variables = pinned(watched(tmp_path))
    gate = tmp_path / "predict.closed"
    gate.touch()

    with start({**variables, "SAGEMAKER_MODEL_SERVER_WORKERS": "2"}) as front:
        front.wait_for_ping(200)
        answers = []
        caller = threading.Thread(
            target=lambda: answers.append(front.predict(b'["slow"]'))
        )
        caller.start()
        wait_until((tmp_path / "predict.reached").exists)
        front.process.send_signal(signal.SIGTERM)
        # The other worker, which has nothing to do, ends first.
        wait_until(lambda: len(front.workers()) == 1)
        assert answers == []
        gate.unlink()
        caller.join(30)
        code = front.process.wait(30)

    assert [(answer.status, answer.json) for answer in answers] == [(200, [ONE])]
    assert code == 0


def test_it_stops_with_0_before_it_has_loaded_a_model(start, pinned, tmp_path):
    variables = pinned(watched(tmp_path))
    (tmp_path / "load.closed").touch()

    with start({**variables, "SAGEMAKER_MODEL_SERVER_WORKERS": "2"}) as front:
        wait_until((tmp_path / "load.reached").exists)
        assert front.stop() == 0


def test_another_manifest_than_the_pinned_one_is_not_even_read(start, pinned, tmp_path):
    variables = pinned(watched(tmp_path))
    # As good a model, and as good a manifest.
    other = watched(tmp_path, TWO)
    folder = Path(variables["SM_MODEL_DIR"])
    (folder / "manifest.json").write_bytes(other.manifest.to_json())
    (folder / "model.pkl").write_bytes(other.artefact)

    with start({**variables, "SAGEMAKER_MODEL_SERVER_WORKERS": "1"}) as front:
        wait_until(lambda: front.told("live model refused") != [])
        assert front.ping() == 503
        assert front.predict().status == 503

    assert loaded_by(tmp_path) == []
    [told] = front.told("live model refused")
    assert "MODEL_MANIFEST_SHA256" in told["reason"]


def test_a_container_that_is_told_of_no_model_serves_none(start, pinned, tmp_path):
    variables = pinned(watched(tmp_path))
    del variables["MODEL_MANIFEST_SHA256"]

    with start(variables) as front:
        front.wait_for_ping(503)
        assert front.predict().status == 503

    [told] = front.told("live model refused")
    assert "MODEL_BUCKET" in told["reason"]
    assert "MODEL_MANIFEST_SHA256" in told["reason"]
    assert loaded_by(tmp_path) == []


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_transform_job_has_one_model_from_its_first_record_to_its_last(  # noqa: PLR0913, PLR0917 - fixtures
    start, live, live_store, tmp_path, workers, s3_url
):
    live_store.promote(watched(tmp_path))
    variables = {**live, "SAGEMAKER_BATCH": "true"}

    with start({**variables, "SAGEMAKER_MODEL_SERVER_WORKERS": workers}) as front:
        front.wait_for_ping(200)
        live_store.promote(text_model())
        before = front.workers()
        os.kill(before[0], signal.SIGKILL)
        wait_until(lambda: set(front.workers()) - set(before) != set())
        front.wait_for_ping(200)
        # Longer than the refresh time of an endpoint.
        ends = datetime.now(tz=UTC) + timedelta(seconds=2.5)
        while datetime.now(tz=UTC) < ends:
            assert front.predict().json == [ONE]


def test_a_transform_job_without_a_model_never_gets_one(start, live, live_store):
    with start({**live, "SAGEMAKER_BATCH": "true"}) as front:
        front.wait_for_ping(503)
        live_store.promote(text_model())
        ends = datetime.now(tz=UTC) + timedelta(seconds=2.5)
        while datetime.now(tz=UTC) < ends:
            assert front.ping() == 503

    assert live_store.bucket in front.told("live model cannot be read")[0]["reason"]


def damaged(model):
    (artefact := bytearray(model.artefact))[-2] ^= 1
    return replace(model, artefact=bytes(artefact))


def test_an_endpoint_without_a_good_model_gets_one_by_being_pinged(
    start, live, live_store
):
    live_store.promote(damaged(text_model()))
    with start({**live, "SAGEMAKER_MODEL_SERVER_WORKERS": "1"}) as front:
        wait_until(lambda: front.told("live model refused") != [])
        assert front.ping() == 503
        live_store.promote(text_model())
        front.wait_for_ping(200)
        assert front.predict().json == ["pos"]


def test_a_variable_out_of_range_ends_it_by_name(start):
    with start({"SAGEMAKER_MODEL_SERVER_WORKERS": "0"}) as front:
        assert front.process.wait(60) == 1

    assert "SAGEMAKER_MODEL_SERVER_WORKERS must be" in front.output.read_text()


class Credentials(BaseHTTPRequestHandler):
    """Gives the role's credentials as SageMaker does: for a short while each."""

    def do_GET(self):
        given = self.server.given
        given.append(self.headers.get("Authorization"))
        # So short that botocore wants others before each call.
        expires = datetime.now(tz=UTC) + timedelta(minutes=5)
        body = json.dumps(
            {
                "AccessKeyId": f"ASIAROLE{len(given):08d}",
                "SecretAccessKey": "secret",
                "Token": f"token-{len(given)}",
                "Expiration": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
            }
        ).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def credentials():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Credentials)
    server.given = []
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_roles_credentials_are_fetched_and_renewed(
    start, live, live_store, credentials
):
    live_store.promote(text_model())
    variables = {k: v for k, v in live.items() if "ACCESS_KEY" not in k}
    address = f"http://127.0.0.1:{credentials.server_port}/role"
    variables |= {
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": address,
        "AWS_CONTAINER_AUTHORIZATION_TOKEN": "a-token",
        "SAGEMAKER_MODEL_SERVER_WORKERS": "1",
    }

    with start(variables) as front:
        front.wait_for_ping(200)
        fetched = len(credentials.given)
        wait_until(lambda: front.ping() == 200 and len(credentials.given) > fetched)

    assert set(credentials.given) == {"a-token"}
