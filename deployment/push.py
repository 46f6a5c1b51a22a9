"""`python -m deployment.push TAG`: builds every image and pushes it to ECR.

Prints `digests={"prediction": "sha256:...", ...}`, what the next step deploys. A tag
is never moved: what is there already under it is taken as it is.
"""

import argparse
import base64
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import boto3

from deployment.errors import DeploymentError
from deployment.images import FUNCTIONS
from deployment.steps import say

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient

ROOT = Path(__file__).parents[1]


def push_all(ecr: "ECRClient", tag: str, *, python_minor: str) -> dict[str, str]:
    """Build and push what is not there yet; return the digests by image.

    Args:
        ecr: Of the Region that the repositories of envs/registry are in.
        tag: For all of them, such as the commit.
        python_minor: Of the models that are served, such as "3.11".

    Raises:
        DeploymentError: docker failed.

    """
    registry = _log_in(ecr)
    digests = {}
    for image in sorted(FUNCTIONS):
        repository = f"inferway/{image.replace('_', '-')}"
        found = _digest(ecr, repository, tag)
        if found is None:
            address = f"{registry}/{repository}:{tag}"
            _build(image, address, python_minor)
            _docker("push", address)
            found = _digest(ecr, repository, tag)
        if found is None:
            message = f"{repository} has no image {tag} after the push"
            raise DeploymentError(message)
        say(f"{repository}@{found}")
        digests[image] = found
    return digests


def _build(image: str, address: str, python_minor: str) -> None:
    _docker(
        "buildx",
        "build",
        "--platform=linux/amd64",
        # With it a tag is a list of manifests, which Lambda does not take.
        "--provenance=false",
        "--load",
        f"--build-arg=PYTHON_MINOR={python_minor}",
        f"--file=lambdas/{image}/Dockerfile",
        f"--tag={address}",
        ".",
    )


def _digest(ecr: "ECRClient", repository: str, tag: str) -> str | None:
    try:
        found = ecr.describe_images(
            repositoryName=repository, imageIds=[{"imageTag": tag}]
        )
    except ecr.exceptions.ImageNotFoundException:
        return None
    return found["imageDetails"][0]["imageDigest"]


def _log_in(ecr: "ECRClient") -> str:
    """Log docker in; return the registry's address."""
    [login] = ecr.get_authorization_token()["authorizationData"]
    user, _, password = (
        base64.b64decode(login["authorizationToken"]).decode().partition(":")
    )
    registry = login["proxyEndpoint"].removeprefix("https://")
    _docker("login", f"--username={user}", "--password-stdin", registry, given=password)
    return registry


def _docker(*words: str, given: str | None = None) -> None:
    done = subprocess.run(  # noqa: S603 - the person's own docker
        ["docker", *words],  # noqa: S607
        check=False,
        cwd=ROOT,
        input=given,
        stdout=sys.stderr,
        text=True,
    )
    if done.returncode != 0:
        message = f"docker {words[0]} failed"
        raise DeploymentError(message)


def main(words: Sequence[str]) -> int:
    """Push; return the exit code."""
    parser = argparse.ArgumentParser(prog="deployment.push", description=__doc__)
    parser.add_argument("tag")
    parser.add_argument("--python-minor", default="3.11")
    given = parser.parse_args(words)
    try:
        digests = push_all(
            boto3.client("ecr"), given.tag, python_minor=given.python_minor
        )
    except DeploymentError as error:
        say(f"push: {error}")
        return 1
    print(f"digests={json.dumps(digests, sort_keys=True)}")  # noqa: T201 - is handed on
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
