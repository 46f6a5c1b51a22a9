"""Arrows point inward: what decides knows neither AWS nor the terminal."""

import ast
import sys
from pathlib import Path

import pytest

import smoke

SOURCE = Path(smoke.__file__).parent
CORE = {"answers", "checks", "found", "visit", "waiting", "wanted"}
BESIDE = {"model.errors", "prediction.predictions"}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


@pytest.mark.parametrize("name", sorted(CORE))
def test_the_core_imports_the_standard_library_and_itself(name):
    known = {f"smoke.{one}" for one in CORE} | BESIDE
    for imported in imports(SOURCE / f"{name}.py"):
        top = imported.split(".")[0]
        assert (
            top in sys.stdlib_module_names or top == "model_store" or imported in known
        ), f"{name} imports {imported}"


def test_nothing_of_it_makes_a_client_or_prints():
    for path in SOURCE.glob("*.py"):
        assert not {"boto3", "typer", "rich"} & {i.split(".")[0] for i in imports(path)}
