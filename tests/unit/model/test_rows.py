"""Instances and labels from a person's files."""

import json

import pytest

from model.errors import RowsError
from model.rows import read_instances, read_labelled


def written(folder, name, text):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_json_list(tmp_path):
    path = written(tmp_path, "a.json", '["one", "two"]')

    assert read_instances(path, "text") == ["one", "two"]


def test_json_lines_may_hold_any_line_break_but_a_newline(tmp_path):
    path = written(tmp_path, "a.jsonl", '"one\u2028two"\r\n\n[1, null]\n')

    assert read_instances(path, "tabular") == ["one\u2028two", [1, None]]


def test_csv_is_objects_with_types(tmp_path):
    path = written(
        tmp_path,
        "a.csv",
        "\ufeffname,zip,size,count,new\n"
        '"Ann, the ""1st""\nof many",01234,1.5e3,-7,true\n'
        ",99999,,12345678901234567890,FALSE\n",
    )

    assert read_instances(path, "tabular") == [
        {
            "name": 'Ann, the "1st"\nof many',
            "zip": "01234",
            "size": 1500.0,
            "count": -7,
            "new": True,
        },
        {
            "name": None,
            "zip": "99999",
            "size": None,
            "count": 12345678901234567890,
            "new": False,
        },
    ]


def test_a_column_can_be_left_text(tmp_path):
    path = written(tmp_path, "a.csv", "zip,size\n123,4\n,5\n")

    rows = read_instances(path, "tabular", text_columns=["zip"])

    assert rows == [{"zip": "123", "size": 4}, {"zip": None, "size": 5}]


def test_texts_of_a_csv_stay_texts(tmp_path):
    path = written(tmp_path, "a.csv", "text\n1\ntrue\nthree\n")

    assert read_instances(path, "text") == ["1", "true", "three"]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.json", '{"a": 1}', "no list of instances"),
        ("a.json", "[]", "holds no instance"),
        ("a.json", "[NaN]", "holds NaN, which JSON has not"),
        ("a.json", "[1", "is not JSON"),
        ("a.json", "[" * 100_000, "is not JSON"),
        ("a.json", b'["\xff"]', "is not UTF-8"),
        ("a.jsonl", "1\n{\n", "line 2 of .* is not JSON"),
        ("a.csv", "a,b\n1\n", "row 1 of .* has 1 cells, the header 2"),
        ("a.csv", "a,a\n1,2\n", "names a column twice"),
        ("a.csv", 'a\n"1\n', "is not CSV"),
        ("a.csv", "a\n", "holds no instance"),
        ("a.csv", "a\n1\nNaN\n", "'NaN' among its numbers: leave the cell empty"),
        ("a.xlsx", "", "none of .json"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(tmp_path, name, text, says):
    with pytest.raises(RowsError, match=says):
        read_instances(written(tmp_path, name, text), "tabular")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(RowsError, match="No such file"):
        read_instances(tmp_path / "a.json", "text")


def test_a_csv_of_texts_has_one_column(tmp_path):
    with pytest.raises(RowsError, match="texts need just one"):
        read_instances(written(tmp_path, "a.csv", "a,b\nx,y\n"), "text")


WANTED = (["good", "1"], ["up", "down"])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "mood,text\nup,good\ndown,1\n"),
        (
            "a.jsonl",
            '{"mood": "up", "instance": "good"}\n{"mood": "down", "instance": "1"}',
        ),
        ("a.json", json.dumps({"instances": WANTED[0], "labels": WANTED[1]})),
        (
            "a.json",
            json.dumps(
                [{"instance": i, "mood": m} for i, m in zip(*WANTED, strict=True)]
            ),
        ),
    ],
)
def test_labelled_texts(tmp_path, name, text):
    found = read_labelled(written(tmp_path, name, text), "text", "mood")

    assert (found.instances, found.labels) == WANTED


def test_labelled_rows_keep_their_columns(tmp_path):
    path = written(tmp_path, "a.csv", "a,b,label\n1,x,3\n2,y,4\n")

    found = read_labelled(path, "tabular", "label")

    assert found.instances == [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]
    assert found.labels == [3, 4]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.csv", "text,mood\na,b\n", "row 0 of .* has no 'label': say --label-column"),
        ("a.jsonl", '"just a text"', "has no 'label'"),
        ("a.json", '{"instances": ["a"], "labels": []}', "two lists of one length"),
        ("a.json", '{"instances": ["a"]}', "two lists of one length"),
    ],
)
def test_labels_that_are_missing(tmp_path, name, text, says):
    with pytest.raises(RowsError, match=says):
        read_labelled(written(tmp_path, name, text), "text", "label")
