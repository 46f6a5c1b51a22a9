"""Functions as containers: confined as on AWS, and gone when they are to go."""

import os
import time
from collections import Counter

import pytest

from local_aws.runtime.code import FunctionCode, ImageRecord
from local_aws.runtime.config import FunctionConfig
from local_aws.runtime.docker_launcher import DockerLauncher, cpus, run_command
from local_aws.runtime.environment import ExecutionEnvironment
from local_aws.runtime.errors import FunctionFailure
from local_aws.runtime.runtime_api import Event
from local_aws.runtime.stream import LogStream
from local_aws.runtime.warden import Warden
from tests.support.base_image import base_image

# A runtime in a few lines: it evaluates its events.
RUNTIME = """
import json, os, urllib.request
api = os.environ["AWS_LAMBDA_RUNTIME_API"]
api = f"http://{api}/2018-06-01/runtime/invocation/"
while True:
    event = urllib.request.urlopen(api + "next")
    answer = eval(json.loads(event.read()))
    urllib.request.urlopen(
        api + event.headers["Lambda-Runtime-Aws-Request-Id"] + "/response",
        json.dumps(answer).encode(),
    )
"""


def config(**changes):
    return FunctionConfig(
        **{
            "account_id": "111111111111",
            "region": "eu-west-1",
            "name": "contained",
            "version": "$LATEST",
            "role_arn": "arn:aws:iam::111111111111:role/r",
            "memory_mb": 128,
            "timeout_seconds": 10.0,
            "ephemeral_storage_mb": 512,
            "environment": {},
            "image_digest": "sha256:" + "0" * 64,
            "command": ("python3", "-c", RUNTIME),
            "log_group": "/aws/lambda/contained",
            "custom_log_group": False,
            "log_format": "Text",
            "log_level": None,
            **changes,
        }
    )


def test_a_container_is_confined_by_the_function_s_settings():
    command = run_command(
        "name",
        config(memory_mb=1024, command=("a.b",)),
        "image",
        {"A": "1", "B": "x y"},
    )
    text = " ".join(command)
    for flags in (
        "--name name",
        "--read-only",
        "--user 993:990",
        "--cap-drop ALL",
        "--security-opt no-new-privileges",
        "--tmpfs /tmp:rw,exec,mode=1777,size=512m",
        "--memory 1024m --memory-swap 1024m",
        "--network host",
    ):
        assert flags in text
    assert command[-6:] == ["--env", "A=1", "--env", "B=x y", "image", "a.b"]
    assert Counter(command)["--rm"] == 1


def test_memory_buys_cpu():
    assert cpus(1769) == 1.0
    assert cpus(128) == pytest.approx(0.0724, abs=1e-4)
    assert cpus(1769 * 64) == (os.cpu_count() or 1)


@pytest.fixture(scope="module")
def image(engine):
    return base_image(engine)


@pytest.fixture
def start(engine, image, monkeypatch, tmp_path):
    monkeypatch.setenv("DOCKER_HOST", engine.host)
    launcher = DockerLauncher(Warden())
    started = []

    def start(**changes):
        lines = []
        environment = ExecutionEnvironment(
            config=config(**changes),
            code=FunctionCode(
                record=ImageRecord(command=(), environment={}, docker_image=image),
                task_root=tmp_path,
            ),
            launcher=launcher,
            variables=lambda api: {"AWS_LAMBDA_RUNTIME_API": api},
            log=LogStream(config(), lines.append),
            freezes=True,
        )
        started.append(environment)
        assert environment.boot("boot", 30) is None, lines
        return environment

    yield start
    for environment in started:
        environment.close()
    launcher.close()
    assert containers(engine) == []


def evaluate(environment, expression, seconds=10.0):
    event = Event(
        request_id="r",
        payload=f'"{expression}"'.encode(),
        deadline_ms=0,
        function_arn="arn",
        trace_id="Root=1",
        client_context=None,
    )
    outcome = environment.run(event, seconds)
    environment.rest()
    return outcome


def containers(engine, *filters):
    listing = engine.run("ps", "--all", "--filter", "name=lambda-", *filters, "--quiet")
    return listing.stdout.split()


@pytest.mark.docker
def test_a_container_answers_and_stands_still_in_between(engine, start):
    environment = start()
    assert evaluate(environment, "1 + 1") == b"2"
    assert len(containers(engine, "--filter", "status=paused")) == 1
    assert evaluate(environment, "os.getuid()") == b"993"
    assert environment.max_memory_mb is None or environment.max_memory_mb > 1
    environment.close()
    assert containers(engine) == []


@pytest.mark.docker
def test_only_tmp_can_be_written(start):
    environment = start()
    assert evaluate(environment, "open('/tmp/a', 'w').write('b')") == b"1"
    failed = evaluate(environment, "open('/var/a', 'w').write('b')")
    assert b"exit status 1" in failed.payload


@pytest.mark.docker
def test_too_much_memory_ends_a_container(start):
    outcome = evaluate(start(), "len(bytearray(300 << 20))")
    assert isinstance(outcome, FunctionFailure)
    assert b"Runtime exited with error: signal: killed" in outcome.payload


@pytest.mark.docker
def test_a_container_that_takes_too_long_is_removed(engine, start):
    environment = start()
    began = time.monotonic()
    outcome = evaluate(environment, "__import__('time').sleep(60)", 0.5)
    assert b"timed out after 0.50 seconds" in outcome.payload
    assert time.monotonic() - began < 50
    assert not environment.usable
    environment.close()
    assert containers(engine) == []


def missing(reason):
    """Skip for want of docker, or fail where the run must not lack it."""
    if os.environ.get("INFERWAY_REQUIRE_DOCKER") == "1":
        pytest.fail(f"INFERWAY_REQUIRE_DOCKER=1, and {reason}")
    pytest.skip(reason)
