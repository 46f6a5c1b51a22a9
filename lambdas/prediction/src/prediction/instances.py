"""Instances, held against the input schema of a model."""

from collections.abc import Iterable, Mapping
from typing import Any, NoReturn, cast

from http_contract.errors import ErrorCode, RequestError
from http_contract.payload import quoted
from model_store.manifest import Column, InputSchema

# One tabular instance: its values in the order of the columns. A number is a
# float, an integer an int, a missing value None.
Row = list[float | int | str | bool | None]

_WANTED: Mapping[str, str] = {
    "number": "a number",
    "integer": "an integer",
    "string": "a string",
    "boolean": "true or false",
}
_KINDS: Mapping[str, tuple[type, ...]] = {
    "number": (float, int),
    "integer": (int, float),
    "string": (str,),
    "boolean": (bool,),
}
_INT64 = range(-(2**63), 2**63)


def read_instances(
    instances: Iterable[Any], schema: InputSchema
) -> list[str] | list[Row]:
    """Return texts, or rows in the order of the columns.

    Raises:
        RequestError: invalid_instance; the message names the first instance
            that does not fit by its index, and the column.

    """
    if schema.kind == "text":
        return [_text(index, value) for index, value in enumerate(instances)]
    reader = _RowReader(schema)
    return [reader.read(index, value) for index, value in enumerate(instances)]


def _text(index: int, value: object) -> str:
    if not isinstance(value, str):
        _refuse(index, f"must be a string, not {_kind(value)}")
    return value


class _RowReader:
    def __init__(self, schema: InputSchema) -> None:
        self._columns = schema.columns
        self._names = [column.name for column in schema.columns]
        # Which integers the estimator's input can hold: an array is float64
        # throughout, and so is a column of a data frame that may have gaps.
        self._as_float = schema.container == "array"

    def read(self, index: int, instance: object) -> Row:
        if isinstance(instance, dict):
            values = self._by_name(index, instance)
        elif isinstance(instance, list):
            values = instance
        else:
            _refuse(
                index,
                f"must be a list of {len(self._columns)} values or an object"
                f" keyed by column, not {_kind(instance)}",
            )
        if len(values) != len(self._columns):
            _refuse(
                index, f"has {len(values)} values, the model has {len(self._columns)}"
            )
        return [
            self._value(index, column, value)
            for column, value in zip(self._columns, values, strict=True)
        ]

    def _by_name(self, index: int, instance: dict[str, Any]) -> list[Any]:
        for column in self._columns:
            if column.name not in instance:
                hint = "; send null where it is not known" if column.nullable else ""
                _refuse(index, f"has no column {quoted(column.name)}{hint}")
        if len(instance) != len(self._columns):
            unknown = min(instance.keys() - set(self._names))
            _refuse(index, f"has a column {quoted(unknown)} that the model lacks")
        return [instance[name] for name in self._names]

    def _value(
        self,
        index: int,
        column: Column,
        value: Any,  # noqa: ANN401 - any JSON value
    ) -> float | int | str | bool | None:
        if value is None and column.nullable:
            return None
        # Exact types: to Python a bool is an int.
        if type(value) not in _KINDS[column.type]:
            _refuse(
                index,
                f"column {quoted(column.name)} must be {_WANTED[column.type]}"
                f"{' or null' if column.nullable else ''}, not {_kind(value)}",
            )
        if column.type == "number":
            return _float(index, column, value)
        if column.type == "integer":
            return self._integer(index, column, value)
        return cast("str | bool", value)

    def _integer(self, index: int, column: Column, value: Any) -> int:  # noqa: ANN401 - float or int
        # 1.0 is an integer to JSON Schema and to every JavaScript client.
        if isinstance(value, float) and not value.is_integer():
            _refuse(index, f"column {quoted(column.name)} must be an integer")
        integer = int(value)
        if self._as_float or column.nullable:
            if _float(index, column, value) != integer:
                _refuse(
                    index,
                    f"column {quoted(column.name)} is an integer that no 64-bit"
                    " float holds",
                )
        elif integer not in _INT64:
            _refuse(index, f"column {quoted(column.name)} is not a 64-bit integer")
        return integer


def _float(index: int, column: Column, value: Any) -> float:  # noqa: ANN401 - float or int
    try:
        return float(value)
    except OverflowError:
        _refuse(
            index,
            f"column {quoted(column.name)} is an integer that no 64-bit float holds",
        )


def _kind(value: object) -> str:
    for kind, word in (
        (bool, "true or false"),
        (str, "a string"),
        (int | float, "a number"),
        (list, "a list"),
        (dict, "an object"),
    ):
        if isinstance(value, kind):
            return word
    return "null"


def _refuse(index: int, problem: str) -> NoReturn:
    message = f"Instance {index} {problem}."
    if problem.startswith("column "):
        message = f"Instance {index}: {problem}."
    raise RequestError(ErrorCode.INVALID_INSTANCE, message)
