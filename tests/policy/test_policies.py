"""The repository passes every policy, and every policy of ours can fail."""

import functools
import json
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.policy.policy_table import FACTS, markdown, policies

REPO = Path(__file__).parents[2]
FIXTURES = REPO / "tests/policy/fixtures"
POLICIES = {policy.id for policy in policies()}
CHECKOV = os.environ.get("CHECKOV", str(REPO / ".venv-checkov/bin/checkov"))


@cache
def scan(folder: Path, *extra: str, policies: Path = REPO / "policies") -> dict:
    """Return checkov's report on the Terraform in the folder."""
    run = subprocess.run(
        [
            CHECKOV,
            f"--directory={folder}",
            f"--external-checks-dir={policies}",
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
    # It goes on without a policy that it cannot load.
    assert "Cannot load" not in run.stderr, run.stderr
    return json.loads(run.stdout)


def found(report: dict, kind: str) -> set[tuple[str, str]]:
    """Return policy and resource of each result of a kind."""
    return {(c["check_id"], c["resource"]) for c in report["results"][kind]}


@functools.cache
def whole(folder: str) -> dict:
    """Scan a folder of the repository, once."""
    return scan(REPO / folder)


@pytest.mark.parametrize("folder", ["modules", "envs"])
def test_the_repository_passes(folder):
    report = whole(folder)

    assert report["summary"]["passed"] > 100, "hardly anything was scanned"
    assert report["summary"]["parsing_errors"] == 0
    assert found(report, "failed_checks") == set()


def test_our_policies_are_among_those_of_the_scan():
    passed = {check for check, _ in found(whole("envs"), "passed_checks")}

    # The others are about values that only an apply knows.
    assert POLICIES - passed <= {f"CKV2_INFERWAY_{number}" for number in (2, 8, 24, 29)}


def test_every_policy_has_examples():
    assert {folder.name for folder in FIXTURES.iterdir()} == POLICIES


@pytest.mark.parametrize("policy", sorted(POLICIES))
def test_our_policy_tells_bad_examples_from_good_ones(policy):
    text = (FIXTURES / policy / "main.tf").read_text()
    examples = {
        f"{kind}.{name}": name
        for kind, name in re.findall(
            r'^(?:resource|data) "(\w+)" "((?:bad|good)\w*)"', text, re.MULTILINE
        )
    }
    # All at once: to start checkov costs more than to let it look.
    report = scan(FIXTURES, f"--check={','.join(sorted(POLICIES))}")
    refused, passed = (
        {
            c["resource"].removeprefix("data.")
            for c in report["results"][kind]
            if c["check_id"] == policy and c["file_path"].startswith(f"/{policy}/")
        }
        for kind in ("failed_checks", "passed_checks")
    )

    bad = {key for key, name in examples.items() if name.startswith("bad")}
    assert bad, "there is no bad example"
    assert refused == bad
    assert passed <= examples.keys() - bad
    assert passed, "there is no good example"


def test_the_page_is_as_the_policies_say():
    assert (REPO / "docs/policies.md").read_text() == markdown(), (
        "write it anew: python -m tests.policy.policy_table > docs/policies.md"
    )


def test_the_page_says_what_and_why_of_each():
    assert {policy.id for policy in policies() if not (policy.name and policy.why)} == (
        set()
    )
    assert set(FACTS) <= POLICIES


def test_they_are_of_use_in_another_repository(tmp_path):
    """A person's own folder, and nothing of this repository but the policies."""
    shutil.copytree(REPO / "policies", tmp_path / "inferway/policies")
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "main.tf").write_text(
        'resource "aws_cloudwatch_log_group" "mine" {\n  name = "mine"\n}\n'
        'data "aws_iam_policy_document" "mine" {\n  statement {\n'
        '    actions = ["logs:GetLogEvents"]\n    resources = ["*"]\n  }\n}\n'
    )
    run = subprocess.run(
        [
            CHECKOV,
            "--directory=.",
            "--external-checks-dir=../inferway/policies",
            "--framework=terraform",
            "--skip-download",
            "--compact",
        ],
        cwd=mine,
        check=False,
        capture_output=True,
        text=True,
    )

    assert run.returncode == 1, run.stdout + run.stderr
    assert {"CKV2_INFERWAY_17", "CKV2_INFERWAY_20"} <= set(
        re.findall(r"Check: (CKV2_INFERWAY_\d+)", run.stdout)
    )


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
