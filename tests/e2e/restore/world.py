"""An environment at recovery tier 3, and the shell of who restores it."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

import boto3
import urllib3

from inferway.terraform_mirror import write_cli_config
from local_aws.demo.account import STATE_BUCKET
from local_aws.demo.steps import push_image
from local_aws.state import LocalAws
from tests.support.deployment import Answer, eventually
from tests.support.local_aws import let_the_gateway_log
from tests.support.readme import REPO
from tests.support.routed import SERVER_ERRORS
from tests.support.runbook import TITLE, commands
from tests.support.two_regions import order

HOME, AWAY = "eu-west-1", "eu-central-1"
PREFIX = "inferway-restored"
ROOT = "tests/e2e/roots/restore"
IMAGES = ("batch", "prediction", "routing")


@dataclass(kw_only=True)
class World:
    """What a test does, sees and remembers.

    Attributes:
        checkout: The repository, as this person has it.
        env: Of the shell, in which AWS is local.
        key: Value of a client's API key.

    """

    local: LocalAws
    checkout: Path
    env: dict[str, str]
    key: str = ""
    pool: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(retries=False, timeout=35)
    )

    def client(self, service: str, region: str = HOME) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.local.url,
            region_name=region,
            aws_access_key_id=self.env["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.env["AWS_SECRET_ACCESS_KEY"],
        )

    def run(self, *blocks: str) -> str:
        """Run blocks of the runbook in one shell that has its names."""
        [names] = commands(TITLE)
        mine = names.replace("=production", "=restored")
        script = "\n".join([mine, f"ROOT={ROOT}", *blocks])
        run = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self.checkout,
            env=self.env,
            check=False,
            capture_output=True,
            text=True,
        )
        assert run.returncode == 0, f"{script}\n{run.stdout}\n{run.stderr}"
        return run.stdout

    def outputs(self) -> dict[str, Any]:
        found = json.loads(self.run('terraform -chdir="$ROOT" output -json'))
        return {name: output["value"] for name, output in found.items()}

    def ask(self, method: str, url: str, body: Any = None, **headers: str) -> Answer:
        """Send a request with the client's key, as a patient client does.

        On a busy machine a cold start may take longer than the gateway waits.
        """

        def answered() -> Answer | None:
            answer = self._ask_once(method, url, body, headers)
            return None if answer.status in SERVER_ERRORS else answer

        found: Answer = eventually(answered, within_seconds=300, every_seconds=1)
        return found

    def _ask_once(
        self, method: str, url: str, body: Any, headers: dict[str, str]
    ) -> Answer:
        answer = self.pool.request(
            method,
            self.local.api_url(url),
            body=None if body is None else json.dumps(body).encode(),
            headers={
                "content-type": "application/json",
                "x-api-key": self.key,
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
        )
        return Answer(
            status=answer.status,
            headers={k.lower(): v for k, v in answer.headers.items()},
            body=json.loads(answer.data),
        )

    def until_over(self, url: str) -> dict[str, Any]:
        """Move the clock minute by minute until an inference has ended."""

        def ended() -> Any:
            answer = self.ask("GET", url)
            assert answer.status == HTTPStatus.OK, answer
            if answer.body["status"] != "pending":
                return answer.body
            self.advance(60)
            return None

        return eventually(ended, within_seconds=600, every_seconds=0.5)

    def advance(self, seconds: float) -> None:
        order(self.local, "clock", {"advance_seconds": seconds})

    def region(self, name: str, state: str) -> None:
        order(self.local, f"regions/{name}", {"state": state})


def shell(local: LocalAws) -> dict[str, str]:
    """Return what a person's shell has: AWS, which is local, and the tools."""
    tools = [str(Path(sys.executable).parent), str(REPO / ".venv-awscli/bin")]
    env = {
        **{k: v for k, v in os.environ.items() if not k.startswith("AWS_")},
        **local.environment(HOME),
        "PATH": os.pathsep.join([*tools, os.environ["PATH"]]),
        # A person reads the plan and types yes.
        "TF_CLI_ARGS_apply": "-auto-approve",
        "TF_IN_AUTOMATION": "yes",
        "TF_INPUT": "0",
    }
    config = write_cli_config(local.state_dir / "terraformrc")
    return env if config is None else {**env, "TF_CLI_CONFIG_FILE": str(config)}


def prepare(world: World) -> None:
    """Make in both Regions what envs/registry makes, and apply the environment."""
    registry = world.local.account_id
    destination = {"region": AWAY, "registryId": registry}
    world.client("ecr").put_replication_configuration(
        replicationConfiguration={"rules": [{"destinations": [destination]}]}
    )
    for part in IMAGES:
        world.client("ecr", AWAY).create_repository(repositoryName=part)
        home = world.client("ecr").create_repository(repositoryName=part)
        world.env[f"TF_VAR_{part}_image_digest"] = push_image(
            world.local,
            part,
            root=REPO,
            repository=home["repository"]["repositoryUri"],
        )
    let_the_gateway_log(world.client)
    role = world.client("apigateway").get_account()["cloudwatchRoleArn"]
    world.client("apigateway", AWAY).update_account(
        patchOperations=[{"op": "replace", "path": "/cloudwatchRoleArn", "value": role}]
    )
    world.client("s3").create_bucket(
        Bucket=STATE_BUCKET, CreateBucketConfiguration={"LocationConstraint": HOME}
    )
    # What a person takes the files of before from.
    git = ["git", "-c", "user.name=test", "-c", "user.email=test@example.com"]
    for what in (["init", "-q"], ["add", f"{ROOT}/main.tf"], ["commit", "-qm", "all"]):
        subprocess.run([*git, *what], cwd=world.checkout, check=True)
    lock = REPO / "envs/staging/.terraform.lock.hcl"
    shutil.copy2(lock, world.checkout / ROOT)
    world.run('terraform -chdir="$ROOT" init', 'terraform -chdir="$ROOT" apply')
