"""What the image installs is what the code imports."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import prediction

REPOSITORY = Path(__file__).parents[3]
SOURCES = (Path(prediction.__file__).parent, REPOSITORY / "lambdas/common/src")
OURS = {
    "prediction",
    "functions",
    "http_contract",
    "inferences",
    "model_store",
    "prices",
    "stopped_endpoints",
}


def test_every_package_that_is_imported_is_in_the_lock_of_the_image():
    lock = (REPOSITORY / "requirements" / "prediction.txt").read_text()
    locked = {
        name.replace("_", "-")
        for name in re.findall(r"^([\w-]+)==", lock, re.MULTILINE)
    }
    distributions = packages_distributions()
    imported = {
        name.split(".")[0]
        for folder in SOURCES
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    # Stubs are imported for type checking alone.
    third_party = {
        name
        for name in imported - OURS - {"_typeshed"} - set(sys.stdlib_module_names)
        if not name.startswith("mypy_boto3_")
    }
    assert {"sklearn", "numpy", "pandas", "botocore"} - third_party == {"sklearn"}
    for name in third_party:
        owners = {d.lower().replace("_", "-") for d in distributions[name]}
        assert owners & locked, f"{name} is not in requirements/prediction.txt"


def test_the_dockerfile_copies_both_packages():
    text = (REPOSITORY / "lambdas" / "prediction" / "Dockerfile").read_text()

    [copied] = re.findall(r"^COPY (.*src/) /build/task/$", text, flags=re.MULTILINE)
    assert {
        found.name
        for folder in copied.split()
        for found in (REPOSITORY / folder).iterdir()
        if found.is_dir() and not found.name.startswith("__")
    } >= OURS
