"""Where `inferway package` takes an estimator from."""

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from types import ModuleType

import joblib
import sklearn
from sklearn.exceptions import InconsistentVersionWarning

from model.errors import PackagingError


@contextmanager
def estimator_from(source: str, code: Path | None = None) -> Iterator[object]:
    """Give the estimator of a pickle, or of a variable of a script.

    Either runs code: unpickling a file runs what its author put into it, and a
    script is run as `python script.py` would run it. Until the context ends,
    the script is `__main__` and its folder importable, so that what it defines
    can be pickled by value.

    Args:
        source: Path of a pickle, joblib or cloudpickle file, or
            `script.py:variable`.
        code: Script whose classes a pickle needs that was made while that
            script was `__main__`. What stands under
            `if __name__ == "__main__"` is not run.

    Raises:
        PackagingError: Nothing there, or it cannot be loaded; says what to do.

    """
    path, _, variable = source.rpartition(":")
    if path.endswith(".py"):
        if code is not None:
            message = "--code belongs to a pickle: a script brings its own code"
            raise PackagingError(message)
        with _running(Path(path), "__main__") as script:
            yield _variable(script, variable, path)
    elif source.endswith(".py"):
        message = f"which variable of {source} is the model? Say {source}:VARIABLE"
        raise PackagingError(message)
    elif code is not None:
        with _running(code, code.stem):
            yield _unpickled(Path(source))
    else:
        with _importable(Path(source).resolve().parent):
            yield _unpickled(Path(source))


def _variable(script: ModuleType, variable: str, path: str) -> object:
    if not hasattr(script, variable):
        message = f"{path} has no variable {variable!r} after it was run"
        raise PackagingError(message)
    estimator: object = getattr(script, variable)
    return estimator


def _unpickled(path: Path) -> object:
    if not path.is_file():
        message = f"there is no file {path}"
        raise PackagingError(message)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            estimator: object = joblib.load(path)
    except ModuleNotFoundError as error:
        message = (
            f"{path} needs module {error.name!r}, which cannot be imported here:"
            " run the command in the folder that holds it, or install it"
        )
        raise PackagingError(message) from error
    except AttributeError as error:
        message = (
            f"{path} needs code that is not here: {error}. If a script made it,"
            " pass that script with --code"
        )
        raise PackagingError(message) from error
    # A file that is no pickle fails in any way, from a key that is missing to
    # memory that cannot be had.
    except Exception as error:
        message = (
            f"{path} cannot be unpickled: {type(error).__name__}: {error}. It has"
            " to be a file of pickle, joblib or cloudpickle"
        )
        raise PackagingError(message) from error
    for warning in caught:
        if isinstance(warning.message, InconsistentVersionWarning):
            _refuse_other_release(path, warning.message)
        else:
            warnings.warn(warning.message, warning.category, stacklevel=2)
    return estimator


def _refuse_other_release(path: Path, warning: InconsistentVersionWarning) -> None:
    made = str(warning.original_sklearn_version)
    if made.split(".")[:2] != sklearn.__version__.split(".")[:2]:
        message = (
            f"{path} was made with scikit-learn {made}, installed is"
            f" {sklearn.__version__}, and scikit-learn promises nothing across"
            " releases: train it again with the installed one"
        )
        raise PackagingError(message)


@contextmanager
def _running(path: Path, name: str) -> Iterator[ModuleType]:
    """Run a script under a name, and let it be `__main__` for the block."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise PackagingError(message) from error
    script = ModuleType(name)
    script.__file__ = str(path.resolve())
    before = sys.modules["__main__"], sys.argv
    sys.modules["__main__"], sys.argv = script, [str(path)]
    try:
        with _importable(path.resolve().parent):
            _execute(text, script, path)
            yield script
    finally:
        sys.modules["__main__"], sys.argv = before


def _execute(text: str, script: ModuleType, path: Path) -> None:
    try:
        # What a script prints is for its reader, not for who reads --json.
        with redirect_stdout(sys.stderr):
            exec(compile(text, script.__file__ or path.name, "exec"), script.__dict__)  # noqa: S102 - what was asked for # nosec B102
    except SystemExit as error:
        if error.code not in (None, 0):
            message = f"{path} ended with exit code {error.code}"
            raise PackagingError(message) from error
    # A person's script: whatever it raises is the answer.
    except Exception as error:
        message = f"{path} failed with {type(error).__name__}: {error}"
        raise PackagingError(message) from error


@contextmanager
def _importable(folder: Path) -> Iterator[None]:
    """Put a folder first on the import path, as running a script does."""
    before = list(sys.path)
    sys.path[:0] = [str(folder), str(Path.cwd())]
    try:
        yield
    finally:
        sys.path[:] = before
