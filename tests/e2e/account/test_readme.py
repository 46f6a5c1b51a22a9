"""The README's commands for an account, in their order, on a local AWS of their own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from local_aws.demo.account import Account
from local_aws.demo.commands import Commands
from model_store.manifest import MANIFEST_NAME, Manifest
from tests.support.local_aws import running_local_aws
from tests.support.readme import REPO, copy_checkout, run_script, section

# All goes again, with every model that was published.
DESTROY = """
served=$(terraform -chdir=envs/staging output -json served)
for image in auto_stop:auto_stop batch:window prediction:prediction routing:routing; do
  export TF_VAR_${image%:*}_image_digest=$(python3 -c 'import json, sys
print(json.loads(sys.argv[1])["functions"][sys.argv[2]]["image_digest"])' \
    "$served" "${image#*:}")
done
terraform -chdir=envs/staging destroy -auto-approve >&2
terraform -chdir=envs/staging state list
"""

SHIMS = Path(__file__).parent / "shims"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Make one with a trained model, as the demo leaves it."""
    folder = copy_checkout(tmp_path / "checkout")
    train = [Path(sys.executable).with_name("inferway"), "train"]
    subprocess.run([*train, "--out", folder / ".local/model"], check=True)
    return folder


@pytest.fixture
def env(tmp_path: Path):
    """Yield what a person's shell has: AWS, which is local, and the tools."""
    with running_local_aws(tmp_path) as local:
        account = Account(
            local=local,
            state_dir=tmp_path,
            commands=Commands(root=REPO, console=Console(quiet=True)),
        )
        yield {
            **account.env,
            "LOCAL_AWS_STATE_DIR": str(tmp_path / "local_aws"),
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


def test_the_order_on_a_real_account(checkout: Path, env: dict[str, str]):
    model = Manifest.parse((checkout / ".local/model" / MANIFEST_NAME).read_bytes())
    [environment] = section("On AWS")
    [endpoint] = section("SageMaker endpoints")
    key = environment[environment.index("key_id=") : environment.index("curl ")]
    [inference, config] = section("The API")
    bill = "\n".join(section("The bill"))

    by_function = run_script(checkout, environment, env)

    assert "checks agree with the state" in by_function
    # Another model does not take the text that all three ask.
    if model.name == "newsgroups":
        by_endpoint = run_script(checkout, endpoint, env)
        for printed in (by_function, by_endpoint):
            assert json.loads(printed.splitlines()[-1]) == ["alt.atheism"]
        answer = json.loads(run_script(checkout, key + inference, env))
        assert answer["predictions"] == ["alt.atheism"]
    assert "operator#standard" in run_script(checkout, config, env)
    assert run_script(checkout, bill, env)
    assert "<html" in (checkout / ".local/advice.html").read_text()
    assert run_script(checkout, DESTROY, env) == ""
