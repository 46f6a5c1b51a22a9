"""Predictions as CSV and JSON lines."""

import csv
import io
import json

import pytest

from http_contract.formats import Format
from prediction.answer_body import to_lines


@pytest.mark.parametrize(
    ("prediction", "record", "line"),
    [
        ("alt.atheism", "alt.atheism", '"alt.atheism"'),
        ('a, "b"', '"a, ""b"""', '"a, \\"b\\""'),
        ("a\nb", '"a\nb"', '"a\\nb"'),
        ("a\rb", '"a\rb"', '"a\\rb"'),
        ("日本", "日本", '"\\u65e5\\u672c"'),
        ("", '""', '""'),
        ("1", "1", '"1"'),
        (0.1 + 0.2, "0.30000000000000004", "0.30000000000000004"),
        (1e-7, "1e-07", "1e-07"),
        (-0.0, "-0.0", "-0.0"),
        (3, "3", "3"),
        (True, "true", "true"),
        (None, "", "null"),
        ([1.5, 2, "a,b"], '1.5,2,"a,b"', '[1.5,2,"a,b"]'),
        ([[1, 2], None], '"[1,2]",', "[[1,2],null]"),
    ],
)
def test_a_prediction_is_a_record(prediction, record, line):
    assert to_lines([prediction], Format.CSV) == record + "\n"
    assert to_lines([prediction], Format.JSON_LINES) == line + "\n"


def test_each_prediction_ends_its_line():
    labels = ["a", "b, c", 'd "e"', "f\ng"]

    text = to_lines(labels, Format.CSV)

    assert [row for [row] in csv.reader(io.StringIO(text, newline=""))] == labels
    lines = to_lines(labels, Format.JSON_LINES)
    assert [json.loads(line) for line in lines.splitlines()] == labels
