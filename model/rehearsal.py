"""Rehearses, before a model leaves this machine, that it will be served."""

import json
import os
import subprocess
import sys
from pathlib import Path

import model_store
import prediction
from model import fresh
from model.errors import PackagingError


def rehearse(model_dir: Path) -> None:
    """Load the model in a fresh interpreter and let it answer its golden instances.

    That interpreter imports what the prediction image holds, and nothing else.

    Raises:
        PackagingError: It does not load or answers otherwise; says what to do.

    """
    code = [str(Path(package.__path__[0]).parent) for package in _SERVING]
    finished = subprocess.run(  # noqa: S603 - our own interpreter, our own script
        [sys.executable, "-I", fresh.__file__, str(model_dir), *code],
        # One thread, as it will be served.
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode != 0:
        message = (
            "the model brought a fresh interpreter down (exit code"
            f" {finished.returncode}): {_last_line(finished.stderr)}"
        )
        raise PackagingError(message)
    answer = json.loads(finished.stdout)
    if answer["module"] is not None:
        module = answer["module"].partition(".")[0]
        message = (
            f"the model needs module {module!r}, which the prediction image does not"
            f" hold: if it is your own code, pass --by-value {module}; a package with"
            " compiled parts has to be added to the image"
        )
        raise PackagingError(message)
    if answer["problem"] is not None:
        message = (
            f"in a fresh interpreter, {answer['problem']}. The model may depend on"
            " something that it finds only here: a file, an environment variable,"
            " a global that a script set"
        )
        raise PackagingError(message)


_SERVING = (prediction, model_store)


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it said nothing"
