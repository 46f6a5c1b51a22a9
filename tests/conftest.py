"""How the tests are shared out among processes (`pytest -n`).

What is set up at great cost is set up once: all tests that need it go to one
process. The longest go first, so that the short ones fill up the end.
"""

import gc
import os

import pytest
from xdist.scheduler import LoadScopeScheduling

# Terraform and its provider live for seconds, and spend a fifth of them on
# collecting garbage.
os.environ.setdefault("GOGC", "400")

LONGEST_FIRST = (
    "tests/e2e/",
    "tests/terraform/test_stack.py",
    "tests/terraform/",
    "tests/image/",
    "tests/policy/",
)

# Each shares one stack, one demo, or one docker engine.
TOGETHER = (
    "tests/e2e/inferences/",
    "tests/e2e/pipeline/",
    "tests/e2e/account/",
    "tests/e2e/regions/",
    "tests/e2e/restore/",
    "tests/e2e/",
    "tests/image/",
)


class SharedSetUps(LoadScopeScheduling):
    """Sends what shares a set-up to one process; otherwise file by file."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return next((folder for folder in TOGETHER if path.startswith(folder)), path)


def pytest_xdist_make_scheduler(config, log):
    return SharedSetUps(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest; within a folder nothing moves."""
    items.sort(key=_rank)


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and never among what is loaded to begin with."""
    gc.freeze()
    gc.set_threshold(50_000)


def _rank(item: pytest.Item) -> int:
    for rank, folder in enumerate(LONGEST_FIRST):
        if item.nodeid.startswith(folder):
            return rank
    return len(LONGEST_FIRST)
