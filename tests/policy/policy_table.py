"""Writes docs/policies.md from the policies themselves.

`python -m tests.policy.policy_table > docs/policies.md`; a test holds the two equal.
"""

import ast
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

REPO = Path(__file__).parents[2]
POLICIES = REPO / "policies"
EXAMPLES = REPO / "tests/policy/fixtures"
_ID = re.compile(r"CKV2_INFERWAY_\d+")
# The facts of docs/facts.md that a policy holds.
FACTS = {
    "CKV2_INFERWAY_2": "L1",
    "CKV2_INFERWAY_3": "A3",
    "CKV2_INFERWAY_4": "A4",
    "CKV2_INFERWAY_5": "A6",
    "CKV2_INFERWAY_6": "A7",
    "CKV2_INFERWAY_7": "L2",
    "CKV2_INFERWAY_8": "M2",
    "CKV2_INFERWAY_11": "S8",
    "CKV2_INFERWAY_12": "S13",
    "CKV2_INFERWAY_13": "M4, M5",
    "CKV2_INFERWAY_14": "S1",
    "CKV2_INFERWAY_15": "S5",
    "CKV2_INFERWAY_16": "S5",
    "CKV2_INFERWAY_19": "M2",
    "CKV2_INFERWAY_21": "A1",
    "CKV2_INFERWAY_22": "M1",
    "CKV2_INFERWAY_23": "D1",
    "CKV2_INFERWAY_24": "S15",
    "CKV2_INFERWAY_25": "S8",
    "CKV2_INFERWAY_26": "S13",
    "CKV2_INFERWAY_27": "D3",
    "CKV2_INFERWAY_28": "G1",
    "CKV2_INFERWAY_29": "L3",
    "CKV2_INFERWAY_30": "L1",
    "CKV2_INFERWAY_31": "S1, S2",
}

_INTRODUCTION = """\
# Policies

<!-- Written by `python -m tests.policy.policy_table > docs/policies.md`. -->

Rules for [checkov](https://www.checkov.io) of our own, in `policies/`. They see what a
module's own guards cannot: how others use it, and Terraform that is not made of our
modules at all. `make lint` runs them, with checkov's, over `modules/` and `envs/`. Each
has examples that it must refuse and ones that it must pass
(`tests/policy/fixtures/`), and is shown to refuse one of our modules with a line
changed (`tests/policy/test_broken_modules.py`). None is skipped for a whole folder; a
skip stands in the resource, with its reason.

## In your own repository

```sh
checkov --directory . --external-checks-dir PATH/TO/inferway/policies \\
  --framework terraform
```

It needs nothing else of this repository: a submodule will do, or a copy of the folder
with its `__init__.py`; checkov 3.3. One rule alone: `--check CKV2_INFERWAY_17`. A
resource that must differ says so itself:
`#checkov:skip=CKV2_INFERWAY_17:the reason`. A policy that cannot be loaded is an error
in checkov's log, and no failure of the scan: read the log once after an update of
checkov.

## The rules

"Fact" is the row of [facts.md](facts.md).
"""
_END = """
## Beside them

| check | what must be | where |
| --- | --- | --- |
{BESIDE}

## What they do not see

Values that only an apply knows (checkov passes them: each module has a `precondition`
for its own); comments in a policy that is a file of JSON; the Region that a provider
has (modules look at it by a `postcondition`); keys and topics that are handed in from
elsewhere, which are looked at where they are made.
"""
_BESIDE = [
    (
        "provider 6.66",
        (
            "every resource, data source and argument that we use is there in provider "
            "6.66; nothing required is missing, nothing is deprecated"
        ),
        (
            "`tests/policy/test_provider_6.py`, against "
            "`tests/policy/data/aws_provider_6.66_arguments.json.xz`"
        ),
    ),
    (
        "deploy roles",
        "what workflows and the product's own roles may do at most",
        "`tests/policy/test_deploy_roles.py`",
    ),
    (
        "environments",
        "they differ in values alone; what is one an account is in `envs/registry`",
        "`tests/policy/test_environments.py`",
    ),
    (
        "workflows",
        (
            "production needs smoke, smoke needs staging, staging needs validate; "
            "actions by commit; least permissions"
        ),
        "`tests/policy/test_workflows.py`",
    ),
    (
        "privileges",
        (
            "[privileges.md](privileges.md) is as the policies of roles are, and each "
            "statement is needed"
        ),
        "`tests/privileges/`",
    ),
]


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One rule, as its file tells it."""

    file: Path
    id: str
    name: str
    why: str


def policies() -> list[Policy]:
    """Return every rule, by number."""
    files = [*POLICIES.glob("*.yaml"), *POLICIES.glob("*.py")]
    found = [
        _from_yaml(file) if file.suffix == ".yaml" else _from_python(file)
        for file in files
        if _ID.search(file.read_text())
    ]
    return sorted(found, key=lambda policy: int(policy.id.rpartition("_")[2]))


def markdown() -> str:
    """Return the whole page."""
    rows = [
        f"| {p.id.removeprefix('CKV2_')} | {p.name} | {p.why} | "
        f"{FACTS.get(p.id, '')} | {', '.join(_refused(p))} |"
        for p in policies()
    ]
    head = [
        "| `CKV2_...` | what must be | why | fact | refused, for instance |",
        "| --- | --- | --- | --- | --- |",
    ]
    beside = "\n".join(f"| {' | '.join(row)} |" for row in _BESIDE)
    end = _END.replace("{BESIDE}", beside)
    return "\n".join([_INTRODUCTION, *head, *rows, end])


def _from_yaml(file: Path) -> Policy:
    text = file.read_text()
    metadata = yaml.safe_load(text)["metadata"]
    comment = [line[2:] for line in text.splitlines() if line.startswith("# ")]
    return Policy(
        file=file, id=metadata["id"], name=metadata["name"], why=" ".join(comment)
    )


def _from_python(file: Path) -> Policy:
    tree = ast.parse(file.read_text())
    texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)]
    why = " ".join(
        line
        for line in (ast.get_docstring(tree) or "").splitlines()
        if line and not line.startswith("http")
    )
    [identity] = {t for t in texts if isinstance(t, str) and _ID.fullmatch(t)}
    [name] = {*_named(tree)}
    return Policy(file=file, id=identity, name=name, why=why)


def _named(tree: ast.Module) -> list[str]:
    """Return the values of NAME = ... and name=... that are texts."""
    found = [
        node.value
        for node in ast.walk(tree)
        if (isinstance(node, ast.keyword) and node.arg == "name")
        or (
            isinstance(node, ast.Assign)
            and [getattr(t, "id", "") for t in node.targets] == ["NAME"]
        )
    ]
    return [str(v.value) for v in found if isinstance(v, ast.Constant)]


def _refused(policy: Policy) -> list[str]:
    """Return what the bad examples are, in words."""
    text = (EXAMPLES / policy.id / "main.tf").read_text()
    names = re.findall(r'^(?:resource|data) "\w+" "bad_?(\w*)"', text, re.MULTILINE)
    return [name.replace("_", " ") for name in names if name]


if __name__ == "__main__":
    sys.stdout.write(markdown())
