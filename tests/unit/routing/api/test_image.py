"""What the image installs, keeps and copies is what the code imports."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import routing

REPOSITORY = Path(__file__).parents[4]
SOURCES = (Path(routing.__file__).parent, REPOSITORY / "lambdas/common/src")
OURS = {
    "routing",
    "functions",
    "http_contract",
    "inferences",
    "model_store",
    "prices",
    "stopped_endpoints",
}
DOCKERFILE = (REPOSITORY / "lambdas" / "routing" / "Dockerfile").read_text()


def trees():
    for folder in SOURCES:
        for path in folder.rglob("*.py"):
            yield ast.parse(path.read_text())


def imported():
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.module


def test_every_package_that_is_imported_is_in_the_lock_of_the_image():
    lock = (REPOSITORY / "requirements" / "routing.txt").read_text()
    locked = {
        name.replace("_", "-")
        for name in re.findall(r"^([\w-]+)==", lock, re.MULTILINE)
    }
    distributions = packages_distributions()
    names = {name.split(".")[0] for name in imported()}

    # Stubs are imported for type checking alone.
    third_party = {
        name
        for name in names - OURS - set(sys.stdlib_module_names)
        if not name.startswith("mypy_boto3_")
    }
    assert "botocore" in third_party
    for name in third_party:
        owners = {d.lower().replace("_", "-") for d in distributions[name]}
        assert owners & locked, f"{name} is not in requirements/routing.txt"
    assert not locked & {"boto3", "numpy", "scikit-learn"}


def test_the_image_keeps_the_services_that_clients_are_made_for():
    [kept] = re.findall(r"prune\.py /build/task (.*) \\$", DOCKERFILE, re.MULTILINE)
    made = {
        node.args[0].value
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "connect")
            or (
                isinstance(node.func, ast.Attribute)
                and node.func.attr == "create_client"
            )
        )
    }

    assert made == set(kept.split())


def test_the_dockerfile_copies_every_package():
    [copied] = re.findall(r"^COPY (.*src/) /build/task/$", DOCKERFILE, re.MULTILINE)
    assert {
        found.name
        for folder in copied.split()
        for found in (REPOSITORY / folder).iterdir()
        if found.is_dir() and not found.name.startswith("__")
    } >= OURS


def test_the_handler_of_the_image_is_an_entry_point():
    [handler] = re.findall(
        r'^CMD \["routing\.(\w+)\.handle"\]$', DOCKERFILE, re.MULTILINE
    )

    assert (SOURCES[0] / f"{handler}.py").exists()
