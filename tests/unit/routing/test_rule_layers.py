"""The rule and what the config means need the standard library alone."""

import ast
import sys
from pathlib import Path

import pytest

import inferences
import routing

PACKAGES = {
    "routing": Path(routing.__file__).parent,
    "inferences": Path(inferences.__file__).parent,
}
# What `inferway config` and the function share, and the cache over it.
CORE = [
    "rule",
    "traffic_classes",
    "config_items",
    "routing_config",
    "config_attributes",
    "config_ports",
    "config_cache",
    "router",
]
# Neither asks anybody, nor the time, nor chance.
IMPURE = {"asyncio", "os", "random", "secrets", "socket", "subprocess", "time", "uuid"}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            if node.module in PACKAGES:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def all_imports(name, seen):
    """Yield each module outside our packages, with who imports it."""
    if name in seen:
        return
    seen.add(name)
    package, _, module = name.partition(".")
    for imported in imports(PACKAGES[package] / f"{module or '__init__'}.py"):
        if imported.partition(".")[0] in PACKAGES:
            yield from all_imports(imported, seen)
        else:
            yield name, imported


@pytest.mark.parametrize("module", CORE)
def test_the_core_needs_the_standard_library_alone(module):
    seen = set()
    for by, imported in all_imports(f"routing.{module}", seen):
        top = imported.partition(".")[0]
        assert top in sys.stdlib_module_names, f"{by} imports {imported}"
        assert top not in IMPURE, f"{by} imports {imported}"


def test_the_walk_goes_into_what_is_imported():
    seen = set()
    list(all_imports("routing.router", seen))
    assert {"routing.rule", "routing.ports", "inferences.record"} <= seen
    assert ("routing.config_table", "botocore.exceptions") in set(
        all_imports("routing.config_table", set())
    )
