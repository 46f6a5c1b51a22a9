"""The steps of the demo, in the order that a real account needs too."""

import os
import sys
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
        """Apply what an account has once: state bucket, image repository."""
        self.commands.step("registry", "Apply envs/registry, once an account")
        aws.make_state_bucket()
        aws.terraform("registry")

    def push_image(self, aws: Account) -> str:
        """Register the prediction function's code as an image."""
        self.commands.step("image", "Push the prediction image")
        repository = aws.outputs("registry")["prediction_repository_url"]
        digest = push_prediction_image(aws.local, root=self.root, repository=repository)
        self.commands.say(f"{repository}@{digest}")
        return digest

    def apply_staging(self, aws: Account, digest: str) -> dict[str, Any]:
        """Apply the staging environment and return its outputs."""
        self.commands.step("staging", "Apply envs/staging")
        aws.terraform("staging", f"-var=prediction_image_digest={digest}")
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


def push_prediction_image(
    local: LocalAws, *, root: Path, repository: str, tag: str | None = None
) -> str:
    """Register the prediction function's code as an image; return its digest.

    Args:
        local: The local AWS.
        root: Folder of the repository.
        repository: Address of the ECR repository, without a tag.
        tag: What to call the image; None names it by its content.

    """
    return push_process_image(
        local,
        repository=repository.partition("/")[2],
        tag=tag,
        dockerfile=root / "lambdas/prediction/Dockerfile",
        sources=[root / "lambdas/common/src", root / "lambdas/prediction/src"],
        lock=root / "requirements/prediction.txt",
        region=REGION,
    )


def _inferway() -> Path:
    """Return the command that belongs to the running interpreter."""
    return Path(sys.executable).with_name("inferway")
