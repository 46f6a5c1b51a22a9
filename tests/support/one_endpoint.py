"""An endpoint of a test's own, applied beside staging, and how it is asked."""

import json
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError

from tests.support.deployment import REPO, Deployment
from tests.support.terraform import Root
from tests.support.terraform_state import state_in_s3

# A cold start, and calls beyond what serves at once: whoever calls asks again.
ASKED_AGAIN = {"ModelNotReadyException", "ThrottlingException"}
COLD_SECONDS = 30


@dataclass(kw_only=True)
class OneEndpoint:
    """The root of tests/e2e/roots/endpoint, with the variables of one test."""

    root: Root
    variables: dict[str, Any]

    def apply(self, **changed: Any) -> None:
        """Apply with these variables changed, for good."""
        self.variables |= changed
        self.root.run("apply", "-auto-approve", "-no-color", *self._variables())

    def changes(self, **changed: Any) -> list[str]:
        """Return what an apply with these would change."""
        return self.root.changes(*_options({**self.variables, **changed}))

    def destroy(self) -> None:
        self.root.run("destroy", "-auto-approve", "-no-color", *self._variables())

    @property
    def outputs(self) -> dict[str, Any]:
        return self.root.outputs()

    def _variables(self) -> list[str]:
        return _options(self.variables)


def _options(variables: dict[str, Any]) -> list[str]:
    return [
        f"-var={name}={value if isinstance(value, str) else json.dumps(value)}"
        for name, value in variables.items()
    ]


@contextmanager
def one_endpoint(
    deployment: Deployment, folder: Path, name: str, **variables: Any
) -> Iterator[OneEndpoint]:
    """Apply an endpoint that reads staging's model store, and destroy it."""
    source = REPO / "tests/e2e/roots/endpoint"
    root = Root(
        folder=source,
        env={**deployment.account.env, "TF_DATA_DIR": str(folder / "terraform")},
    )
    shutil.copy2(REPO / "envs/staging/.terraform.lock.hcl", source)
    root.run("init", "-no-color", *state_in_s3(deployment.client("s3"), name))
    one = OneEndpoint(
        root=root,
        variables={
            "name": name,
            "model_bucket": deployment.bucket,
            "image": {
                "repository_url": repository_url(deployment),
                "digest": deployment.image_digest,
            },
            **variables,
        },
    )
    try:
        one.apply()
        yield one
    finally:
        one.destroy()


def repository_url(deployment: Deployment) -> str:
    return deployment.function["Code"]["ImageUri"].partition("@")[0]


class Asked:
    """What SageMaker's runtime answers, as a caller who is patient sees it."""

    def __init__(self, deployment: Deployment) -> None:
        """Take the deployment whose AWS is asked."""
        self.control = deployment.client("sagemaker")
        self.runtime = deployment.client(
            "sagemaker-runtime",
            config=Config(retries={"total_max_attempts": 1}, read_timeout=70),
        )

    def predict(self, endpoint: str, instances: Sequence[Any]) -> dict[str, Any]:
        """Return predictions and model; cold starts are waited for."""
        until = time.monotonic() + COLD_SECONDS
        while True:
            try:
                answer = self.runtime.invoke_endpoint(
                    EndpointName=endpoint,
                    ContentType="application/json",
                    Body=json.dumps({"instances": list(instances)}).encode(),
                )
            except ClientError as error:
                again = error.response["Error"]["Code"] in ASKED_AGAIN
                if not again or time.monotonic() > until:
                    raise
                time.sleep(0.2)
            else:
                return json.loads(answer["Body"].read())
