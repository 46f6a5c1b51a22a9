"""docs/facts.md names files and tests that exist."""

import re

import pytest

from tests.policy.configuration import REPO

# | fact | `guard` | `path::test` |
ROW = re.compile(r"^\| (.*?) ?\| `([^`]+)` \| `([^`:]+)::(\w+)` \|$", re.MULTILINE)
ROWS = ROW.findall((REPO / "docs/facts.md").read_text())
GUARDED = {f"S{number}" for number in range(1, 17)} | {
    *(f"M{number}" for number in range(1, 6)),
    *(f"G{number}" for number in range(1, 5)),
}


def names(path: str) -> set[str]:
    """Return the tests of a file, of Python or of `terraform test`."""
    text = (REPO / path).read_text()
    pattern = r"^def (test_\w+)" if path.endswith(".py") else r'^run "(\w+)"'
    return set(re.findall(pattern, text, re.MULTILINE))


def test_every_fact_that_this_release_is_about_has_a_guard():
    facts = {fact.split()[0] for fact, *_ in ROWS if fact}

    assert facts >= GUARDED


def test_no_row_is_overlooked():
    rows = [
        line
        for line in (REPO / "docs/facts.md").read_text().splitlines()
        if line.startswith("|") and not line.startswith(("| fact |", "| --- |"))
    ]

    assert len(rows) == len(ROWS)


@pytest.mark.parametrize(
    ("guard", "path", "test"), [(row[1], row[2], row[3]) for row in ROWS]
)
def test_guard_and_test_exist(guard, path, test):
    assert (REPO / guard).is_file()
    assert test in names(path)
