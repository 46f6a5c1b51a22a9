"""The pipeline: what each job may do, and that there is one way to production."""

import copy
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.policy.configuration import REPO

WORKFLOWS = sorted((REPO / ".github/workflows").glob("*.yml"))
ACTIONS = sorted((REPO / ".github/actions").glob("*/action.yml"))
MAKEFILE = (REPO / "Makefile").read_text()
LINT = REPO / ".venv-lint/bin"

CREDENTIALS = "aws-actions/configure-aws-credentials"
# What a token of GitHub's may do beyond reading the code, and which job needs it.
WRITES = {
    ("checks", "plan"): {"id-token", "pull-requests"},
    ("deploy", "images"): {"id-token"},
    ("deploy", "staging"): {"id-token"},
    ("deploy", "smoke"): {"id-token"},
    ("deploy", "propose"): {"id-token"},
    ("deploy", "production"): {"id-token"},
    ("drill", "drill"): {"id-token"},
    ("drift", "plan"): {"id-token"},
    ("drift", "tell"): {"issues"},
}
# The environment whose runs may have a role, as envs/registry/deploy_roles.tf says.
CHOSEN = "${{ inputs.environment || 'production' }}"
ROLES = {
    f"inferway-drill-{CHOSEN}": f"{CHOSEN}-drill",
    "inferway-plan": None,
    "inferway-images": "images",
    "inferway-propose-production": "production-plan",
    "inferway-apply-staging": "staging",
    "inferway-apply-production": "production",
}
GATES = {"validate", "images", "staging", "smoke"}
# With one of these GitHub leaves out its own "if everything before succeeded".
STATUS = re.compile(r"\b(always|failure|cancelled|success)\s*\(")


def read(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text())


def jobs() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path.stem, name, job)
        for path in WORKFLOWS
        for name, job in read(path)["jobs"].items()
    ]


JOBS = jobs()
DEPLOY = read(REPO / ".github/workflows/deploy.yml")


def ids(value: object) -> str:
    return value if isinstance(value, str) else "-"


def needs(job: Mapping[str, Any]) -> list[str]:
    given = job.get("needs", [])
    return [given] if isinstance(given, str) else given


def steps(job: Mapping[str, Any], action: str) -> list[dict[str, Any]]:
    return [s for s in job["steps"] if s.get("uses", "").startswith(f"{action}@")]


def results(workflow: Mapping[str, Any], failing: str) -> dict[str, str]:
    """Return how each job ends when one of them fails, by GitHub's rules."""
    ended: dict[str, str] = {}
    waiting = dict(workflow["jobs"])
    while waiting:
        name, job = next(
            (n, j) for n, j in waiting.items() if set(needs(j)) <= ended.keys()
        )
        del waiting[name]
        all_well = all(ended[need] == "success" for need in needs(job))
        if not all_well and not STATUS.search(str(job.get("if", ""))):
            ended[name] = "skipped"
        elif name == failing and not forgiven(job):
            ended[name] = "failure"
        else:
            ended[name] = "success"
    return ended


def forgiven(job: Mapping[str, Any]) -> bool:
    return "continue-on-error" in job or any(
        "continue-on-error" in step for step in job["steps"]
    )


def of_production(workflow: Mapping[str, Any]) -> set[str]:
    """Return the jobs that have a role or an environment of production."""
    return {
        name
        for name, job in workflow["jobs"].items()
        if "production" in str(job.get("environment", ""))
        or any(
            "production" in step["with"]["role-to-assume"]
            for step in steps(job, CREDENTIALS)
        )
    }


def ways_round(workflow: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return each gate and each job of production that runs although it failed."""
    return {
        (gate, name)
        for gate in GATES
        for name in of_production(workflow)
        if results(workflow, gate)[name] != "skipped"
    }


def test_production_needs_smoke_needs_staging_needs_validate():
    chain = {name: needs(job) for name, job in DEPLOY["jobs"].items()}

    assert chain == {
        "validate": [],
        "images": ["validate"],
        "staging": ["images"],
        "smoke": ["staging"],
        "propose": ["images", "smoke"],
        "production": ["smoke", "propose"],
    }


def test_there_is_no_way_round_a_stage_that_failed():
    assert of_production(DEPLOY) == {"propose", "production"}
    assert ways_round(DEPLOY) == set()
    assert results(DEPLOY, "nothing")["production"] == "success"


@pytest.mark.parametrize(
    ("job", "change"),
    [
        ("production", {"if": "always()"}),
        ("production", {"if": "${{ !cancelled() }}"}),
        ("production", {"needs": ["propose"], "if": "failure() || success()"}),
        ("production", {"needs": []}),
        ("propose", {"needs": "images"}),
        ("smoke", {"continue-on-error": True}),
        ("smoke", {"needs": []}),
        ("smoke", {"if": "always()"}),
        ("images", {"needs": []}),
        ("validate", {"continue-on-error": "${{ true }}"}),
        ("validate", {"steps": [{"run": "make test", "continue-on-error": True}]}),
    ],
    ids=ids,
)
def test_a_way_round_would_be_found(job, change):
    changed = copy.deepcopy(DEPLOY)
    changed["jobs"][job].update(change)

    assert ways_round(changed)


def test_nothing_is_forgiven_and_only_a_return_runs_after_a_failure():
    after = [
        (workflow, name, step.get("run", step.get("with", {}).get("path")))
        for workflow, name, job in JOBS
        for step in job["steps"]
        if STATUS.search(str(step.get("if", "")))
    ]

    assert [name for _, name, job in JOBS if forgiven(job)] == []
    assert [
        name for _, name, job in JOBS if STATUS.search(str(job.get("if", "")))
    ] == []
    assert after == [
        ("deploy", "production", "make go-back"),
        ("drill", "drill", "dist/drill"),  # the report of what failed
    ]
    assert DEPLOY["jobs"]["production"]["steps"][-1]["run"] == "make go-back"


def test_what_is_applied_is_what_was_proposed():
    production = DEPLOY["jobs"]["production"]
    [apply] = [s for s in production["steps"] if s.get("run") == "make apply"]
    told = {key.lower(): value for key, value in apply["env"].items()}

    assert DEPLOY["jobs"]["propose"]["outputs"].keys() == {
        "key",
        "version_id",
        "sha256",
    }
    assert told == {
        f"plan_{name}": f"${{{{ needs.propose.outputs.{name} }}}}"
        for name in ("key", "version_id", "sha256")
    }
    assert not [s for s in production["steps"] if "deploy" in s.get("run", "")]


@pytest.mark.parametrize(("workflow", "name", "job"), JOBS, ids=ids)
def test_a_job_may_do_what_it_needs_and_no_more(workflow, name, job):
    permissions = job["permissions"]
    writes = {what for what, how in permissions.items() if how == "write"}
    reads = {what for what, how in permissions.items() if how == "read"}

    assert writes == WRITES.get((workflow, name), set())
    assert reads == ({"contents"} if steps(job, "actions/checkout") else set())
    assert ("id-token" in writes) == bool(steps(job, CREDENTIALS))
    assert job["timeout-minutes"] <= 100


@pytest.mark.parametrize(("workflow", "name", "job"), JOBS, ids=ids)
def test_a_role_is_asked_for_by_runs_of_its_environment(workflow, name, job):
    for step in steps(job, CREDENTIALS):
        role = step["with"]["role-to-assume"].rpartition("/")[2]
        assert ROLES[role] == job.get("environment")
        assert step["with"]["allowed-account-ids"] == "${{ vars.AWS_ACCOUNT_ID }}"
        assert not {k for k in step["with"] if "secret" in k or "access-key" in k}


def test_the_roles_are_those_of_the_registry():
    text = (REPO / "envs/registry/deploy_roles.tf").read_text()
    named = re.findall(
        r"^      ([a-z-]+) = \{\n(?:(?!\n      \}).)*?environments = \[\"([a-z-]+)\"\]",
        text,
        re.MULTILINE | re.DOTALL,
    )

    assert dict(named) == {
        "images": "images",
        "propose-production": "production-plan",
    }
    assert '"apply-${environment}" => {' in text
    assert '"drill-${environment}" => {' in text
    assert 'environments = ["${environment}-drill"]' in text
    assert "environments = [environment]" in text


@pytest.mark.parametrize("path", [*WORKFLOWS, *ACTIONS], ids=lambda p: p.stem)
def test_actions_are_pinned_and_hold_no_secret(path):
    text = path.read_text()
    used = re.findall(r"uses: (\S+)(.*)", text)

    assert used
    for action, comment in used:
        ours = action == "$/.github/actions/set-up"
        assert ours or re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action)
        assert ours or re.fullmatch(r" # v\d+\.\d+\.\d+", comment)
    assert "secrets." not in text
    assert "pull_request_target" not in text


def test_each_action_has_one_commit():
    pinned: dict[str, set[str]] = {}
    for path in [*WORKFLOWS, *ACTIONS]:
        for action, commit in re.findall(r"uses: ([\w/-]+)@(\w+)", path.read_text()):
            pinned.setdefault(action, set()).add(commit)

    assert {action for action, commits in pinned.items() if len(commits) > 1} == set()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.stem)
def test_a_workflow_begins_with_no_right_and_one_run(path):
    workflow = read(path)

    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["group"]
    for name in workflow["jobs"]:
        for step in steps(workflow["jobs"][name], "actions/checkout"):
            assert step["with"] == {"persist-credentials": False}
    assert path.stem == "checks" or not workflow["concurrency"]["cancel-in-progress"]


@pytest.mark.parametrize(("workflow", "name", "job"), JOBS, ids=ids)
def test_every_step_is_one_that_a_person_can_take(workflow, name, job):
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    commands = [step["run"] for step in job["steps"] if "run" in step]

    assert commands
    for command in commands:
        word, *rest = command.split()
        wanted = next((w for w in rest if not w.startswith("-")), "")
        assert (word, wanted in targets) == ("make", True) or word == "gh"


def test_every_command_of_the_makefile_is_there():
    known = set(re.findall(r"^## inferway ([a-z ]+)$", commands(), re.MULTILINE))
    used = set(re.findall(r"inferway ([a-z]+) ", re.sub(r"#.*", "", MAKEFILE)))

    assert used - {"command"} <= {name.split()[0] for name in known}


def commands() -> str:
    return (REPO / "docs/commands.md").read_text().replace("`", "")


def test_lint_looks_at_every_workflow_dockerfile_and_script():
    [recipe] = re.findall(r"^lint: .*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    [dockerfiles] = re.findall(
        r"^DOCKERFILES = \$\(wildcard (.*)\)$", MAKEFILE, re.MULTILINE
    )
    seen = {path for glob in dockerfiles.split() for path in REPO.glob(glob)}
    there = {
        path
        for folder in ("lambdas", "tests")
        for path in (REPO / folder).rglob("Dockerfile*")
    }

    assert seen == there
    assert {"actionlint", "zizmor", "hadolint", "shellcheck"} <= set(
        re.findall(r"\.venv-lint/bin/(\w+)", recipe)
    )
    assert "--persona pedantic" in recipe


BAD = """\
on: pull_request_target
jobs:
  greet:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: echo "${{ github.event.pull_request.title }}" ${{ matrix.none }}
"""


@pytest.mark.parametrize(
    "tool",
    [["actionlint", "-shellcheck=", "-pyflakes="], ["zizmor", "--offline", "--quiet"]],
    ids=lambda t: t[0],
)
def test_the_tools_tell_bad_from_good(tool, tmp_path):
    bad = tmp_path / ".github/workflows/bad.yml"
    bad.parent.mkdir(parents=True)
    bad.write_text(BAD)
    command = [LINT / tool[0], *tool[1:]]

    refused = subprocess.run([*command, bad], check=False, capture_output=True)
    passed = subprocess.run([*command, *WORKFLOWS], check=False, capture_output=True)

    assert refused.returncode != 0
    assert passed.returncode == 0, passed.stdout


def test_updates_wait_until_others_have_looked():
    updates = read(REPO / ".github/dependabot.yml")["updates"]

    assert {u["package-ecosystem"] for u in updates} == {
        "docker",
        "github-actions",
        "pip",
        "terraform",
    }
    assert all(u["cooldown"]["default-days"] >= 7 for u in updates)
