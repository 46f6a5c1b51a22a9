"""How the tests are shared out among processes (`pytest -n`).

What is set up at great cost is set up once: all tests that need it go to one
process. The longest go first, so that the short ones fill up the end.
"""

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
LONGEST_FIRST = ("e2e", "terraform", "image", "policy")


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Group the tests by what they share, and order the groups."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=_rank)


def _group(item: pytest.Item) -> str:
    path = item.path.relative_to(TESTS)
    if path.parts[0] == "e2e":
        return "e2e"  # one demo
    if item.get_closest_marker("docker"):
        return "docker"  # one engine
    return str(path)


def _rank(item: pytest.Item) -> int:
    kind = item.path.relative_to(TESTS).parts[0]
    if item.get_closest_marker("docker"):
        kind = "image"
    return LONGEST_FIRST.index(kind) if kind in LONGEST_FIRST else len(LONGEST_FIRST)
