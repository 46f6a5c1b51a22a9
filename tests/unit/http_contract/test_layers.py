"""What every front shares depends on nothing."""

import ast
import sys
from pathlib import Path

import http_contract

SOURCE = Path(http_contract.__file__).parent


def test_the_contract_imports_the_standard_library_and_itself():
    paths = list(SOURCE.glob("*.py"))
    assert len(paths) > 5
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module]
            else:
                continue
            for name in names:
                top = name.split(".")[0]
                known = top in sys.stdlib_module_names or top == "http_contract"
                assert known, f"{path.name} imports {name}"
