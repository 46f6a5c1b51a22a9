"""A game day knows no AWS: it looks and turns through ports."""

import ast
import sys
from pathlib import Path

import drill

SOURCE = Path(drill.__file__).parent
KNOWN = {"client", "drill", "inferences", "model", "model_store"}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def test_it_imports_the_standard_library_and_what_is_pure():
    modules = list(SOURCE.glob("*.py"))
    assert len(modules) > 8
    for path in modules:
        for imported in imports(path):
            top = imported.split(".")[0]
            assert top in sys.stdlib_module_names or top in KNOWN, imported
            assert imported not in {"client.transport", "model.store"}
