"""What Terraform would still change in an applied folder."""

import os
import subprocess
from typing import Any


def changes(applied: Any) -> str:
    """Return what a second plan says, and nothing when it would change nothing.

    Args:
        applied: What pytest-terraform gives for an applied folder.

    """
    runner = applied.terraform
    run = subprocess.run(
        [
            runner.tf_bin,
            "plan",
            "-detailed-exitcode",
            "-input=false",
            "-no-color",
            f"-state={runner.state_path}",
        ],
        cwd=runner.module_dir,
        env=os.environ | {"TF_DATA_DIR": runner.work_dir, "TF_IN_AUTOMATION": "yes"},
        check=False,
        capture_output=True,
        text=True,
    )
    # 0: nothing to change; 1: an error; 2: changes.
    return "" if run.returncode == 0 else run.stdout + run.stderr
