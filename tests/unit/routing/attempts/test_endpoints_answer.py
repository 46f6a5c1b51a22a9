import json

import pytest

from inferences.failures import ModelFailedError
from routing.endpoints_answer import read_answer

MODEL = {"name": "newsgroups", "version": "0123"}
GOOD = {"predictions": ["a", None], "model": MODEL}


def test_predictions_are_kept_as_they_came():
    content = {
        "predictions": [0.1, {"é": [1e300]}],
        "probabilities": [[0.25, 0.75], [1.0, 0.0]],
        "classes": ["x", "y"],
        "model": MODEL,
    }

    found = read_answer(json.dumps(content).encode(), instances=2)

    del content["model"]
    assert json.loads(found.predictions_text) == content
    assert found.predictions_text.isascii()
    assert (found.model_name, found.model_version) == ("newsgroups", "0123")


@pytest.mark.parametrize(
    "content",
    [
        [],
        "text",
        None,
        {},
        {"predictions": ["a", "b"]},
        {"model": MODEL},
        {**GOOD, "more": 1},
        {**GOOD, "predictions": ["a"]},
        {**GOOD, "predictions": ["a", "b", "c"]},
        {**GOOD, "predictions": {"a": 1, "b": 2}},
        {**GOOD, "predictions": "ab"},
        {**GOOD, "probabilities": [[1.0]]},
        {**GOOD, "probabilities": None},
        {**GOOD, "model": "newsgroups"},
        {**GOOD, "model": {"name": "newsgroups"}},
        {**GOOD, "model": {**MODEL, "more": "x"}},
        {**GOOD, "model": {**MODEL, "version": ""}},
        {**GOOD, "model": {**MODEL, "version": 1}},
    ],
)
def test_what_is_no_answer(content):
    with pytest.raises(ModelFailedError):
        read_answer(json.dumps(content).encode(), instances=2)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff",
        json.dumps(GOOD).encode()[:-1],
        json.dumps(GOOD).replace("null", "NaN").encode(),
        json.dumps(GOOD).replace("null", "[" * 100_000 + "]" * 100_000).encode(),
    ],
)
def test_what_is_no_json(body):
    with pytest.raises(ModelFailedError):
        read_answer(body, instances=2)
