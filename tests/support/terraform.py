"""Runs Terraform on one folder and says what it would change."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(kw_only=True)
class Root:
    """A folder that Terraform is run in.

    Attributes:
        folder: Where the root module is.
        env: Environment of the commands; TF_DATA_DIR keeps the folder clean.

    """

    folder: Path
    env: Mapping[str, str]

    def run(self, *arguments: str) -> str:
        """Run terraform and return its stdout; fail with all it said."""
        done = subprocess.run(
            ["terraform", f"-chdir={self.folder}", *arguments],
            env=dict(self.env),
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def outputs(self) -> dict[str, Any]:
        """Return the outputs by name."""
        outputs = json.loads(self.run("output", "-json"))
        return {name: output["value"] for name, output in outputs.items()}

    def changes(self, *variables: str) -> list[str]:
        """Return what an apply would change: "update aws_s3_bucket.models"."""
        plan = Path(self.env["TF_DATA_DIR"]) / "changes.tfplan"
        self.run("plan", "-no-color", f"-out={plan}", *variables)
        planned = json.loads(self.run("show", "-json", str(plan)))
        outputs = planned.get("output_changes", {})
        return [
            f"{'/'.join(change['change']['actions'])} {change['address']}"
            for change in planned.get("resource_changes", [])
            if change["change"]["actions"] not in (["no-op"], ["read"])
        ] + [
            f"output {name}"
            for name, change in outputs.items()
            if change["actions"] != ["no-op"]
        ]
