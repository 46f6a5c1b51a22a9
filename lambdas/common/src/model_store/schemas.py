"""What a model takes, what it gives, and what it must answer before it serves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from model_store.errors import FormatError
from model_store.fields import field, one_of

ColumnType = Literal["number", "integer", "string", "boolean"]
COLUMN_TYPES: tuple[ColumnType, ...] = ("number", "integer", "string", "boolean")


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a tabular instance.

    Attributes:
        name: Key of the value where an instance is an object.
        type: What the value must be; an integer is a number as well.
        nullable: Whether null stands for a missing value.

    """

    name: str
    type: ColumnType
    nullable: bool = False


@dataclass(frozen=True, kw_only=True)
class InputSchema:
    """What one instance looks like.

    Attributes:
        kind: "text" (a string) or "tabular" (a list of values, or an object
            keyed by column name).
        container: What the estimator is given for tabular instances: a NumPy
            "array" of shape (instances, columns), or a pandas "dataframe" where
            it was fitted on one. Text is always a list of strings.
        columns: The columns in the order of the estimator; empty for text.

    """

    kind: Literal["text", "tabular"]
    container: Literal["list", "array", "dataframe"] = "list"
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OutputSchema:
    """What one prediction looks like.

    Attributes:
        classes: Labels in the order of the probabilities; None for a model
            that has no classes.
        probabilities: Whether the model can give one probability a class.

    """

    classes: tuple[str | int | float | bool, ...] | None
    probabilities: bool


@dataclass(frozen=True, kw_only=True)
class Golden:
    """Instances with the predictions that a rightly loaded model gives."""

    instances: tuple[Any, ...]
    predictions: tuple[Any, ...]


def read_input(source: Mapping[str, Any], where: str) -> InputSchema:
    """Return the input schema in a JSON object.

    Raises:
        FormatError: There is none that instances could be held against.

    """
    schema = InputSchema(
        kind=one_of(source, "kind", ("text", "tabular"), where),
        container=one_of(source, "container", ("list", "array", "dataframe"), where),
        columns=tuple(
            _column(entry, where) for entry in field(source, "columns", list, where)
        ),
    )
    is_text = schema.kind == "text"
    if is_text != (schema.container == "list") or is_text == bool(schema.columns):
        message = (
            f"'input' of {where} is neither a list of texts without columns nor an"
            " array or data frame with some"
        )
        raise FormatError(message)
    if len({column.name for column in schema.columns}) != len(schema.columns):
        message = f"'input' of {where} has two columns of one name"
        raise FormatError(message)
    return schema


def _column(source: object, where: str) -> Column:
    if not isinstance(source, dict):
        message = f"a column of {where} is not an object"
        raise FormatError(message)
    return Column(
        name=field(source, "name", str, where),
        type=one_of(source, "type", COLUMN_TYPES, where),
        nullable=field(source, "nullable", bool, where),
    )


def read_output(source: Mapping[str, Any], where: str) -> OutputSchema:
    """Return the output schema in a JSON object.

    Raises:
        FormatError: There is none.

    """
    classes = source.get("classes")
    if classes is not None:
        classes = tuple(field(source, "classes", list, where))
        if not all(isinstance(label, str | int | float) for label in classes):
            message = f"a class of {where} is no label"
            raise FormatError(message)
    probabilities = field(source, "probabilities", bool, where)
    if probabilities and not classes:
        message = f"'output' of {where} has probabilities of no classes"
        raise FormatError(message)
    return OutputSchema(
        classes=cast("tuple[str | int | float | bool, ...] | None", classes),
        probabilities=probabilities,
    )


def read_golden(source: Mapping[str, Any], where: str) -> Golden:
    """Return the golden instances in a JSON object.

    Raises:
        FormatError: There are none, or not as many predictions.

    """
    golden = Golden(
        instances=tuple(field(source, "instances", list, where)),
        predictions=tuple(field(source, "predictions", list, where)),
    )
    if not golden.instances or len(golden.instances) != len(golden.predictions):
        message = f"'golden' of {where} needs as many predictions as instances, and one"
        raise FormatError(message)
    return golden
