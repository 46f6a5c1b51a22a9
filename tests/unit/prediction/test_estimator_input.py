"""What an estimator is given."""

import numpy as np

from model_store.manifest import Column, InputSchema
from prediction.estimator_input import estimator_input
from tests.unit.prediction.test_instances import TEXT, table


def test_texts_are_a_list():
    assert estimator_input(("a", "b"), TEXT) == ["a", "b"]


def test_numbers_are_a_float_array_with_nan_for_null():
    schema = table(
        ("a", "number"), ("b", "integer?"), ("c", "boolean"), container="array"
    )

    found = estimator_input([[1.5, None, True], [2.0, 3, False]], schema)

    assert found.dtype == np.float64
    np.testing.assert_array_equal(found, [[1.5, np.nan, 1.0], [2.0, 3.0, 0.0]])


def test_an_array_with_strings_keeps_its_values():
    schema = table(("a", "string"), ("b", "number"), container="array")

    found = estimator_input([["x", 1.0]], schema)

    assert found.dtype == object
    assert found.tolist() == [["x", 1.0]]


def test_one_instance_of_one_column_is_a_table():
    schema = table(("a", "number"), container="array")

    assert estimator_input([[1.0]], schema).shape == (1, 1)


def test_a_data_frame_has_the_dtypes_that_pandas_gives():
    kinds = ("number", "integer", "string", "boolean")
    schema = InputSchema(
        kind="tabular",
        container="dataframe",
        columns=tuple(
            Column(name=kind + "?" * nullable, type=kind, nullable=nullable)
            for kind in kinds
            for nullable in (False, True)
        ),
    )

    found = estimator_input(
        [
            [1.0, None, 2**53 + 1, None, "a", None, True, None],
            [1.0, 2.0, 2, 2, "a", "b", True, True],
        ],
        schema,
    )

    assert found.dtypes.astype(str).to_dict() == {
        "number": "float64",
        "number?": "float64",
        "integer": "int64",
        "integer?": "float64",
        "string": "str",
        "string?": "str",
        "boolean": "bool",
        "boolean?": "object",
    }
    assert found["integer"].tolist() == [2**53 + 1, 2]
    assert found.isna().iloc[0].tolist() == [False, True] * 4
