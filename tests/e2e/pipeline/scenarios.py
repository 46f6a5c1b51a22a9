"""What the scenarios of the pipeline have in common."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.support.pipeline_world import World
from tests.support.workflow_parts import Event, JobRun

# After the job that fails nothing runs.
STAGES = ("validate", "images", "staging", "smoke", "propose", "production")


def run(
    world: World, workflow: str, event: Event, **settings: Any
) -> dict[str, JobRun]:
    """Run a workflow of the repository."""
    path = world.origin / f".github/workflows/{workflow}.yml"
    return world.runner(**settings).run(path, event)


def deploy(
    world: World, sha: str, meanwhile: Callable[[str, str], None] | None = None
) -> dict[str, JobRun]:
    """Run the deployment of a commit on main."""
    world.gates.clear()
    settings = {} if meanwhile is None else {"meanwhile": meanwhile}
    return run(world, "deploy", Event(name="push", sha=sha), **settings)


def ended(runs: Mapping[str, JobRun]) -> dict[str, str]:
    return {name: job.result for name, job in runs.items()}


def fails_in(runs: Mapping[str, JobRun], job: str, command: str) -> str:
    """Hold that this command of this job failed first; return what it said."""
    at = STAGES.index(job)
    assert ended(runs) == {
        name: "success" if n < at else "failure" if n == at else "skipped"
        for n, name in enumerate(STAGES)
    }, story(runs)
    failed = runs[job].failed_step
    assert failed.what == command, failed.said
    return failed.said


def story(runs: Mapping[str, JobRun]) -> str:
    """Return what the steps that failed said."""
    return "\n".join(
        f"{name}: {step.what}: {step.said}"
        for name, job in runs.items()
        for step in job.steps
        if step.outcome == "failure"
    )


def broken_model(world: World, environment: str) -> None:
    """Publish a model, make it live, and damage it: whoever loads it refuses it."""
    world.publish(environment, "broken")
    s3, named = world.client("s3"), pointer(world, environment)
    content = json.load(s3.get_object(**named)["Body"])
    content["live"]["files"]["model.pkl"]["sha256"] = "0" * 64
    s3.put_object(**named, Body=json.dumps(content).encode())


def pull_request() -> dict[str, Any]:
    """Return what GitHub says of a pull request of the repository's own."""
    return {
        "pull_request": {
            "head": {"repo": {"full_name": "octo-org/models"}},
            "number": 7,
            "user": {"login": "octocat"},
        }
    }


def told(world: World, *words: str) -> list[str]:
    """Return what GitHub was told in the one call that begins with these words."""
    [found] = [one for one in world.told if one[1 : 1 + len(words)] == [*words]]
    return found


def pointer(world: World, environment: str) -> dict[str, str]:
    """Return bucket and key of what says which model is live."""
    outputs = world.outputs(environment)
    return {"Bucket": outputs["model_bucket"], "Key": outputs["model_pointer_key"]}


def live(world: World, environment: str) -> str:
    """Return the version that is live."""
    found = world.client("s3").get_object(**pointer(world, environment))
    return str(json.load(found["Body"])["live"]["version"])
