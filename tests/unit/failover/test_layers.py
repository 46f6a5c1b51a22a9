"""Arrows point inward: only adapters and fronts know AWS, HTTP and the log."""

import ast
import sys
from pathlib import Path

import pytest

import failover

SOURCE = Path(failover.__file__).parent
CORE = (
    "begin_handler",
    "check_obstacles",
    "confirmation",
    "obstacles",
    "outage_event",
    "ports",
    "replication",
    "report",
    "restarting",
    "step_event",
    "step_handler",
    "telling",
    "turning",
    "watch_event",
    "watch_handler",
    "watch_parts",
    "watch_ports",
    "watching",
)
KNOWN = {
    "failover",
    *(f"failover.{name}" for name in CORE),
    # As a name of what is told; nobody in the core makes one.
    "failover.telemetry",
    "http_contract.json_text",
    "inferences.active_region",
    "inferences.errors",
    "inferences.ports",
    "inferences.record",
}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


@pytest.mark.parametrize("name", CORE)
def test_the_core_knows_no_aws(name):
    for imported in imports(SOURCE / f"{name}.py"):
        top = imported.split(".")[0]
        assert top in sys.stdlib_module_names or imported in KNOWN, imported


def test_modules_are_small():
    assert [
        p.name for p in SOURCE.glob("*.py") if len(p.read_text().splitlines()) > 200
    ] == []
