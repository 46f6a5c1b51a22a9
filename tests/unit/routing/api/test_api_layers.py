"""Arrows point inward: only the entry points know AWS and the log."""

import ast
import sys
from pathlib import Path

import routing

SOURCE = Path(routing.__file__).parent
CORE = (
    "answers",
    "api_handler",
    "api_ports",
    "api_request",
    "get",
    "health",
    "idempotency",
    "inference_request",
    "ports",
    "post",
    "story",
)
# What the core may know of the rest.
KNOWN = {
    *(f"routing.{name}" for name in CORE),
    "routing.traffic_classes",
    "inferences.active_region",
    "inferences.errors",
    "inferences.owner",
    "inferences.paths",
    "inferences.ports",
    "inferences.record",
}
FRONTS = {"api_front", "step_front"}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def test_the_core_knows_no_aws():
    for name in CORE:
        for imported in imports(SOURCE / f"{name}.py"):
            top = imported.split(".")[0]
            assert (
                top in sys.stdlib_module_names
                or top == "http_contract"
                or imported in KNOWN
            ), f"{name} imports {imported}"


def test_nothing_imports_an_entry_point():
    for path in SOURCE.glob("*.py"):
        named = {name.removeprefix("routing.") for name in imports(path)}
        assert not named & FRONTS, path.name
