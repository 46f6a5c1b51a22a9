"""What a job's output says of each record."""

import json

import pytest

from batch.outcomes import Answered, Refused, Unanswered, outcomes_of

GOOD = (
    '{"predictions":["a"],"model":{"name":"m","version":"v"},'
    '"probabilities":[[0.1,0.9]],"classes":["a","b"]}'
)
BAD = '{"error":{"code":"values_refused","message":"No.","request_id":"r-1"}}'


def test_answers_and_errors_in_their_order():
    first, second, third = outcomes_of(f"{GOOD}\n{BAD}\n{GOOD}\n", 3)

    assert (
        first
        == third
        == Answered(
            model_name="m",
            model_version="v",
            predictions=(
                '{"predictions":["a"],"probabilities":[[0.1,0.9]],"classes":["a","b"]}'
            ),
        )
    )
    assert second == Refused(code="values_refused", message="No.")


def test_the_last_line_needs_no_end():
    assert len(outcomes_of(f"{GOOD}\n{GOOD}", 2)) == 2


def test_values_come_back_as_they_were_written():
    predictions = [0.1 + 0.2, 1e-320, 2**60, "\ud800", "\u2028 é", None, [1, {"a": []}]]
    line = json.dumps(
        {"predictions": predictions, "model": {"name": "m", "version": "v"}}
    )
    [found] = outcomes_of(line, 1)

    assert json.loads(found.predictions) == {"predictions": predictions}
    assert found.predictions.isascii()


@pytest.mark.parametrize("output", ["", f"{GOOD}\n", f"{GOOD}\n" * 3, None, "\n" * 3])
def test_where_an_answer_is_missing_no_place_is_trusted(output):
    first, second = outcomes_of(output, 2)

    assert isinstance(first, Unanswered)
    assert isinstance(second, Unanswered)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[]",
        "null",
        "7",
        "{}",
        '{"predictions":["a"]}',
        '{"predictions":"a","model":{"name":"m","version":"v"}}',
        '{"predictions":["a"],"model":{"name":"m"}}',
        '{"predictions":["a"],"model":{"name":"m","version":1}}',
        '{"predictions":["a"],"model":"m"}',
        '{"predictions":[NaN],"model":{"name":"m","version":"v"}}',
        '{"error":{"code":"c"}}',
        '{"error":{"code":1,"message":"m"}}',
        '{"error":"text"}',
        '{"error":{"code":"model_unavailable","message":"m"}}',
    ],
)
def test_a_line_that_is_no_answer_is_alone_in_that(line):
    first, second, third = outcomes_of(f"{GOOD}\n{line}\n{BAD}\n", 3)

    assert isinstance(first, Answered)
    assert isinstance(second, Unanswered)
    assert isinstance(third, Refused)
