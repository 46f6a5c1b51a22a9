"""What Terraform would still change in an applied folder, and changes."""

import json
import os
import subprocess
from typing import Any


def changes(applied: Any) -> str:
    """Return what a second plan says, and nothing when it would change nothing.

    Args:
        applied: What pytest-terraform gives for an applied folder.

    """
    run = _terraform(applied, "plan", "-detailed-exitcode", "-input=false")
    # 0: nothing to change; 1: an error; 2: changes.
    return "" if run.returncode == 0 else run.stdout + run.stderr


def apply(applied: Any) -> None:
    """Apply the folder again."""
    run = _terraform(applied, "apply", "-auto-approve", "-input=false")
    assert run.returncode == 0, run.stdout + run.stderr


def outputs(applied: Any) -> dict[str, Any]:
    """Return the values of outputs, as the last apply has left them."""
    said = json.loads(_terraform(applied, "output", "-json").stdout)
    return {name: output["value"] for name, output in said.items()}


def _terraform(applied: Any, *arguments: str) -> subprocess.CompletedProcess[str]:
    runner = applied.terraform
    return subprocess.run(
        [
            *(runner.tf_bin, *arguments, "-no-color"),
            f"-state={runner.state_path}",
        ],
        cwd=runner.module_dir,
        env=os.environ | {"TF_DATA_DIR": runner.work_dir, "TF_IN_AUTOMATION": "yes"},
        check=False,
        capture_output=True,
        text=True,
    )
