"""What Terraform would still change in an applied folder, and changes."""

import json
import os
import subprocess
from collections.abc import Mapping
from typing import Any


def changes(applied: Any) -> str:
    """Return what a second plan says, and nothing when it would change nothing.

    Args:
        applied: What pytest-terraform gives for an applied folder.

    """
    run = _terraform(applied, "plan", "-detailed-exitcode", "-input=false", "-no-color")
    # 0: nothing to change; 1: an error; 2: changes.
    return "" if run.returncode == 0 else run.stdout + run.stderr


def changes_from_before(applied: Any, module: str, moves: Mapping[str, str]) -> str:
    """Return what a plan would make anew where a state has the addresses of before.

    Args:
        applied: What pytest-terraform gives for an applied folder.
        module: What the addresses are of.
        moves: Each address that there is now, to that of before.

    """
    for now, before in moves.items():
        _moved(applied, f"{module}.{now}", f"{module}.{before}")
    try:
        said = changes(applied)
    finally:
        for now, before in moves.items():
            _moved(applied, f"{module}.{before}", f"{module}.{now}")
    assert said.count(" has moved to ") >= len(moves)
    return "" if "Plan: 0 to add, 0 to change, 0 to destroy." in said else said


def _moved(applied: Any, old: str, new: str) -> None:
    run = _terraform(applied, "state", "mv", old, new)
    assert run.returncode == 0, run.stdout + run.stderr


def apply(applied: Any) -> None:
    """Apply the folder again."""
    run = _terraform(applied, "apply", "-auto-approve", "-input=false", "-no-color")
    assert run.returncode == 0, run.stdout + run.stderr


def outputs(applied: Any) -> dict[str, Any]:
    """Return the values of outputs, as the last apply has left them."""
    said = json.loads(_terraform(applied, "output", "-json").stdout)
    return {name: output["value"] for name, output in said.items()}


def _terraform(applied: Any, *arguments: str) -> subprocess.CompletedProcess[str]:
    runner = applied.terraform
    return subprocess.run(
        [runner.tf_bin, *arguments],
        cwd=runner.module_dir,
        env=os.environ | {"TF_DATA_DIR": runner.work_dir, "TF_IN_AUTOMATION": "yes"},
        check=False,
        capture_output=True,
        text=True,
    )
