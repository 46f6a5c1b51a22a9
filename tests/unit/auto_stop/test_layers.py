"""Arrows point inward, and the image has what the code imports."""

import ast
import re
import sys
from pathlib import Path

import auto_stop

REPOSITORY = Path(__file__).parents[3]
SOURCE = Path(auto_stop.__file__).parent
CORE = {
    "decision",
    "fleet",
    "gathering",
    "invocation",
    "judging",
    "looking",
    "planning",
    "ports",
    "recording",
    "run_service",
    "saving",
    "settings",
    "stopping",
}
FRONTS = {"front"}
# Of other packages, what the core may know.
INNER = {
    "functions.environment",
    "inferences.errors",
    "stopped_endpoints.ports",
    "stopped_endpoints.record",
    "stopped_endpoints.record_json",
}

OURS = {"auto_stop", "functions", "inferences", "prices", "stopped_endpoints"}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def test_the_core_imports_the_standard_library_and_itself():
    # What is told, and not how.
    known = {f"auto_stop.{name}" for name in CORE} | {"auto_stop.telemetry"} | INNER
    for name in CORE:
        for imported in imports(SOURCE / f"{name}.py"):
            top = imported.split(".")[0]
            assert top in sys.stdlib_module_names or imported in known, (
                f"{name} imports {imported}"
            )


def test_nothing_imports_a_front():
    for path in SOURCE.glob("*.py"):
        named = {it.removeprefix("auto_stop.") for it in imports(path)}
        assert not named & FRONTS, path.name


def test_the_image_knows_the_services_that_clients_are_made_for():
    made = {
        node.slice.value
        for name in FRONTS
        for node in ast.walk(ast.parse((SOURCE / f"{name}.py").read_text()))
        if isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and node.value.id == "clients"
    }
    dockerfile = (REPOSITORY / "lambdas/auto_stop/Dockerfile").read_text()
    [kept] = re.findall(r"prune\.py /build/task ([a-z0-9 -]+)", dockerfile)

    assert made == set(kept.split())


def test_the_image_has_what_is_imported():
    [copied] = re.findall(
        r"^COPY (.*src/) /build/task/$",
        (REPOSITORY / "lambdas/auto_stop/Dockerfile").read_text(),
        flags=re.MULTILINE,
    )
    assert copied.split() == ["lambdas/common/src/", "lambdas/auto_stop/src/"]

    declared = (REPOSITORY / "lambdas/auto_stop/pyproject.toml").read_text()
    third_party = {
        top
        for path in SOURCE.glob("*.py")
        for imported in imports(path)
        if (top := imported.split(".")[0]) not in sys.stdlib_module_names
        and not top.startswith("mypy_boto3_")
        and top
        not in {"auto_stop", "functions", "inferences", "prices", "stopped_endpoints"}
    }
    assert third_party == {"botocore"}
    assert '"botocore>=' in declared
    lock = (REPOSITORY / "requirements/auto_stop.txt").read_text()
    assert re.search(r"^botocore==", lock, re.MULTILINE)
