"""The steps of the demo, in the order that a real account needs too."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import urllib3

from local_aws import process
from local_aws.demo.account import REGION, Account
from local_aws.demo.commands import Commands, StepFailedError
from local_aws.images import push_process_image
from local_aws.state import LocalAws
from model_store.manifest import ARCHIVE_NAME, MANIFEST_NAME, Manifest

# Folders of `lambdas` that are an image each, and their repositories' names: what
# envs/staging runs. It has one Region, so it needs no image of the failover.
IMAGES = ("auto_stop", "batch", "prediction", "routing")

# API Gateway's own limit, and a little for the way.
_REQUEST_SECONDS = 35


@dataclass(kw_only=True)
class Demo:
    """The demo's parts and what they learn from one another.

    Attributes:
        root: Folder of the repository.
        state_dir: Where the local AWS, the model and Terraform's caches live.
        port: Of the local AWS; 0 takes a free one.
        commands: Runs and times.

    """

    root: Path
    state_dir: Path
    port: int
    commands: Commands

    @property
    def model_dir(self) -> Path:
        """Where the trained model is packaged."""
        return self.state_dir / "model"

    def train(self) -> Manifest:
        """Train and package the model, unless that was done before."""
        self.commands.step("train", "Train and package the model")
        manifest = self.model_dir / MANIFEST_NAME
        if manifest.exists() and (self.model_dir / ARCHIVE_NAME).exists():
            shown = os.path.relpath(self.model_dir, self.root)
            self.commands.say(f"trained before: remove {shown} to train it anew")
        else:
            self.commands.run(
                [_inferway(), "train", "--out", self.model_dir],
                env=os.environ,
                show_progress=True,
            )
        return Manifest.parse(manifest.read_bytes())

    def start(self) -> LocalAws:
        """Start the local AWS, or take the one that runs."""
        self.commands.step("local_aws", "Start the local AWS")
        local = process.up(self.state_dir, port=self.port)
        self.commands.say(f"{local.url} (account {local.account_id}, {REGION})")
        return local

    def apply_registry(self, aws: Account) -> None:
        """Apply what an account has once: state bucket, image repositories."""
        self.commands.step("registry", "Apply envs/registry, once an account")
        aws.make_state_bucket()
        aws.terraform("registry")

    def push_images(self, aws: Account) -> dict[str, str]:
        """Register the functions' code as images; return their digests by name."""
        self.commands.step("images", "Push the images")
        outputs = aws.outputs("registry")
        digests = {}
        for name in IMAGES:
            repository = outputs[f"{name}_repository_url"]
            digests[name] = push_image(
                aws.local, name, root=self.root, repository=repository
            )
            self.commands.say(f"{repository}@{digests[name]}")
        return digests

    def apply_staging(self, aws: Account, digests: Mapping[str, str]) -> dict[str, Any]:
        """Apply the staging environment and return its outputs."""
        self.commands.step("staging", "Apply envs/staging")
        aws.terraform("staging", *image_variables(digests))
        return aws.outputs("staging")

    def publish(self, aws: Account, manifest: Manifest, bucket: str) -> None:
        """Publish the model and make it the live one."""
        self.commands.step("publish", "Publish and promote the model")
        for command in (
            ["publish", self.model_dir],
            ["promote", manifest.name, manifest.version],
        ):
            self.commands.run([_inferway(), *command, "--bucket", bucket], env=aws.env)
        self.commands.say(f"live: {manifest.name} {manifest.version}")

    def ask(self, url: str, key: str, instances: list[Any]) -> list[Any]:
        """POST the instances and return the predictions.

        Raises:
            StepFailedError: The answer was not 200.

        """
        self.commands.step("predict", "Ask")
        answer = urllib3.request(
            "POST",
            url,
            json=instances,
            headers={"x-api-key": key},
            timeout=_REQUEST_SECONDS,
            retries=False,
        )
        if answer.status != HTTPStatus.OK:
            message = f"POST {url} answered {answer.status}: {answer.data.decode()}"
            raise StepFailedError(message)
        predictions: list[Any] = answer.json()
        return predictions


def image_variables(digests: Mapping[str, str]) -> list[str]:
    """Return what terraform is told of images.

    Args:
        digests: Of each image, by its name.

    """
    return [f"-var={name}_image_digest={digest}" for name, digest in digests.items()]


def push_image(
    local: LocalAws, name: str, *, root: Path, repository: str, tag: str | None = None
) -> str:
    """Register the code of a folder of `lambdas` as an image; return its digest.

    Args:
        local: The local AWS.
        name: Of the folder, such as "auto_stop".
        root: Folder of the repository.
        repository: Address of the ECR repository, without a tag.
        tag: What to call the image; None names it by its content.

    """
    return push_process_image(
        local,
        repository=repository.partition("/")[2],
        tag=tag,
        dockerfile=root / "lambdas" / name / "Dockerfile",
        sources=[root / "lambdas/common/src", root / "lambdas" / name / "src"],
        lock=root / "requirements" / f"{name}.txt",
        region=REGION,
    )


def _inferway() -> Path:
    """Return the command that belongs to the running interpreter."""
    return Path(sys.executable).with_name("inferway")
