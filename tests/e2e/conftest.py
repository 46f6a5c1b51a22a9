"""The demo, run once in a folder of its own, and what stands after it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from local_aws import process
from tests.support.deployment import REPO, Deployment
from tests.support.privileges import flow_that_begins, keep

# Names the folder of a demo that is up, for whoever works on these tests: it is
# asked as it stands, and left up.
STATE_DIR = "INFERWAY_E2E_STATE_DIR"


@pytest.fixture(scope="package")
def deployment(tmp_path_factory) -> Iterator[Deployment]:
    """Run the demo as a person does; stop its local AWS at the end."""
    kept = os.environ.get(STATE_DIR)
    flow = flow_that_begins()
    demo_dir = Path(kept) if kept else tmp_path_factory.mktemp("demo")
    try:
        run_demo(demo_dir)
        local = process.status(demo_dir)
        assert local is not None, "the demo must leave the local AWS up"
        yield Deployment(
            local=local,
            state_dir=demo_dir,
            demo=json.loads((demo_dir / "demo.json").read_text()),
        )
        keep(local, flow)
    finally:
        if not kept:
            process.down(demo_dir)


@dataclass(frozen=True, kw_only=True)
class Evaluated:
    """What evaluate said of the demo's model, and of each test instance."""

    figures: dict[str, Any]
    rows: list[dict[str, Any]]


@pytest.fixture(scope="package")
def evaluated(deployment: Deployment, tmp_path_factory) -> Evaluated:
    """Evaluate the demo's model on its test part, once."""
    folder = tmp_path_factory.mktemp("evaluated")
    figures = deployment.inferway(
        "evaluate",
        deployment.state_dir / "model",
        *("--report", folder / "report.html"),
        *("--predictions", folder / "predictions.json"),
    )
    rows = json.loads((folder / "predictions.json").read_text())
    return Evaluated(figures=figures, rows=rows)


@pytest.fixture
def the_demo_model_stays_live(deployment: Deployment) -> Iterator[None]:
    """Make the demo's model the live one again when the test is over."""
    yield
    model = deployment.demo["model"]
    s3 = deployment.client("s3")
    # A test may have left a pointer that no command can read.
    s3.delete_object(
        Bucket=deployment.bucket, Key=deployment.outputs["model_pointer_key"]
    )
    deployment.inferway(
        "promote", model["name"], model["version"], "--bucket", deployment.bucket
    )
    deployment.recycle_environments()


def run_demo(state_dir: Path) -> subprocess.CompletedProcess[str]:
    """Run the demo and return what it printed."""
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "local_aws.demo",
            f"--state-dir={state_dir}",
            "--port=0",
        ],
        cwd=REPO,
        env={k: v for k, v in os.environ.items() if not k.startswith("AWS_")},
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run
