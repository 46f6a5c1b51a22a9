"""Stand-ins for the actions that our workflows use, and for some commands.

An action that is not here fails the tests; so does one that gets what its stand-in
does not know.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import boto3
from botocore.exceptions import ClientError

from local_aws.state import LocalAws
from tests.support.github_tokens import IMMUTABLE, claims, token
from tests.support.workflow_parts import Job, StandIn, StandInError

REPO = Path(__file__).parents[2]

# Commands that are not run here, and why. Each is a target that `make` knows.
INSTEAD = {
    "make audit": "asks PyPI about every package",
    "make coverage": "runs most tests again",
    "make drill": "takes minutes: tests/e2e/pipeline/nightly_game_day.py runs it",
    "make lint": "ran before these tests, on the same files",
    "make sbom": "installs its tool from PyPI; the bill itself has tests of its own",
    "make pipeline": "is what runs these tests",
    "make test": "is what runs these tests",
}
# What an action leaves for a step after it that is not run here.
_LEFT = {
    "make drill": "mkdir -p dist/drill && echo lost > dist/drill/failover.md",
    "make sbom": "mkdir -p dist/sbom && echo '{}' > dist/sbom/prediction.cdx.json",
}

_ENVIRONMENTS = (".venv", ".venv-awscli", ".venv-checkov", ".venv-lint", ".venv-rie")
_STAMPS = (".demo", ".dev", ".done")


def instead() -> dict[str, str]:
    """Return what runs in place of a command: make says that it knows it."""
    return {
        command: "\n".join(
            filter(
                None,
                (
                    command.replace("make", "make --dry-run", 1) + " >/dev/null",
                    _LEFT.get(command),
                ),
            )
        )
        for command in INSTEAD
    }


def refuse(why: str) -> NoReturn:
    """Let a step fail as the real action would."""
    raise StandInError(why)


def stand_ins(origin: Path, local: LocalAws, region: str) -> dict[str, StandIn]:
    """Return the stand-ins by action.

    Args:
        origin: The repository that is checked out.
        local: The AWS whose roles are assumed.
        region: For whoever asks STS.

    """

    def check_out(job: Job, given: Mapping[str, str]) -> None:
        _takes(given, {"persist-credentials"})
        if job.permissions.get("contents") != "read":
            refuse("the token may not read the code")
        sha = job.contexts["github"]["sha"]
        for words in (
            ["clone", "--quiet", str(origin), "."],
            ["checkout", "--quiet", sha],
        ):
            subprocess.run(["git", *words], cwd=job.workspace, check=True)

    def assume(job: Job, given: Mapping[str, str]) -> None:
        _takes(given, {"allowed-account-ids", "aws-region", "role-to-assume"})
        if job.permissions.get("id-token") != "write":
            refuse("the token of the run is not to be had")
        sts = boto3.client(
            "sts",
            endpoint_url=local.url,
            region_name=region,
            aws_access_key_id="none",
            aws_secret_access_key="none",  # noqa: S106 - a token is what is shown
        )
        try:
            session = sts.assume_role_with_web_identity(
                RoleArn=given["role-to-assume"],
                RoleSessionName="GitHubActions",
                WebIdentityToken=token(_claims(job)),
            )
        except ClientError as error:
            refuse(str(error))
        account = session["AssumedRoleUser"]["Arn"].split(":")[4]
        if account not in given["allowed-account-ids"].split(","):
            refuse(f"{account} is not one of the allowed accounts")
        keys = session["Credentials"]
        job.exported |= {
            **local.environment(given["aws-region"]),
            "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
            "AWS_SESSION_TOKEN": keys["SessionToken"],
        }

    return {
        "actions/checkout": check_out,
        "actions/setup-python": _set_up_python,
        "actions/upload-artifact": _upload,
        "aws-actions/configure-aws-credentials": assume,
        "hashicorp/setup-terraform": _set_up_terraform,
    }


def _set_up_python(job: Job, given: Mapping[str, str]) -> None:
    _takes(given, {"python-version"})
    install(job.workspace)


def install(checkout: Path) -> None:
    """Give a checkout the environment that the tests run in, as `make setup` would."""
    for name in _ENVIRONMENTS:
        here = checkout / name
        here.mkdir()
        there = Path(sys.prefix) if name == ".venv" else REPO / name
        for path in there.iterdir() if there.exists() else ():
            if path.name not in _STAMPS:
                (here / path.name).symlink_to(path)
    # Newer than the checkout: make has nothing to install.
    for stamp in _STAMPS:
        for name in _ENVIRONMENTS:
            (checkout / name / stamp).touch()


def _set_up_terraform(job: Job, given: Mapping[str, str]) -> None:
    _takes(given, {"terraform_version", "terraform_wrapper"})
    wanted = (job.workspace / ".terraform-version").read_text().strip()
    # With the wrapper, what terraform prints is more than it answers.
    if given != {"terraform_version": wanted, "terraform_wrapper": "false"}:
        refuse(f"{dict(given)} is not Terraform {wanted} as it is")
    if shutil.which("terraform") is None:
        refuse("terraform is not on PATH")


def _upload(job: Job, given: Mapping[str, str]) -> None:
    _takes(given, {"if-no-files-found", "name", "path"})
    path = job.workspace / given["path"]
    if not path.exists() or (path.is_dir() and not any(path.iterdir())):
        refuse(f"No files were found with the provided path: {path}")


def _takes(given: Mapping[str, str], known: set[str]) -> None:
    unknown = {*given} - known
    assert not unknown, f"the stand-in does not know {sorted(unknown)}"


def _claims(job: Job) -> dict[str, Any]:
    github = job.contexts["github"]
    if job.environment is not None:
        run = f"environment:{job.environment}"
    elif github["event_name"] == "pull_request":
        run = "pull_request"
    else:
        run = f"ref:{github['ref']}"
    return claims(f"{IMMUTABLE}:{run}", environment=job.environment, ref=github["ref"])


def code_of(workspace: Path) -> str:
    """Return PYTHONPATH for the checkout's code, in place of what is installed."""
    return os.pathsep.join(
        [str(workspace), *map(str, sorted(workspace.glob("lambdas/*/src")))]
    )
