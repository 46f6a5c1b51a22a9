"""Whatever an estimator returns becomes JSON, or is refused."""

import datetime as dt
import json
from enum import IntEnum

import numpy as np
import pandas as pd
import pytest
import scipy.sparse

from prediction.ports import ModelFailedError, ValuesRefusedError
from prediction.predictions import same, to_json_values, to_probabilities


class Level(IntEnum):
    LOW = 1


@pytest.mark.parametrize(
    ("returned", "values"),
    [
        (np.array(["a", "b"]), ["a", "b"]),
        (np.array(["a", "b"], dtype=object), ["a", "b"]),
        (np.array([1, 2]), [1, 2]),
        (np.array([1.5, 2]), [1.5, 2.0]),
        (np.array([True, False]), [True, False]),
        (np.array([np.int64(1), "a"], dtype=object), [1, "a"]),
        (np.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
        (np.array([[np.float32(1.5), None]] * 2, dtype=object), [[1.5, None]] * 2),
        ([np.str_("a"), np.float64(2)], ["a", 2.0]),
        ((np.array([1, 2]), (3, 4)), [[1, 2], [3, 4]]),
        (pd.Series(["a", "b"]), ["a", "b"]),
        (pd.Categorical(["a", "b"]), ["a", "b"]),
        (pd.DataFrame({"x": [1, 2], "y": [3, 4]}), [[1, 3], [2, 4]]),
        (scipy.sparse.csr_matrix(np.eye(2, dtype=int)), [[1, 0], [0, 1]]),
    ],
)
def test_values(returned, values):
    found = to_json_values(returned, 2)

    assert found == values
    assert json.dumps(found) == json.dumps(values)


@pytest.mark.parametrize(
    "returned",
    [
        np.array([1]),
        np.array([1, 2, 3]),
        np.array(1),
        "ab",
        None,
        {"a": 1, "b": 2},
        [{"a": 1}, {"a": 1}],
        [b"a", b"b"],
        [1j, 2j],
        np.array([1j, 2j]),
        np.array(["2030-01-01", "2030-01-02"], dtype="datetime64[D]"),
        np.array(["2030-01-01", "2030-01-02"], dtype="datetime64[ns]"),
        [dt.date(2030, 1, 1)] * 2,
        [Level.LOW, Level.LOW],
        [object(), object()],
    ],
)
def test_what_is_no_prediction_is_the_models_fault(returned):
    with pytest.raises(ModelFailedError, match="prediction"):
        to_json_values(returned, 2)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_no_answer_and_names_its_instance(value):
    with pytest.raises(ValuesRefusedError) as caught:
        to_json_values(np.array([1.0, value]), 2)
    assert caught.value.index == 1

    with pytest.raises(ValuesRefusedError):
        to_json_values(np.array([[1.0, 2.0], [1.0, value]]), 2)


def test_probabilities_are_one_for_each_class():
    assert to_probabilities(np.array([[0.25, 0.75]]), 1, 2) == [[0.25, 0.75]]
    for wrong in (np.array([[1.0]]), np.array([1.0]), [np.array([[1.0]])] * 2):
        with pytest.raises(ModelFailedError):
            to_probabilities(wrong, 1, 2)


@pytest.mark.parametrize(
    ("expected", "found", "exact", "result"),
    [
        ("a", "a", True, True),
        ("a", "b", True, False),
        (1, 1, True, True),
        (1, True, True, False),
        (1, 1.0, True, False),
        (1.0, 1.0 + 1e-9, True, False),
        (1.0, 1.0 + 1e-9, False, True),
        (1e6, 1e6 + 0.1, False, True),
        (1.0, 1.0 + 1e-5, False, False),
        (0.0, 1e-10, False, True),
        (0.0, 1e-5, False, False),
        ([1.0, "a"], [1.0 + 1e-9, "a"], False, True),
        ([1.0], [1.0, 2.0], False, False),
        ([1.0], 1.0, False, False),
        (None, None, True, True),
    ],
)
def test_same(expected, found, exact, result):
    assert same(expected, found, exact=exact) is result
