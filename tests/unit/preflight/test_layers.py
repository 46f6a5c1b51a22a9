"""Arrows point inward: what judges knows neither AWS nor the terminal."""

import ast
import sys
from pathlib import Path

import pytest

import preflight

SOURCE = Path(preflight.__file__).parent
CORE = [
    *(
        SOURCE / f"{name}.py"
        for name in ("asked", "facts", "findings", "plan", "recovery", "visit")
    ),
    *(SOURCE / "checks").glob("*.py"),
]


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.stem)
def test_the_core_imports_the_standard_library_and_itself(path):
    for imported in imports(path):
        assert (
            imported.split(".")[0] in {*sys.stdlib_module_names, "model_store"}
            or imported == "model.errors"
            or (
                imported.startswith("preflight.")
                and not imported.startswith(("preflight.aws", "preflight.questions"))
            )
        ), f"{path.name} imports {imported}"


def test_nothing_of_it_prints():
    paths = list(SOURCE.rglob("*.py"))
    assert len(paths) > len(CORE)
    for path in paths:
        assert not {"typer", "rich"} & {i.split(".")[0] for i in imports(path)}
