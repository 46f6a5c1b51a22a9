"""An account, a repository that deploys to it, and its first release."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from local_aws.demo.account import STATE_BUCKET
from local_aws.process import up
from tests.e2e.pipeline.scenarios import run, story
from tests.e2e.pipeline.sessions import Clients, session
from tests.support.local_aws import running_local_aws
from tests.support.pipeline_world import World, build, known
from tests.support.workflow_parts import Event, JobRun

# Names a folder for whoever works on these tests: what was applied stays up there.
STATE_DIR = "INFERWAY_PIPELINE_DIR"
# Before these a person publishes the first model, or nothing is live to be checked.
CHECKS = {"smoke": "staging", "production": "production"}


@pytest.fixture(scope="package")
def world(tmp_path_factory) -> Iterator[World]:
    """Set up an account as a person does, once for all scenarios."""
    if kept := os.environ.get(STATE_DIR):
        folder = Path(kept)
        local = up(folder / "local_aws")
        built = (folder / "world.json").exists()
        yield known(folder, local) if built else build(folder, local)
        return
    folder = tmp_path_factory.mktemp("pipeline")
    with running_local_aws(folder) as local:
        yield build(folder, local)


@dataclass(kw_only=True)
class Released:
    """A deployment that went through every stage.

    Attributes:
        world: That it ran in.
        runs: Its jobs.
        gates: Environments that were asked for, in order.
        reviewed: SHA-256 of the plan as it was when production was approved.

    """

    world: World
    runs: Mapping[str, JobRun] = field(default_factory=dict)
    gates: list[str] = field(default_factory=list)
    reviewed: str = ""

    def approve(self, environment: str, before: Mapping[str, JobRun]) -> None:
        """Look at the plan, approve it, and see another one take its place."""
        self.gates.append(environment)
        if environment != "production":
            return
        s3, proposed = self.world.client("s3"), before["propose"].outputs
        named = {"Bucket": STATE_BUCKET, "Key": proposed["key"]}
        plan = s3.get_object(**named, VersionId=proposed["version_id"])["Body"].read()
        self.reviewed = hashlib.sha256(plan).hexdigest()
        s3.put_object(**named, Body=b"a plan that nobody approved")

    def publish(self, job: str, command: str) -> None:
        """Publish the first model of an environment, once there is a bucket."""
        if command == "make check" and job in CHECKS:
            self.world.find(CHECKS[job])

    @property
    def digests(self) -> dict[str, str]:
        """What was pushed, by image."""
        found: dict[str, str] = json.loads(self.runs["images"].outputs["digests"])
        return found


@pytest.fixture(scope="package")
def release(world: World) -> Released:
    """Deploy a commit to an account that has nothing but its registry."""
    found = Released(world=world)
    sha = world.append("Begin", "README.md", "\n")
    found.runs = run(
        world,
        "deploy",
        Event(name="push", sha=sha),
        gate=found.approve,
        meanwhile=found.publish,
    )
    return found


@pytest.fixture(scope="package")
def released(world: World, request: pytest.FixtureRequest) -> World:
    """Return the account, with staging and production in it."""
    if "production" not in world.models:
        release: Released = request.getfixturevalue("release")
        assert release.runs["production"].result == "success", story(release.runs)
    return world


@pytest.fixture
def key(world: World) -> Callable[[str], str]:
    """Make keys, each of an environment."""

    def make(environment: str) -> str:
        tags = [{"TagKey": "Environment", "TagValue": environment}]
        made = world.client("kms").create_key(Tags=tags)
        return str(made["KeyMetadata"]["Arn"])

    return make


@pytest.fixture
def staging(world: World) -> Clients:
    """Make clients of a session of the role that applies staging."""
    return session(world, "apply-staging")
