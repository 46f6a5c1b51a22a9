"""Records as such know no AWS; only adapters do."""

import ast
import sys
from pathlib import Path

import stopped_endpoints

SOURCE = Path(stopped_endpoints.__file__).parent
CORE = ("ports", "record", "record_json")


def imports(name):
    for node in ast.walk(ast.parse((SOURCE / f"{name}.py").read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def test_the_core_imports_the_standard_library_and_itself():
    known = {f"stopped_endpoints.{name}" for name in CORE}
    for name in CORE:
        for imported in imports(name):
            top = imported.split(".")[0]
            assert top in sys.stdlib_module_names or imported in known, (
                f"{name} imports {imported}"
            )
