"""Every command of the README, in its order, on the local AWS."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from local_aws import process
from tests.support.deployment import REGION, REPO, Deployment

# All goes again, with every model that was published.
DESTROY = """
served=$(terraform -chdir=envs/staging output -json served)
for image in batch:window prediction:prediction routing:routing; do
  export TF_VAR_${image%:*}_image_digest=$(python3 -c 'import json, sys
print(json.loads(sys.argv[1])["functions"][sys.argv[2]]["image_digest"])' \
    "$served" "${image#*:}")
done
terraform -chdir=envs/staging destroy -auto-approve >&2
terraform -chdir=envs/staging state list
"""

SHIMS = Path(__file__).parent / "shims"


def section(title: str) -> list[str]:
    """Return the shell blocks under a heading of the README."""
    text = (REPO / "README.md").read_text()
    [body] = re.findall(
        rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL
    )
    blocks = re.findall(r"^```sh\n(.*?)^```$", body, re.MULTILINE | re.DOTALL)
    assert blocks, f"no commands under {title!r}"
    return blocks


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
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
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(REPO / name, tmp_path / name)
    (tmp_path / ".venv").symlink_to(Path(sys.prefix))
    return tmp_path


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


def test_the_laptop_section_names_targets_that_exist():
    targets = re.findall(r"^([a-z-]+):", (REPO / "Makefile").read_text(), re.MULTILINE)

    named = [line for block in section("On a laptop") for line in block.splitlines()]

    assert named == ["make demo", "make down"]
    assert {line.removeprefix("make ") for line in named} <= set(targets)


def test_a_model_of_ones_own(
    deployment: Deployment, checkout: Path, the_demo_model_stays_live
):
    (checkout / ".local").symlink_to(deployment.state_dir)
    [script] = section("Your own model")

    printed = run_script(checkout, script, dict(os.environ))

    assert "sentiment" in printed


def test_the_order_on_a_real_account(
    deployment: Deployment, checkout, tmp_path_factory
):
    state_dir = tmp_path_factory.mktemp("account")
    shutil.copytree(deployment.state_dir / "model", checkout / ".local/model")
    [environment] = section("On AWS")
    [endpoint] = section("SageMaker endpoints")
    local = process.up(state_dir)
    env = {
        **os.environ,
        **deployment.account.env,
        **local.environment(REGION),
        "LOCAL_AWS_STATE_DIR": str(state_dir),
        "PATH": os.pathsep.join(
            [
                *(str(SHIMS), str(REPO / ".venv-awscli/bin")),
                *(str(Path(sys.executable).parent), os.environ["PATH"]),
            ]
        ),
        "PROJECT_PYTHON": sys.executable,
        "REAL_CURL": shutil.which("curl") or "curl is not installed",
        # A person reads the plan and types yes.
        "TF_CLI_ARGS_apply": "-auto-approve",
    }
    try:
        by_function = run_script(checkout, environment, env)
        assert "checks agree with the state" in by_function
        # Another model does not take the text that both ask.
        if deployment.demo["model"]["name"] == "newsgroups":
            by_endpoint = run_script(checkout, endpoint, env)
            for printed in (by_function, by_endpoint):
                assert json.loads(printed.splitlines()[-1]) == ["alt.atheism"]
        assert run_script(checkout, DESTROY, env) == ""
    finally:
        process.down(state_dir)
