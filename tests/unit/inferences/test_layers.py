"""Records as such know no AWS; only adapters do."""

import ast
import sys
from pathlib import Path

import inferences

SOURCE = Path(inferences.__file__).parent
CORE = ("active_region", "errors", "owner", "paths", "ports", "record")


def imports(name):
    for node in ast.walk(ast.parse((SOURCE / f"{name}.py").read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def test_the_core_imports_the_standard_library_and_itself():
    known = {f"inferences.{name}" for name in CORE}
    for name in CORE:
        for imported in imports(name):
            top = imported.split(".")[0]
            assert top in sys.stdlib_module_names or imported in known, (
                f"{name} imports {imported}"
            )
