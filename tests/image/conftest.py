"""The image, built for real, and what its containers need around them."""

import os
import platform
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.support.base_image import PYTHON_MINOR, base_image
from tests.support.containers import Image
from tests.support.docker_engine import (
    REPOSITORY,
    DockerEngine,
    NoDockerError,
    docker_engine,
)
from tests.support.packaged import Store
from tests.support.pip_settings import pip_secrets

_RIE = {"x86_64": "aws-lambda-rie-x86_64", "aarch64": "aws-lambda-rie-arm64"}


def missing(reason: str) -> NoReturn:
    """Skip for want of a tool, or fail where the run must not lack it."""
    if os.environ.get("INFERWAY_REQUIRE_DOCKER") == "1":
        pytest.fail(f"INFERWAY_REQUIRE_DOCKER=1, and {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def engine() -> Iterator[DockerEngine]:
    try:
        with docker_engine() as engine:
            yield engine
    except NoDockerError as error:
        missing(str(error))


@pytest.fixture(scope="session")
def base(engine) -> str:
    try:
        return base_image(engine)
    except NoDockerError as error:
        missing(str(error))


@pytest.fixture(scope="session")
def image(engine, base, tmp_path_factory) -> Image:
    tag = "inferway-prediction:test"
    engine.run(
        *("build", "--network", "host", "--progress", "plain"),
        *("--file", REPOSITORY / "lambdas" / "prediction" / "Dockerfile"),
        *("--build-arg", f"BASE_IMAGE={base}"),
        *("--build-arg", f"PYTHON_MINOR={PYTHON_MINOR}"),
        *pip_secrets(tmp_path_factory.mktemp("secrets")),
        *("--tag", tag, REPOSITORY),
    )
    return Image(engine=engine, tag=tag)


@pytest.fixture(scope="session")
def rie() -> Path:
    """AWS's Runtime Interface Emulator: by AWS_LAMBDA_RIE, or out of .venv-rie."""
    named = os.environ.get("AWS_LAMBDA_RIE")
    program = (
        Path(named)
        if named
        else REPOSITORY / ".venv-rie/samcli/local/rapid" / _RIE[platform.machine()]
    )
    if not program.is_file():
        missing(f"there is no Runtime Interface Emulator at {program}: make setup-dev")
    return program


@pytest.fixture(scope="session")
def s3_url() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def store(s3_url, request) -> Store:
    """Make a store of this test alone, reached by HTTP."""
    s3 = boto3.client(
        "s3",
        endpoint_url=s3_url,
        region_name="eu-west-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",  # noqa: S106 - no secret
    )
    bucket = f"models-{abs(hash(request.node.nodeid)) % 10**12}"
    s3.create_bucket(
        Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    s3.put_bucket_versioning(
        Bucket=bucket, VersioningConfiguration={"Status": "Enabled"}
    )
    return Store(s3, bucket, "live.json")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(autouse=True, scope="session")
def _linux_only() -> None:
    if sys.platform != "linux":
        missing("containers of these tests use the host's network, as Linux has it")
