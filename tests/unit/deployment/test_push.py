"""Images are pushed once, as manifests that Lambda takes."""

from types import SimpleNamespace

import boto3
import pytest
from moto import mock_aws

from deployment import push as module
from deployment.errors import DeploymentError
from deployment.images import FUNCTIONS
from deployment.push import push_all
from tests.support.images import manifest


@pytest.fixture
def ecr(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a-person")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-person")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        client = boto3.client("ecr", region_name="eu-west-1")
        for image in FUNCTIONS:
            client.create_repository(
                repositoryName=f"inferway/{image.replace('_', '-')}"
            )
        yield client


@pytest.fixture
def docker(ecr, monkeypatch):
    """Play docker: a push makes an image, all else is noted."""
    ran = []

    def run(words, **_):
        ran.append(words[1:])
        if words[1] == "push":
            repository, _, tag = words[2].partition("/")[2].partition(":")
            ecr.put_image(
                repositoryName=repository,
                imageTag=tag,
                imageManifest=manifest(repository),
            )
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(module.subprocess, "run", run)
    return ran


def builds(docker):
    return [words for words in docker if words[:2] == ["buildx", "build"]]


def test_every_image_is_built_without_provenance_and_known_by_digest(ecr, docker):
    digests = push_all(ecr, "abc", python_minor="3.11")

    assert digests.keys() == FUNCTIONS.keys()
    assert all(digest.startswith("sha256:") for digest in digests.values())
    assert len(builds(docker)) == len(FUNCTIONS)
    assert all("--provenance=false" in words for words in builds(docker))
    assert all("--build-arg=PYTHON_MINOR=3.11" in words for words in builds(docker))


def test_what_is_there_is_taken_as_it_is(ecr, docker):
    first = push_all(ecr, "abc", python_minor="3.11")
    docker.clear()

    assert push_all(ecr, "abc", python_minor="3.11") == first
    assert builds(docker) == []


def test_no_digest_comes_of_a_push_that_failed(ecr, monkeypatch):
    monkeypatch.setattr(
        module.subprocess, "run", lambda *_, **__: SimpleNamespace(returncode=1)
    )

    with pytest.raises(DeploymentError, match="docker"):
        push_all(ecr, "abc", python_minor="3.11")
