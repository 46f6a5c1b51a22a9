"""Terraform in the folder of an environment."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deployment.errors import DeploymentError
from deployment.images import Digests, variables

_CHANGES = 2


@dataclass(frozen=True, kw_only=True)
class Terraform:
    """One environment's Terraform.

    Attributes:
        root: Folder of the repository.
        environment: Folder of `envs`.
        lock: Whether the state is locked: a role that only reads cannot.

    """

    root: Path
    environment: str
    lock: bool = True

    def init(self) -> None:
        """Fetch providers, as the committed lock has them, and find the state."""
        self._run("init", "-lockfile=readonly")

    def plan(self, out: Path, digests: Digests) -> bool:
        """Write a plan; tell whether it changes anything."""
        lock = f"-lock={str(self.lock).lower()}"
        out.parent.mkdir(parents=True, exist_ok=True)
        done = self._run(
            "plan",
            "-detailed-exitcode",
            lock,
            f"-out={out.absolute()}",
            *variables(digests),
            fine=(0, _CHANGES),
        )
        return done.returncode == _CHANGES

    def apply(self, plan: Path) -> None:
        """Apply this plan and nothing else; a state that moved on is refused."""
        self._run("apply", str(plan.absolute()))

    def outputs(self) -> dict[str, Any]:
        """Return the outputs by name; none before the first apply."""
        printed = json.loads(self.outputs_as_printed())
        return {name: output["value"] for name, output in printed.items()}

    def outputs_as_printed(self) -> str:
        """Return what `terraform output -json` prints."""
        return self._run("output", "-json", shown=False).stdout

    def state_bucket(self) -> str:
        """Return the bucket that the state lies in, once initialised."""
        folder = os.environ.get("TF_DATA_DIR", ".terraform")
        settings = self.root / "envs" / self.environment / folder / "terraform.tfstate"
        content: Mapping[str, Any] = json.loads(settings.read_text())
        return str(content["backend"]["config"]["bucket"])

    def _run(
        self, *words: str, fine: tuple[int, ...] = (0,), shown: bool = True
    ) -> subprocess.CompletedProcess[str]:
        folder = self.root / "envs" / self.environment
        command = ["terraform", f"-chdir={folder}", words[0]]
        if words[0] != "output":
            command += ["-input=false", "-no-color"]
        # What it says goes where people look; what it answers is read.
        done = subprocess.run(  # noqa: S603 - the person's own terraform
            [*command, *words[1:]],
            check=False,
            stdout=sys.stderr if shown else subprocess.PIPE,
            text=True,
        )
        if done.returncode not in fine:
            message = f"terraform {words[0]} of {self.environment} failed"
            raise DeploymentError(message)
        return done
