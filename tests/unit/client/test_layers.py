"""Arrows point inward: one file of the client knows the network."""

import ast
import sys
from pathlib import Path

import client

SOURCE = Path(client.__file__).parent


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def test_what_decides_imports_the_standard_library_and_itself():
    paths = [one for one in SOURCE.glob("*.py") if one.stem != "transport"]
    assert len(paths) > 5
    for path in paths:
        for imported in imports(path):
            assert (
                imported.split(".")[0] in sys.stdlib_module_names
                or imported == "model.errors"
                or imported.startswith("client.")
            ), f"{path.name} imports {imported}"
            assert imported != "client.transport"
