"""Arrows point inward: the core imports nothing but the standard library."""

import ast
import sys
from pathlib import Path

import prediction

SOURCE = Path(prediction.__file__).parent
CORE = {
    "accept",
    "answer_body",
    "answers",
    "container_settings",
    "csv_records",
    "csv_values",
    "execution_parameters",
    "fixed_model",
    "instances",
    "interval",
    "json_lines",
    "payload_lines",
    "ports",
    "request_body",
    "seen_pointer",
    "service",
    "settings",
    "starting_models",
}
FRONTS = {
    "api_gateway",
    "container",
    "lambda_front",
    "lambda_handler",
    "sagemaker_app",
    "sagemaker_front",
}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            if node.module == "prediction":
                yield from (f"prediction.{alias.name}" for alias in node.names)


def test_the_core_imports_the_standard_library_and_itself():
    known = {f"prediction.{name}" for name in CORE} | {"prediction"}
    for name in CORE:
        for imported in imports(SOURCE / f"{name}.py"):
            top = imported.split(".")[0]
            assert (
                top in sys.stdlib_module_names
                or top in {"functions", "http_contract", "model_store"}
                or imported in known
            ), f"{name} imports {imported}"


def test_nothing_but_a_front_imports_a_front():
    for path in SOURCE.glob("*.py"):
        if path.stem not in FRONTS:
            named = {i.removeprefix("prediction.") for i in imports(path)}
            assert not named & FRONTS, path.name


def test_only_one_client_of_aws_is_made():
    made = [
        (path.name, node.args[0].value)
        for path in SOURCE.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"client", "create_client", "resource"}
    ]

    assert made == [("s3_store.py", "s3")]
