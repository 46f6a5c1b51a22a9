"""What a stranger sees after `make demo`."""

import json
import shlex
import subprocess

import pytest

from local_aws.demo.steps import image_variables
from tests.e2e.conftest import run_demo
from tests.support.deployment import Deployment

STEPS = ["train", "local_aws", "registry", "images", "staging", "publish", "predict"]


def test_the_posted_instance_is_answered(deployment: Deployment):
    demo = deployment.demo

    if demo["model"]["name"] == "newsgroups":
        assert demo["predictions"] == ["alt.atheism"]
    assert len(demo["predictions"]) == len(demo["instances"]) == 1


def test_the_report_holds_what_the_demo_printed(deployment: Deployment):
    assert set(deployment.demo) == {
        *("url", "api_key", "bucket", "model", "accuracy"),
        *("instances", "predictions", "seconds"),
    }
    assert list(deployment.demo["seconds"]) == STEPS
    assert (deployment.state_dir / "demo.json").stat().st_mode & 0o077 == 0


def test_a_second_demo_changes_nothing(deployment: Deployment):
    before = deployment.demo

    run = run_demo(deployment.state_dir)

    after = json.loads((deployment.state_dir / "demo.json").read_text())
    assert {k: v for k, v in after.items() if k != "seconds"} == {
        k: v for k, v in before.items() if k != "seconds"
    }
    applied = [line for line in run.stderr.splitlines() if "Apply complete!" in line]
    assert len(applied) == 2
    assert all("0 added, 0 changed, 0 destroyed" in line for line in applied), applied
    [curl] = [line for line in run.stderr.splitlines() if line.startswith("curl ")]
    assert ask_again(curl) == after["predictions"]
    assert json.loads(run.stdout) == after["predictions"]


def ask_again(line: str) -> list:
    """Run the printed curl line as it stands."""
    run = subprocess.run(
        [*shlex.split(line), "--silent"], check=True, capture_output=True, text=True
    )
    return json.loads(run.stdout)


@pytest.mark.parametrize("environment", ["registry", "staging"])
def test_a_second_plan_is_empty(deployment: Deployment, environment: str):
    images = image_variables(deployment.image_digests)
    variables = images if environment == "staging" else []

    assert deployment.root(environment).changes(*variables) == []
