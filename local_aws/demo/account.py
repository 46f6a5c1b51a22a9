"""The local AWS as Terraform, the command and boto3 see it."""

import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.exceptions import ClientError

from inferway.terraform_mirror import write_cli_config
from local_aws.demo.commands import Commands
from local_aws.state import LocalAws

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_s3 import S3Client

# What the files of envs/ name.
ACCOUNT_ID = "111111111111"
REGION: Final = "eu-west-1"
STATE_BUCKET = f"inferway-{ACCOUNT_ID}-tfstate"


@dataclass(kw_only=True)
class Account:
    """An account to apply to, and what was applied there.

    Attributes:
        local: The local AWS that plays the account.
        state_dir: Where Terraform keeps its folders.
        commands: Runs and shows.

    """

    local: LocalAws
    state_dir: Path
    commands: Commands

    @cached_property
    def env(self) -> dict[str, str]:
        """Environment of every command: it alone says that AWS is local."""
        env = {
            **{k: v for k, v in os.environ.items() if not k.startswith("AWS_")},
            **self.local.environment(REGION),
            "TF_IN_AUTOMATION": "yes",
            "TF_INPUT": "0",
        }
        config = write_cli_config(self.state_dir / "terraformrc")
        if config is not None:
            env["TF_CLI_CONFIG_FILE"] = str(config)
        return env

    @cached_property
    def _session(self) -> boto3.Session:
        return boto3.Session(
            aws_access_key_id=self.env["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.env["AWS_SECRET_ACCESS_KEY"],
            region_name=REGION,
        )

    def make_state_bucket(self) -> None:
        """Make the bucket that Terraform keeps its state in.

        It must be there before `terraform init`; envs/registry adopts it.
        """
        s3: S3Client = self._session.client("s3", endpoint_url=self.local.url)
        try:
            s3.create_bucket(
                Bucket=STATE_BUCKET,
                CreateBucketConfiguration={"LocationConstraint": REGION},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "BucketAlreadyOwnedByYou":
                raise
        self.commands.say(f"state bucket: {STATE_BUCKET}")

    def terraform(self, environment: str, *variables: str) -> None:
        """Initialise and apply one environment, as its files stand."""
        run = self.commands.run
        chdir = f"-chdir=envs/{environment}"
        env = self._terraform_env(environment)
        run(["terraform", chdir, "init", "-lockfile=readonly"], env=env)
        applied = run(
            ["terraform", chdir, "apply", "-auto-approve", "-no-color", *variables],
            env=env,
        )
        for line in applied.splitlines():
            if line.startswith(("Apply complete!", "No changes.")):
                self.commands.say(line)

    def outputs(self, environment: str) -> dict[str, Any]:
        """Return the outputs of an applied environment, by name."""
        chdir = f"-chdir=envs/{environment}"
        text = self.commands.run(
            ["terraform", chdir, "output", "-json"],
            env=self._terraform_env(environment),
        )
        return {name: output["value"] for name, output in json.loads(text).items()}

    def api_key(self, key_id: str) -> str:
        """Return the value of an API key: Terraform's outputs name its id only."""
        client: APIGatewayClient = self._session.client(
            "apigateway", endpoint_url=self.local.url
        )
        return client.get_api_key(apiKey=key_id, includeValue=True)["value"]

    def _terraform_env(self, environment: str) -> dict[str, str]:
        # Terraform's folder for a backend must not be shared with a person who
        # applies the same files to a real account.
        data_dir = self.state_dir / "terraform" / environment
        return {**self.env, "TF_DATA_DIR": str(data_dir)}
