"""Costs are reckoned without AWS; pictures alone need matplotlib."""

import ast
import sys
from pathlib import Path

import costs

SOURCE = Path(costs.__file__).parent
KNOWN = {"costs", "prices", "model_store", "model"}
PICTURES = {"pictures"}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def test_the_core_imports_the_standard_library_and_what_is_pure():
    modules = list(SOURCE.glob("*.py"))
    assert len(modules) > 20
    for path in modules:
        for imported in imports(path):
            top = imported.split(".")[0]
            if path.stem in PICTURES and top == "matplotlib":
                continue
            assert top in sys.stdlib_module_names or top in KNOWN, (
                f"{path.name} imports {imported}"
            )
            if top == "model" and path.stem not in PICTURES:
                assert imported == "model.errors", f"{path.name} imports {imported}"


def test_prices_are_shared_with_functions():
    """A function's image has the packages of lambdas/common alone."""
    import prices  # noqa: PLC0415 - its folder is what is looked at

    for path in Path(prices.__file__).parent.glob("*.py"):
        for imported in imports(path):
            top = imported.split(".")[0]
            assert top in sys.stdlib_module_names or top in {"prices", "model_store"}
