"""How a fitted estimator becomes bytes that load without the code of its owner."""

import importlib
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePath
from types import CodeType, FunctionType, ModuleType
from typing import Any

import cloudpickle
from cloudpickle.cloudpickle import (
    _code_reduce,
    _make_skeleton_class,
    _make_skeleton_enum,
)
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer

from model.errors import PackagingError

# Protocol 5 is what every Python that we run on reads and writes.
_PROTOCOL = 5

# What cloudpickle makes a class with that travels by value.
_CLASS_MAKERS = (_make_skeleton_class, _make_skeleton_enum)


def to_bytes(
    estimator: object, by_value_modules: Sequence[str] = ()
) -> tuple[bytes, tuple[str, ...]]:
    """Pickle an estimator, with the code that a fresh interpreter cannot import.

    Classes and functions of `__main__` and of the named modules travel by
    value; all others by their import path. The same estimator gives the same
    bytes in each process.

    Args:
        estimator: Anything that can be pickled.
        by_value_modules: Importable modules whose code travels along, with
            their submodules.

    Returns:
        The pickle, and the qualified names of the classes and functions in it.

    Raises:
        PackagingError: A module cannot be imported, or something in the
            estimator cannot be pickled.

    """
    buffer = io.BytesIO()
    pickler = _Pickler(buffer, protocol=_PROTOCOL)
    with _by_value(by_value_modules):
        try:
            pickler.dump(estimator)
        # Any object in the estimator may fail in its own way when asked for
        # its state, and each of them is the answer to why it cannot be pickled.
        except Exception as error:
            message = (
                f"the estimator cannot be pickled: {error}. Look for open files,"
                " connections, locks or generators among its attributes"
            )
            raise PackagingError(message) from error
    return buffer.getvalue(), _outermost(pickler.by_value)


class _Pickler(cloudpickle.Pickler):  # type: ignore[misc] # ships no types
    """Leaves out what differs from one process to the next."""

    def __init__(self, file: io.BytesIO, *, protocol: int) -> None:
        super().__init__(file, protocol=protocol)
        self.by_value: set[str] = set()

    def reducer_override(self, obj: Any) -> Any:  # noqa: ANN401 - pickle's own
        # A memory address that scikit-learn keeps to warn once about stop words.
        if isinstance(obj, CountVectorizer | HashingVectorizer) and hasattr(
            obj, "_stop_words_id"
        ):
            function, arguments, state, *rest = obj.__reduce_ex__(_PROTOCOL)
            state = {k: v for k, v in state.items() if k != "_stop_words_id"}
            return (function, arguments, state, *rest)
        if isinstance(obj, CodeType):
            return _code_reduce(obj.replace(co_filename=_file_name(obj.co_filename)))
        reduced = super().reducer_override(obj)
        if not isinstance(reduced, tuple):
            return reduced  # it is reached by its import path
        if isinstance(obj, FunctionType):
            self._note(obj)
        if isinstance(obj, type) and reduced[0] in _CLASS_MAKERS:
            self._note(obj)
            return _without_tracker(reduced)
        return reduced

    def _function_getnewargs(self, func: FunctionType) -> tuple[Any, ...]:
        arguments: tuple[Any, ...] = super()._function_getnewargs(func)
        module_globals = arguments[1]
        if isinstance(module_globals.get("__file__"), str):
            module_globals["__file__"] = _file_name(module_globals["__file__"])
        return arguments

    def _note(self, code: type | FunctionType) -> None:
        self.by_value.add(f"{code.__module__}.{code.__qualname__}")


def _file_name(path: str) -> str:
    """Return a path's last part: no folder of a machine travels."""
    return PurePath(path).name


def _without_tracker(reduced: tuple[Any, ...]) -> tuple[Any, ...]:
    """Take cloudpickle's random class id out of what makes the class again.

    With it the same class pickled in two processes is two models; and two
    models in one process that bear the same id would share one class. Without
    it each load makes a class of its own, which is what a server that swaps
    models needs.
    """
    function, arguments, *rest = reduced
    # Both makers, of classes and of enumerations, take it next to last.
    return (function, (*arguments[:-2], None, arguments[-1]), *rest)


def _outermost(names: set[str]) -> tuple[str, ...]:
    """Return the names without those inside another of them, sorted."""
    return tuple(
        sorted(
            name
            for name in names
            if not any(name.startswith(f"{other}.") for other in names)
        )
    )


@contextmanager
def _by_value(names: Sequence[str]) -> Iterator[None]:
    modules = [_imported(name) for name in sorted(set(names))]
    for module in modules:
        cloudpickle.register_pickle_by_value(module)
    try:
        yield
    finally:
        for module in modules:
            cloudpickle.unregister_pickle_by_value(module)


def _imported(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        message = (
            f"module {name!r} (--by-value) cannot be imported: {error}. Run the"
            " command in the folder that holds it"
        )
        raise PackagingError(message) from error
