"""Reads what `terraform output -json` printed, from a file or from stdin."""

import sys
from pathlib import Path

from model.errors import ModelError


def read_source(file: str, error_type: type[ModelError]) -> bytes:
    """Return the bytes of a file; - is stdin.

    Args:
        file: Its path.
        error_type: Of what is raised where it cannot be read.

    Raises:
        ModelError: It cannot be read.

    """
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        message = f"{file} cannot be read: {error.strerror}"
        raise error_type(message) from error


def source_name(file: str) -> str:
    """Return how errors call it."""
    return "stdin" if file == "-" else file
