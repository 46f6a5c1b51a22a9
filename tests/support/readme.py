"""The README's commands, and a checkout to run them in."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

REPO = Path(__file__).parents[2]


def section(title: str) -> list[str]:
    """Return the shell blocks under a heading of the README."""
    text = (REPO / "README.md").read_text()
    [body] = re.findall(
        rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL
    )
    blocks = re.findall(r"^```sh\n(.*?)^```$", body, re.MULTILINE | re.DOTALL)
    assert blocks, f"no commands under {title!r}"
    return blocks


def copy_checkout(folder: Path) -> Path:
    """Copy the files of the repository, with the environment it is tested in."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPO,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (REPO / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(REPO / name, folder / name)
    (folder / ".venv").symlink_to(Path(sys.prefix))
    return folder


def run_script(checkout: Path, script: str, env: dict[str, str]) -> str:
    """Run a block of the README as a person's shell would, stopping at an error."""
    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=checkout,
        env=env,
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, f"{script}\n{run.stdout}\n{run.stderr}"
    return run.stdout
