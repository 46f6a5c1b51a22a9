"""What a model takes and gives, read off the estimator and the examples."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from sklearn.utils import get_tags

from model.errors import PackagingError
from model_store.manifest import Column, ColumnType, InputSchema

Kind = Literal["text", "tabular"]
Container = Literal["array", "dataframe"]

_BY_TYPE: dict[type, ColumnType] = {
    int: "number",
    float: "number",
    str: "string",
    bool: "boolean",
}


def input_schema(
    estimator: object,
    kind: Kind,
    examples: Sequence[Any],
    *,
    columns: Sequence[Column] | None = None,
    container: Container | None = None,
) -> InputSchema:
    """Return what one instance looks like.

    Numbers are "number" even where all examples are whole: an example that
    happens to be whole must not make the API refuse 3.5. Say `columns` where
    only integers make sense.

    Args:
        estimator: Fitted.
        kind: What the instances are.
        examples: JSON values; for tabular, objects keyed by column or lists.
        columns: Types known better than by the examples, by column name.
        container: What the estimator is given; None takes a data frame where
            it was fitted with column names, and an array elsewhere.

    Raises:
        PackagingError: The examples are not of this kind, or do not fit the
            columns that the estimator was fitted on.

    """
    if not examples:
        message = "there is no example: give at least one instance as it will be sent"
        raise PackagingError(message)
    if kind == "text":
        _refuse_all_but_strings(examples)
        return InputSchema(kind="text")
    names = _column_names(estimator, examples)
    given = {column.name: column for column in columns or ()}
    if unknown := sorted(given.keys() - set(names)):
        message = f"there is no column {unknown[0]!r}; there are {', '.join(names)}"
        raise PackagingError(message)
    takes_nan = _takes_nan(estimator)
    return InputSchema(
        kind="tabular",
        container=container or _container(estimator),
        columns=tuple(
            given.get(name) or _column(name, position, examples, takes_nan=takes_nan)
            for position, name in enumerate(names)
        ),
    )


def _refuse_all_but_strings(examples: Sequence[Any]) -> None:
    for index, example in enumerate(examples):
        if not isinstance(example, str):
            message = (
                f"example {index} is {type(example).__name__}, not a string: say"
                " --input tabular, or give texts"
            )
            raise PackagingError(message)


def _fitted_names(estimator: object) -> list[str] | None:
    names = getattr(estimator, "feature_names_in_", None)
    return None if names is None else [str(name) for name in names]


def _container(estimator: object) -> Container:
    return "array" if _fitted_names(estimator) is None else "dataframe"


def _column_names(estimator: object, examples: Sequence[Any]) -> list[str]:
    names = _fitted_names(estimator)
    first = examples[0]
    if names is None:
        if isinstance(first, dict):
            names = list(first)
        elif isinstance(first, list):
            # scikit-learn's own names for columns that have none.
            names = [f"x{position}" for position in range(len(first))]
        else:
            message = (
                f"example 0 is {type(first).__name__}, neither an object nor a list:"
                " say --input text, or give rows"
            )
            raise PackagingError(message)
    fitted = getattr(estimator, "n_features_in_", None)
    if isinstance(fitted, int) and fitted != len(names):
        message = (
            f"the examples have {len(names)} columns, the estimator was fitted on"
            f" {fitted}"
        )
        raise PackagingError(message)
    if len(set(names)) != len(names):
        message = "two columns have one name: instances could not be objects"
        raise PackagingError(message)
    return names


def _column(
    name: str, position: int, examples: Sequence[Any], *, takes_nan: bool
) -> Column:
    values = [
        _value(index, name, position, example) for index, example in enumerate(examples)
    ]
    types = {
        _type(name, index, value)
        for index, value in enumerate(values)
        if value is not None
    }
    if not types:
        message = (
            f"column {name!r} is null in every example: give one with a value, or"
            f" say --column {name}:TYPE?"
        )
        raise PackagingError(message)
    if len(types) > 1:
        message = (
            f"column {name!r} has values of several types"
            f" ({', '.join(sorted(types))}): give it one, or say --column {name}:TYPE"
        )
        raise PackagingError(message)
    (only,) = types
    nullable = None in values or (takes_nan and only == "number")
    return Column(name=name, type=only, nullable=nullable)


def _value(index: int, name: str, position: int, example: object) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(example, dict):
        if name not in example:
            message = f"example {index} has no column {name!r}"
            raise PackagingError(message)
        return example[name]
    if isinstance(example, list):
        if position >= len(example):
            message = f"example {index} has {len(example)} values and lacks {name!r}"
            raise PackagingError(message)
        return example[position]
    message = f"example {index} is {type(example).__name__}, not an object or a list"
    raise PackagingError(message)


def _type(name: str, index: int, value: object) -> ColumnType:
    known = _BY_TYPE.get(type(value))
    if known is None:
        message = (
            f"column {name!r} of example {index} is {type(value).__name__}: a column"
            " holds numbers, strings, true and false, or null"
        )
        raise PackagingError(message)
    if isinstance(value, float) and not np.isfinite(value):
        message = (
            f"column {name!r} of example {index} is {value}, which JSON has not:"
            " null stands for a missing value"
        )
        raise PackagingError(message)
    return known


def _takes_nan(estimator: object) -> bool:
    """Say whether missing numbers are welcome, as far as the estimator tells."""
    try:
        return bool(get_tags(estimator).input_tags.allow_nan)
    except (AttributeError, TypeError):
        return False  # a class of the person's own, without scikit-learn's tags
