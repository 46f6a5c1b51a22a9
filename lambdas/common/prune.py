# ruff: noqa: INP001 - a script, copied alone into the build
"""Takes out of an installed tree what serving never reads. Standard library alone.

Run while the image is built: `python prune.py FOLDER SERVICE...`, with the services
of AWS that the function's clients are for, as botocore names them.
"""

import shutil
import sys
from collections.abc import Container
from pathlib import Path

# Headers, sources of extensions and stubs are for building and type checking.
_SUFFIXES = {".a", ".c", ".cpp", ".h", ".pxd", ".pxi", ".pyi", ".pyx", ".tp"}
_FOLDERS = {"tests", "__pycache__"}
_UNUSED = (
    "bin",
    # Example data sets; fetch_20newsgroups and its like download theirs.
    "sklearn/datasets/data",
    "sklearn/datasets/images",
)


def prune(packages: Path, services: Container[str]) -> None:
    """Remove the unneeded files of a `pip install --target` folder.

    Folders named *.libs stay as they are: the shared libraries in them (OpenBLAS)
    must not even be stripped. botocore describes every service of AWS, and each
    description is read by no client but its own.
    """
    for path in sorted(packages.rglob("*")):
        if path.is_dir() and path.name in _FOLDERS:
            shutil.rmtree(path)
        elif path.is_file() and path.suffix in _SUFFIXES:
            path.unlink()
    for name in _UNUSED:
        shutil.rmtree(packages / name, ignore_errors=True)
    for path in sorted((packages / "botocore" / "data").iterdir()):
        if path.is_dir() and path.name not in services:
            shutil.rmtree(path)


if __name__ == "__main__":
    prune(Path(sys.argv[1]), sys.argv[2:])
