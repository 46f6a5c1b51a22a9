"""An account with staging and production, and a repository that deploys to it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import joblib
from rich.console import Console
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.pipeline import make_pipeline

from local_aws.demo.account import ACCOUNT_ID, REGION, STATE_BUCKET, Account
from local_aws.demo.commands import Commands
from local_aws.state import LocalAws
from tests.support.github_tokens import ID, NAME, OWNER, OWNER_ID
from tests.support.readme import copy_checkout
from tests.support.workflow_actions import code_of, install, instead, stand_ins
from tests.support.workflow_parts import Job, JobRun
from tests.support.workflow_runs import Runner

SHIMS = Path(__file__).parents[1] / "e2e/pipeline/shims"
ZONE = "example.com"
# The example production serves there; a person has the zone before the first apply.
_GIT = ["git", "-c", "user.name=A Person", "-c", "user.email=person@example.com"]
# Twenty requests are sent whatever it says.
_TRAFFIC_SECONDS = "1"
# Somewhat longer than each environment takes to follow a model.
_SETTLE_SECONDS = {"production": "120", "staging": "60"}


@dataclass(kw_only=True)
class World:
    """The account, the repository, and what GitHub was told.

    Attributes:
        account: Of the local AWS.
        origin: The repository.
        folder: Of all that is written.
        gates: Environments that were asked for, in order.
        models: Name and version of the live model, by environment.

    """

    account: Account
    origin: Path
    folder: Path
    gates: list[str] = field(default_factory=list)
    models: dict[str, tuple[str, str]] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)

    @property
    def local(self) -> LocalAws:
        return self.account.local

    @property
    def told(self) -> list[list[str]]:
        """What `gh` was told: permissions of the job, then the words."""
        files = sorted((self.folder / "gh").iterdir(), key=lambda f: f.stat().st_mtime)
        return [file.read_text().splitlines() for file in files]

    def client(self, service: str, region: str = REGION) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.local.url,
            region_name=region,
            aws_access_key_id=self.account.env["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.account.env["AWS_SECRET_ACCESS_KEY"],
        )

    def git(self, *words: str) -> str:
        done = subprocess.run(
            [*_GIT, *words], cwd=self.origin, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def change(self, message: str, name: str, old: str, new: str) -> str:
        """Commit on main one text of a file in place of another; return the commit."""
        file = self.origin / name
        text = file.read_text()
        assert old in text, f"{name} has no {old!r}"
        file.write_text(text.replace(old, new, 1))
        self.git("commit", "--quiet", "--all", "--message", message)
        return self.head

    def append(self, message: str, name: str, text: str) -> str:
        """Commit on main a text at the end of a file; return the commit."""
        whole = (self.origin / name).read_text()
        return self.change(message, name, whole, whole + text)

    def revert(self) -> None:
        """Take the last commit back, as a person does whose deployment failed."""
        self.git("revert", "--no-edit", "HEAD")

    @property
    def head(self) -> str:
        return self.git("rev-parse", "HEAD")

    def runner(self, **settings: Any) -> Runner:
        settings.setdefault("gate", self.ask)
        settings.setdefault("instead", instead())
        return Runner(
            machine=self.machine,
            variables={"AWS_ACCOUNT_ID": ACCOUNT_ID, "AWS_REGION": REGION},
            actions=stand_ins(self.origin, self.local, REGION),
            folder=self.folder / "runs",
            **settings,
        )

    def ask(self, environment: str, before: Mapping[str, JobRun]) -> None:
        """Approve, as a reviewer who looked at the jobs before."""
        self.gates.append(environment)

    def machine(self, job: Job) -> dict[str, str]:
        """Return what a step finds on GitHub's machine, beside what it is given."""
        environment = job.contexts["env"].get("ENV", "")
        return {
            **_tools(self.account, job.workspace),
            "GH_RECORD": str(self.folder / "gh"),
            "INFERWAY_RESOLVER_URL": f"{self.local.url}/_local/dns",
            "JOB_PERMISSIONS": " ".join(
                sorted(f"{what}:{how}" for what, how in job.permissions.items())
            ),
            "PREDICT_URL": self.urls.get(environment, ""),
            "SETTLE_SECONDS": _SETTLE_SECONDS.get(environment, ""),
        }

    def by_hand(self, script: str, **variables: str) -> str:
        """Run commands in the repository, as a person with an administrator's keys."""
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self.origin,
            env={
                **_tools(self.account, self.origin),
                **self.local.environment(REGION),
                **variables,
            },
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def outputs(self, environment: str) -> dict[str, Any]:
        """Return an environment's outputs by name, out of its state."""
        state = self.client("s3").get_object(
            Bucket=STATE_BUCKET, Key=f"{environment}.tfstate"
        )
        outputs = json.load(state["Body"])["outputs"]
        return {name: one["value"] for name, one in outputs.items()}

    def find(self, environment: str) -> None:
        """Learn where an environment answers, and see that a model is live there."""
        if environment in self.models:
            return
        self.models[environment] = self.publish(environment, "good")
        outputs = self.outputs(environment)
        place = f"{outputs['api_id']}/{outputs['api_stage']}"
        self.urls[environment] = f"{self.local.url}/_aws/execute-api/{place}/predict"
        kept = {"models": self.models, "urls": self.urls}
        (self.folder / "world.json").write_text(json.dumps(kept))

    def publish(self, environment: str, label: str) -> tuple[str, str]:
        """Publish and promote a model that says one word; return name and version."""
        return self.publish_folder(environment, self.package(label))

    def publish_folder(self, environment: str, folder: Path) -> tuple[str, str]:
        """Publish and promote what was packaged; return name and version."""
        bucket = self.outputs(environment)["model_bucket"]
        self.by_hand(f"inferway publish {folder} --promote --bucket {bucket}")
        manifest = json.loads((folder / "manifest.json").read_text())
        return manifest["name"], manifest["version"]

    def promote(self, environment: str, model: tuple[str, str]) -> None:
        """Make a published model the live one."""
        bucket = self.outputs(environment)["model_bucket"]
        self.by_hand(f"inferway promote {' '.join(model)} --bucket {bucket}")

    def package(self, label: str) -> Path:
        """Package a model that answers every text with one label."""
        folder = self.folder / "models" / label
        if folder.exists():
            return folder / "packaged"
        folder.mkdir(parents=True)
        pipeline = make_pipeline(
            CountVectorizer(), DummyClassifier(strategy="constant", constant=label)
        )
        pipeline.fit(["one text", "another text"], [label, "other"])
        joblib.dump(pipeline, folder / "model.joblib")
        (folder / "examples.json").write_text(json.dumps(["one text", "another"]))
        self.by_hand(
            f"inferway package {folder}/model.joblib --name constant --input text"
            f" --examples {folder}/examples.json --out {folder}/packaged"
        )
        return folder / "packaged"


def known(folder: Path, local: LocalAws) -> World:
    """Return the world that was built in a folder."""
    account = Account(
        local=local,
        state_dir=folder,
        commands=Commands(root=folder, console=Console(quiet=True)),
    )
    world = World(account=account, origin=folder / "origin", folder=folder)
    kept = folder / "world.json"
    if kept.exists():
        content = json.loads(kept.read_text())
        world.urls = content["urls"]
        world.models = {name: tuple(one) for name, one in content["models"].items()}
    return world


def build(folder: Path, local: LocalAws) -> World:
    """Set up an account and a repository as a person does, once."""
    world = known(folder, local)
    account, origin = world.account, copy_checkout(world.origin)
    (origin / ".venv").unlink()
    install(origin)
    (folder / "gh").mkdir()
    world.git("init", "--quiet", "--initial-branch=main")
    world.git("add", "--all")
    world.git("commit", "--quiet", "--message", "All of it")
    # Where health checks and game days look at each Region.
    address = f"{local.url}/_aws/execute-api/{{api_id}}/{{stage}}"
    world.change(
        "Look at the local AWS",
        "envs/production/main.tf",
        "  recovery_tier = 1\n",
        f'  recovery_tier = 1\n  api_address = "{address}"\n',
    )
    account.make_state_bucket()
    world.client("route53").create_hosted_zone(Name=ZONE, CallerReference=ZONE)
    github = {
        "repository": {
            "id": int(ID),
            "name": NAME,
            "owner": OWNER,
            "owner_id": int(OWNER_ID),
        }
    }
    world.by_hand(
        "terraform -chdir=envs/registry init -lockfile=readonly\n"
        "terraform -chdir=envs/registry apply -auto-approve -no-color",
        TF_VAR_github=json.dumps(github),
    )
    return world


def _tools(account: Account, workspace: Path) -> dict[str, str]:
    python = Path(sys.executable)
    return {
        "AWS_ENDPOINT_URL": account.env["AWS_ENDPOINT_URL"],
        "HOME": str(account.state_dir),
        "LOCAL_AWS_STATE_DIR": str(account.local.state_dir),
        "PATH": os.pathsep.join([str(SHIMS), str(python.parent), os.environ["PATH"]]),
        "PROJECT_PYTHON": str(python),
        "PYTHONPATH": code_of(workspace),
        "TF_IN_AUTOMATION": "yes",
        "TRAFFIC_SECONDS": _TRAFFIC_SECONDS,
        **{
            name: account.env[name]
            for name in ("TF_CLI_CONFIG_FILE", "TF_PLUGIN_CACHE_DIR")
            if name in account.env
        },
    }
