"""Fields of CSV stand for JSON values, by the types of the columns."""

import pytest

from http_contract.errors import RequestError
from model_store.manifest import Column, InputSchema
from prediction.csv_values import values
from prediction.instances import read_instances


def read(field, kind, *, nullable=False):
    schema = InputSchema(
        kind="tabular",
        container="dataframe",
        columns=(Column(name="x", type=kind, nullable=nullable),),
    )
    [row] = read_instances(values([[field]], schema), schema)
    return row[0]


@pytest.mark.parametrize(
    ("field", "kind", "value"),
    [
        ("1.5", "number", 1.5),
        ("-0.0", "number", -0.0),
        ("1e-3", "number", 0.001),
        ("1.000000000000000000e+00", "number", 1.0),
        ("7", "number", 7.0),
        ("7", "integer", 7),
        ("7.0", "integer", 7),
        ("9007199254740993", "integer", 9007199254740993),
        ("01234", "string", "01234"),
        ("", "string", ""),
        (" x ", "string", " x "),
        ("true", "boolean", True),
        ("False", "boolean", False),
        ("TRUE", "boolean", True),
    ],
)
def test_a_field_has_its_columns_type(field, kind, value):
    found = read(field, kind)

    assert (repr(found), type(found)) == (repr(value), type(value))


@pytest.mark.parametrize("kind", ["number", "integer", "string", "boolean"])
def test_an_empty_field_is_missing_where_that_may_be(kind):
    assert read("", kind, nullable=True) is None


@pytest.mark.parametrize(
    ("field", "kind", "problem"),
    [
        ("", "number", "must be a number, not null"),
        ("", "boolean", "must be true or false, not null"),
        ("abc", "number", "must be a number, not a string"),
        ("01", "number", "must be a number, not a string"),
        ("+1", "number", "must be a number, not a string"),
        (" 1", "number", "must be a number, not a string"),
        ("1.", "number", "must be a number, not a string"),
        ("NaN", "number", "must be a number, not a string"),
        ("inf", "number", "must be a number, not a string"),
        ("\u0663", "number", "must be a number, not a string"),
        ("1_000", "integer", "must be an integer, not a string"),
        ("1.5", "integer", "must be an integer"),
        ("1", "boolean", "must be true or false, not a string"),
        ("yes", "boolean", "must be true or false, not a string"),
        ("1e999", "number", "is too large for a 64-bit float"),
        ("9" * 400, "number", "is an integer that no 64-bit float holds"),
        ("9" * 5000, "number", "has too many digits"),
    ],
)
def test_a_field_of_another_type_is_refused_as_json_is(field, kind, problem):
    with pytest.raises(RequestError, match=f'Instance 0: column "x" {problem}') as it:
        read(field, kind)

    assert it.value.code == "invalid_instance"


TEXT = InputSchema(kind="text")
ROWS = InputSchema(
    kind="tabular",
    container="array",
    columns=(Column(name="a", type="number"), Column(name="b", type="number")),
)


@pytest.mark.parametrize(
    ("schema", "records", "problem"),
    [
        (TEXT, [["a"], ["b", "c"], []], "Instance 1 has 2 fields, a text is one"),
        (ROWS, [["1", "2"], ["3"], ["x", "y"]], "Instance 1 has 1 values"),
        (ROWS, [["1", "2"], ["3", "4", "5"]], "Instance 1 has 3 values"),
        # The first bad one, whichever way it is bad.
        (ROWS, [["1", "x"], ["1e999", "1"]], 'Instance 0: column "b"'),
    ],
)
def test_the_first_record_that_does_not_fit_is_named(schema, records, problem):
    with pytest.raises(RequestError, match=problem) as caught:
        read_instances(values(records, schema), schema)

    assert (caught.value.code, caught.value.status) == ("invalid_instance", 400)


def test_a_text_is_its_records_one_field():
    assert list(values([["a"], [""], ["1.5"]], TEXT)) == ["a", "", "1.5"]
