"""Attempts and steps decide without AWS: two adapters and a front know it."""

import ast
from pathlib import Path

import pytest

import routing

SOURCE = Path(routing.__file__).parent
CORE = [
    "attempts",
    "attempts_once",
    "backoff",
    "endpoints",
    "endpoints_answer",
    "step_event",
    "step_handler",
    "step_reasons",
]
OUTER = {
    "botocore",
    "boto3",
    "urllib3",
    "aws_lambda_powertools",
    "functions.telemetry",
    "inferences.clients",
    "inferences.dynamo_records",
    "inferences.s3_documents",
    "routing.attempts_log",
    "routing.invoker",
    "routing.step_front",
    "routing.step_queue",
}


@pytest.mark.parametrize("name", CORE)
def test_the_core_imports_no_adapter(name):
    tree = ast.parse((SOURCE / f"{name}.py").read_text())
    imported = {
        module
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in (
            [node.module]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
        )
    }

    assert imported
    assert not {
        module
        for module in imported
        if module in OUTER or module.split(".")[0] in OUTER
    }
