"""The repository passes every policy, and every policy of ours can fail."""

import json
import os
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]
FIXTURES = REPO / "tests/policy/fixtures"
# Both notations: YAML, and Python where checkov's language does not reach.
POLICIES = {
    re.search(r"CKV2_INFERWAY_\d+", path.read_text())[0]
    for path in (REPO / "policies").glob("[a-z]*.*")
}
CHECKOV = os.environ.get("CHECKOV", str(REPO / ".venv-checkov/bin/checkov"))


@cache
def scan(folder: Path, *extra: str) -> dict:
    """Return checkov's report on the Terraform in the folder."""
    run = subprocess.run(
        [
            CHECKOV,
            f"--directory={folder}",
            f"--external-checks-dir={REPO / 'policies'}",
            "--framework=terraform",
            "--output=json",
            "--skip-download",
            "--soft-fail",
            *extra,
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(run.stdout)


def found(report: dict, kind: str) -> set[tuple[str, str]]:
    """Return policy and resource of each result of a kind."""
    return {(c["check_id"], c["resource"]) for c in report["results"][kind]}


@pytest.mark.parametrize("folder", ["modules", "envs"])
def test_the_repository_passes(folder):
    report = scan(REPO / folder)

    assert report["summary"]["passed"] > 100, "hardly anything was scanned"
    assert report["summary"]["parsing_errors"] == 0
    assert found(report, "failed_checks") == set()


def test_our_policies_are_among_those_of_the_scan():
    passed = {check for check, _ in found(scan(REPO / "envs"), "passed_checks")}

    # The others are about values that only an apply knows.
    assert POLICIES - passed <= {"CKV2_INFERWAY_2", "CKV2_INFERWAY_8"}


def test_every_policy_has_examples():
    assert {folder.name for folder in FIXTURES.iterdir()} == POLICIES


@pytest.mark.parametrize("policy", sorted(POLICIES))
def test_our_policy_tells_bad_examples_from_good_ones(policy):
    text = (FIXTURES / policy / "main.tf").read_text()
    examples = {
        (policy, f"{kind}.{name}"): name
        for kind, name in re.findall(
            r'^resource "(\w+)" "((?:bad|good)\w*)"', text, re.MULTILINE
        )
    }
    report = scan(FIXTURES / policy, f"--check={policy}")

    bad = {key for key, name in examples.items() if name.startswith("bad")}
    assert bad, "there is no bad example"
    assert found(report, "failed_checks") == bad
    assert found(report, "passed_checks") <= examples.keys() - bad
    assert found(report, "passed_checks"), "there is no good example"


def test_every_skip_says_why_and_skips_something():
    files = [*REPO.glob("modules/**/*.tf"), *REPO.glob("envs/**/*.tf")]
    written = {
        (path.name, check): reason.strip()
        for path in files
        for check, reason in re.findall(
            r"checkov:skip=(\w+)(?::(.*))?$", path.read_text(), re.MULTILINE
        )
    }
    used = {
        (Path(c["file_path"]).name, c["check_id"])
        for folder in ("modules", "envs")
        for c in scan(REPO / folder)["results"]["skipped_checks"]
    }

    assert all(written.values()), "a skip without a reason"
    assert set(written) == used
