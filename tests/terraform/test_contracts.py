"""What each module refuses, by its own `terraform test` files; and their form."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.served_provider import served_provider

REPO = Path(__file__).parents[2]
MODULES = sorted(p for p in (REPO / "modules").iterdir() if p.is_dir())
ROOTS = sorted(p for p in (REPO / "envs").iterdir() if p.is_dir())
PARTS = {"README.md", "main.tf", "outputs.tf", "variables.tf", "versions.tf"}


def terraform(folder: Path, data_dir: Path, *arguments: str, **variables: str) -> str:
    """Run terraform in a folder, with its own files elsewhere."""
    run = subprocess.run(
        ["terraform", *arguments, "-no-color"],
        cwd=folder,
        env=os.environ
        | {"TF_DATA_DIR": str(data_dir), "TF_IN_AUTOMATION": "yes"}
        | variables,
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    data_dir = tmp_path_factory.mktemp("provider")
    terraform(REPO / "modules/table_replica", data_dir, "init", "-backend=false")
    with served_provider(data_dir) as variables:
        yield variables


@pytest.mark.parametrize("module", MODULES, ids=lambda p: p.name)
def test_the_module_keeps_its_contract(module, tmp_path, provider):
    contract = (module / "tests/contract.tftest.hcl").read_text()
    # Nothing configures the provider that all contracts share.
    assert 'provider "aws"' not in contract.replace('mock_provider "aws"', "")
    terraform(module, tmp_path, "init", "-backend=false")

    said = terraform(module, tmp_path, "test", **provider)

    assert ", 0 failed." in said
    assert "Success! 0 passed" not in said


@pytest.mark.parametrize("module", MODULES, ids=lambda p: p.name)
def test_the_module_has_its_parts(module):
    assert {p.name for p in module.iterdir()} >= PARTS
    assert [p.name for p in module.glob("*.tf") if lines(p) > 160] == []


def lines(path: Path) -> int:
    text = path.read_text()
    return 0 if path.name == "variables.tf" else len(text.splitlines())


@pytest.mark.parametrize("root", ROOTS, ids=lambda p: p.name)
def test_the_environment_is_valid_and_locked(root, tmp_path):
    # The lock is committed: an init that would change it fails.
    terraform(root, tmp_path, "init", "-backend=false", "-lockfile=readonly")
    terraform(root, tmp_path, "validate")


@pytest.mark.parametrize("folder", ["modules", "envs", "tests"])
def test_everything_has_terraforms_own_layout(folder):
    run = subprocess.run(
        ["terraform", "fmt", "-check", "-recursive", "-diff", str(REPO / folder)],
        check=False,
        capture_output=True,
        text=True,
    )

    assert run.returncode == 0, run.stdout + run.stderr
