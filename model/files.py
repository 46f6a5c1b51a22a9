"""Writes what a command was asked to leave behind."""

import tempfile
from pathlib import Path

from model.errors import ModelError


def check_target(path: Path) -> None:
    """Hold a path against what can be written, before long work.

    Raises:
        ModelError: Its folder is not there, or it is a folder itself.

    """
    if not path.resolve().parent.is_dir():
        message = f"there is no folder {path.parent} to write {path.name} into"
        raise ModelError(message)
    if path.is_dir():
        message = f"{path} is a folder: name a file"
        raise ModelError(message)


def write_text(path: Path, text: str) -> None:
    """Write a file, whole or not at all, in UTF-8.

    Half a surrogate pair, which JSON allows and UTF-8 does not, is written as
    the replacement character.

    Raises:
        ModelError: It cannot be written.

    """
    try:
        # Beside the target: a rename within one file system is atomic.
        with tempfile.TemporaryDirectory(
            dir=path.parent, prefix=f".{path.name}."
        ) as scratch:
            whole = Path(scratch) / path.name
            whole.write_bytes(text.encode("utf-8", "replace"))
            whole.replace(path)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}"
        raise ModelError(message) from error
