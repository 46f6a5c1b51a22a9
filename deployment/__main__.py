"""`python -m deployment STEP ENVIRONMENT`, as the Makefile calls it.

What a step hands on to the next is printed as `name=value` lines, the form that
GitHub's outputs have.
"""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import boto3

from deployment.errors import DeploymentError
from deployment.kept_plans import KeptPlan
from deployment.release import read_release
from deployment.steps import Steps, say
from deployment.terraform import Terraform
from model.errors import ModelError

ROOT = Path(__file__).parents[1]
Handed = Mapping[str, str]


def _plan(steps: Steps) -> Handed:
    changed = steps.plan(os.environ.get("IMAGE_DIGESTS", ""))
    return {"changed": str(changed).lower()}


def _deploy(steps: Steps) -> Handed:
    steps.deploy(os.environ.get("IMAGE_DIGESTS", ""))
    return {}


def _propose(steps: Steps) -> Handed:
    kept = steps.propose(os.environ.get("IMAGE_DIGESTS", ""), _given("PLAN_NAME"))
    return {f"plan_{name}": value for name, value in asdict(kept).items()}


def _apply(steps: Steps) -> Handed:
    steps.apply(
        KeptPlan(
            key=_given("PLAN_KEY"),
            version_id=_given("PLAN_VERSION_ID"),
            sha256=_given("PLAN_SHA256"),
        )
    )
    return {}


def _remember(steps: Steps) -> Handed:
    before = steps.remember()
    return {"before": "" if before is None else before.to_json()}


def _check(steps: Steps) -> Handed:
    steps.check(read_release(os.environ.get("BEFORE", "")))
    return {}


def _go_back(steps: Steps) -> Handed:
    before = read_release(os.environ.get("BEFORE", ""))
    steps.go_back(before)
    steps.check(before)
    return {}


def _drill(steps: Steps) -> Handed:
    steps.drill()
    return {}


STEPS: Mapping[str, Callable[[Steps], Handed]] = {
    "apply": _apply,
    "check": _check,
    "deploy": _deploy,
    "drill": _drill,
    "go-back": _go_back,
    "plan": _plan,
    "propose": _propose,
    "remember": _remember,
}
# They change no state, and a role that only reads can take no lock.
_READ = frozenset({"plan", "propose"})


def _given(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        message = f"{name} is not set"
        raise DeploymentError(message)
    return value


def main(words: Sequence[str]) -> int:
    """Take one step; return the exit code."""
    parser = argparse.ArgumentParser(prog="deployment", description=__doc__)
    parser.add_argument("step", choices=sorted(STEPS))
    parser.add_argument("environment", choices=["production", "staging"])
    given = parser.parse_args(words)
    terraform = Terraform(
        root=ROOT, environment=given.environment, lock=given.step not in _READ
    )
    steps = Steps(
        terraform=terraform,
        session=boto3.Session(),
        dist=ROOT / "dist",
        traffic_seconds=float(os.environ.get("TRAFFIC_SECONDS") or 60),
        settle_seconds=float(os.environ.get("SETTLE_SECONDS") or 900),
        predict_url=os.environ.get("PREDICT_URL"),
    )
    try:
        terraform.init()
        for name, value in STEPS[given.step](steps).items():
            print(f"{name}={value}")  # noqa: T201 - what is handed on
    except (DeploymentError, ModelError) as error:
        say(f"{given.step} {given.environment}: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
