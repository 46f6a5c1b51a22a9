# ruff: noqa: INP001 - a script, copied alone into the build
"""Takes out of an installed tree what the functions never read.

Standard library alone. Run while the image is built: `python prune.py FOLDER`.
"""

import shutil
import sys
from pathlib import Path

# Headers, sources of extensions and stubs are for building and type checking.
_SUFFIXES = {".a", ".c", ".cpp", ".h", ".pxd", ".pyi", ".pyx"}
_FOLDERS = {"tests", "__pycache__"}
# botocore describes every service of AWS; these clients are made.
_SERVICES = {"dynamodb", "lambda", "s3", "sagemaker", "sqs", "stepfunctions"}


def prune(packages: Path) -> None:
    """Remove the unneeded files of a `pip install --target` folder."""
    for path in sorted(packages.rglob("*")):
        if path.is_dir() and path.name in _FOLDERS:
            shutil.rmtree(path)
        elif path.is_file() and path.suffix in _SUFFIXES:
            path.unlink()
    shutil.rmtree(packages / "bin", ignore_errors=True)
    for path in sorted((packages / "botocore" / "data").iterdir()):
        if path.is_dir() and path.name not in _SERVICES:
            shutil.rmtree(path)


if __name__ == "__main__":
    prune(Path(sys.argv[1]))
