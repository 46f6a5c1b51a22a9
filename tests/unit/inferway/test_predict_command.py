"""predict as a person types it."""

import io
import json

import pytest

from client.predictions import Answer
from model.errors import UnavailableError

URL = "https://api.example/predict"


@pytest.fixture
def asked(monkeypatch):
    """Take the place of the network; remember what was asked, and with what key."""
    found = []

    class Predictions:
        def __init__(self, rounds, key):
            tries = rounds.patience.tries
            found.append({"addresses": rounds.addresses, "key": key, "tries": tries})

        def predict(self, instances, *, batch, probabilities):
            found[0] |= {"instances": instances, "batch": batch}
            return Answer(
                predictions=["up", 3][: len(instances)],
                models=[{"name": "m", "version": "1"}],
                answered_by=["eu-west-1"],
                probabilities=[[0.25, 0.75]] * len(instances)
                if probabilities
                else None,
                classes=["down", "up"] if probabilities else None,
            )

    monkeypatch.setattr("client.predictions.Predictions", Predictions)
    monkeypatch.delenv("INFERWAY_API_KEY", raising=False)
    return found


def test_texts_as_arguments(inferway, asked):
    shown = inferway("predict", URL, "a text", "[1]", "--key", "k")

    assert (shown.code, shown.out) == (0, "up\n3\n")
    assert asked[0]["instances"] == ["a text", "[1]"]
    assert asked[0]["key"] == "k"


def test_json_and_a_key_of_the_environment(inferway, asked, monkeypatch):
    monkeypatch.setenv("INFERWAY_API_KEY", "from-env")

    shown = inferway(
        "predict", URL, "--instances", '[{"a": 1}]', "--probabilities", "--json"
    )

    assert shown.document == {
        "predictions": ["up"],
        "models": [{"name": "m", "version": "1"}],
        "answered_by": ["eu-west-1"],
        "probabilities": [[0.25, 0.75]],
        "classes": ["down", "up"],
    }
    assert (asked[0]["instances"], asked[0]["key"]) == ([{"a": 1}], "from-env")


def test_other_addresses_are_asked_next(inferway, asked):
    shown = inferway(
        *("predict", URL, "a text", "--key", "k"),
        *("--also", "https://ab1.execute-api.eu-west-1.amazonaws.com/v1/predict"),
        *("--also", "second=https://second.example/predict"),
    )

    assert [one.name for one in asked[0]["addresses"]] == [
        *("api.example", "eu-west-1", "second")
    ]
    assert (shown.code, shown.out) == (0, "up\n")
    assert "answered by eu-west-1" in shown.err


def test_a_file_and_a_key_file(inferway, asked, tmp_path):
    (tmp_path / "i.csv").write_text("a,b\n1,x\n")
    (tmp_path / "key").write_text("from-file\n")

    shown = inferway(
        *("predict", URL, "--file", tmp_path / "i.csv", "--batch", 7, "--tries", 2),
        *("--key-file", tmp_path / "key", "--probabilities"),
    )

    assert shown.out == "up\t[0.25, 0.75]\n"
    assert asked[0]["instances"] == [{"a": 1, "b": "x"}]
    assert (asked[0]["key"], asked[0]["batch"], asked[0]["tries"]) == (
        "from-file",
        7,
        2,
    )


def test_standard_input(inferway, asked, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps([[1, 2]])))

    assert inferway("predict", URL, "--file", "-", "--key", "k").code == 0
    assert asked[0]["instances"] == [[1, 2]]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--key", "k"],
        ["a text", "--instances", "[1]", "--key", "k"],
        ["--instances", "{}", "--key", "k"],
        ["--instances", "[]", "--key", "k"],
        ["a text"],
        ["a text", "--key", "k", "--batch", "0"],
    ],
)
def test_a_wrong_command_line_is_2(inferway, asked, arguments):
    assert inferway("predict", URL, *arguments).code == 2


def test_a_key_that_is_none_is_not_shown(inferway, asked):
    shown = inferway("predict", URL, "a text", "--key", "secret\nsecret")

    assert shown.code == 1
    assert "secret" not in shown.err


def test_an_endpoint_that_is_away_is_3(inferway, asked, monkeypatch):
    def away(*_, **__):
        message = "cannot be reached"
        raise UnavailableError(message)

    monkeypatch.setattr("client.predictions.Predictions", away)

    assert inferway("predict", URL, "a text", "--key", "k").code == 3
