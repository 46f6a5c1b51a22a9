"""Instances held against an input schema."""

import pytest

from http_contract.errors import RequestError
from model_store.manifest import Column, InputSchema
from prediction.instances import read_instances

TEXT = InputSchema(kind="text")


def table(*columns, container="dataframe"):
    return InputSchema(
        kind="tabular",
        container=container,
        columns=tuple(
            Column(name=name, type=kind.rstrip("?"), nullable=kind.endswith("?"))
            for name, kind in columns
        ),
    )


ROWS = table(("age", "integer"), ("city", "string?"), ("rich", "boolean"))


def test_rows_by_name_and_by_position_are_one():
    rows = read_instances(
        [[3, "a", True], {"rich": False, "city": None, "age": 4.0}], ROWS
    )

    assert rows == [[3, "a", True], [4, None, False]]
    assert [type(value) for value in rows[1]] == [int, type(None), bool]


@pytest.mark.parametrize(
    ("kind", "container", "value", "read"),
    [
        ("number", "array", 1, 1.0),
        ("number", "array", 2**53 + 1, float(2**53)),
        ("number", "dataframe", 1e308, 1e308),
        ("number?", "array", None, None),
        ("integer", "array", 2**53, 2**53),
        ("integer", "dataframe", 2**53 + 1, 2**53 + 1),
        ("integer", "dataframe", -(2**63), -(2**63)),
        ("integer", "dataframe", 1e3, 1000),
        ("integer?", "dataframe", 2**53, 2**53),
        ("boolean", "array", False, False),
        ("string", "dataframe", "", ""),
    ],
)
def test_values_that_fit(kind, container, value, read):
    schema = table(("c", kind), container=container)

    [[found]] = read_instances([[value]], schema)

    assert found == read
    assert type(found) is type(read)


@pytest.mark.parametrize(
    ("kind", "container", "value", "problem"),
    [
        ("number", "array", "1", 'column "c" must be a number, not a string'),
        ("number", "array", True, "must be a number, not true or false"),
        ("number", "array", None, "must be a number, not null"),
        ("number?", "array", [], "must be a number or null, not a list"),
        ("number", "array", 10**400, "an integer that no 64-bit float holds"),
        ("integer", "array", 10**400, "an integer that no 64-bit float holds"),
        ("integer", "array", 2**53 + 1, "an integer that no 64-bit float holds"),
        ("integer?", "dataframe", 2**53 + 1, "an integer that no 64-bit float"),
        ("integer", "dataframe", 2**63, "is not a 64-bit integer"),
        ("integer", "dataframe", 10**400, "is not a 64-bit integer"),
        ("integer", "dataframe", 1e300, "is not a 64-bit integer"),
        ("integer", "dataframe", 1.5, "must be an integer"),
        ("integer", "dataframe", False, "must be an integer, not true or false"),
        ("string", "dataframe", 1, "must be a string, not a number"),
        ("string?", "dataframe", {}, "must be a string or null, not an object"),
        ("boolean", "array", 1, "must be true or false, not a number"),
    ],
)
def test_values_that_do_not_fit(kind, container, value, problem):
    schema = table(("c", kind), container=container)
    good = {"string": "a", "boolean": True}.get(kind.rstrip("?"), 1)

    with pytest.raises(RequestError, match=problem) as caught:
        read_instances([[good], [good], [value], [value]], schema)

    assert caught.value.code == "invalid_instance"
    assert caught.value.message.startswith("Instance 2: ")


@pytest.mark.parametrize(
    ("instance", "problem"),
    [
        ([1, "a"], "Instance 1 has 2 values, the model has 3"),
        ([1, "a", True, 1], "Instance 1 has 4 values"),
        ({"age": 1, "rich": True}, 'has no column "city"; send null'),
        ({"city": "a", "rich": True}, 'has no column "age".$'),
        ({"age": 1, "city": "a", "rich": True, "x": 1}, 'a column "x"'),
        ("text", "a list of 3 values or an object .* not a string"),
        (7, "not a number"),
        (None, "not null"),
    ],
)
def test_rows_of_another_form(instance, problem):
    with pytest.raises(RequestError, match=problem):
        read_instances([[1, "a", True], instance], ROWS)


@pytest.mark.parametrize(
    ("value", "kind"),
    [(7, "a number"), (None, "null"), (["a"], "a list"), ({"a": 1}, "an object")],
)
def test_texts(value, kind):
    assert read_instances(["a", ""], TEXT) == ["a", ""]
    with pytest.raises(RequestError, match=f"Instance 1 must be a string, not {kind}"):
        read_instances(["a", value, 3], TEXT)
