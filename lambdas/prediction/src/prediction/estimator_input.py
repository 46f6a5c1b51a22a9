"""Instances in the form that an estimator was fitted on."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from model_store.manifest import Column, InputSchema
from prediction.instances import Row


def estimator_input(
    instances: Sequence[str] | Sequence[Row], schema: InputSchema
) -> Any:  # noqa: ANN401 - list, array or data frame: an estimator takes either
    """Return what `predict` is given for instances that fit the schema.

    Text stays a list of strings. Rows become an array of shape (instances,
    columns), float64 with NaN for null, or of objects where a column holds
    strings; or a data frame with the dtypes that pandas gives such columns.
    """
    if schema.kind == "text":
        return list(instances)
    if schema.container == "dataframe":
        return _data_frame(instances, schema.columns)
    if any(column.type == "string" for column in schema.columns):
        return np.array(instances, dtype=object)
    # None becomes NaN, a bool 0.0 or 1.0.
    return np.array(instances, dtype=np.float64)


def _data_frame(rows: Sequence[Any], columns: Sequence[Column]) -> Any:  # noqa: ANN401 - pandas is imported here alone
    # Half a second and 40 MB that a model of texts or arrays never needs.
    import pandas as pd  # noqa: PLC0415

    return pd.DataFrame(
        {
            column.name: pd.Series(list(values), dtype=_dtype(column))
            for column, values in zip(columns, zip(*rows, strict=True), strict=True)
        }
    )


def _dtype(column: Column) -> Any:  # noqa: ANN401 - pandas has no one type for it
    if column.type == "string":
        # pandas' own string column, with NaN where null was.
        return "str"
    if column.type == "number" or (column.type == "integer" and column.nullable):
        return "float64"
    if column.type == "integer":
        return "int64"
    return "object" if column.nullable else "bool"
