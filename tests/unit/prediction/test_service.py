"""Requests in, answers out."""

import json

import numpy as np
import pytest

from model_store.manifest import Column, InputSchema
from prediction import answers
from prediction.fixed_model import FixedModel
from prediction.ports import ModelFailedError, ValuesRefusedError
from prediction.service import PredictionService, Request
from prediction.sklearn_model import load
from tests.support.fronts import loaded
from tests.support.packaged import packaged
from tests.unit.prediction.test_sklearn_model import Raises


def ask(model, value, told, *, content_type=None):
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    service = PredictionService(FixedModel(model), told)
    return service.answer(Request(body=body, content_type=content_type, request_id="r"))


def test_a_bare_list_gets_a_bare_list(text, told):
    answer = ask(text, ["good", "bad"], told)

    assert (answer.status, answer.body) == (200, '["pos","neg"]')
    assert answer.headers == {
        "X-Model-Name": "tiny",
        "X-Model-Version": text.manifest.version,
    }


def test_a_bare_string_and_a_bare_object_are_one_instance(text, frame, told):
    assert json.loads(ask(text, "good", told).body) == ["pos"]
    assert json.loads(ask(frame, {"age": 1, "city": "a"}, told).body) == [
        "age:float64 1.0 city:str a"
    ]


def test_an_envelope_names_its_model(text, told):
    answer = ask(text, {"instances": ["good"]}, told)

    assert json.loads(answer.body) == {
        "predictions": ["pos"],
        "model": {"name": "tiny", "version": text.manifest.version},
    }


def test_probabilities_come_with_the_classes_they_are_of(text, told):
    wanted = {"instances": ["bad"], "parameters": {"probabilities": True}}
    body = json.loads(ask(text, wanted, told).body)

    assert body["classes"] == ["neg", "pos"]
    [row] = body["probabilities"]
    assert sum(row) == pytest.approx(1)
    assert body["predictions"] == [body["classes"][row.index(max(row))]]


def test_a_model_without_probabilities_leaves_them_out(array, told):
    wanted = {"instances": [[1, 2, 3]], "parameters": {"probabilities": True}}

    answer = ask(array, wanted, told)

    assert set(json.loads(answer.body)) == {"predictions", "model"}


def test_labels_of_any_script_are_ascii_on_the_wire(told):
    class Speaks:
        def predict(self, texts):
            return ["日本 \U0001f600"] * len(texts)

    model = loaded(packaged(Speaks(), instances=["a"], predictions=["日本 \U0001f600"]))
    answer = ask(model, ["a"], told)

    assert answer.body.isascii()
    assert json.loads(answer.body) == ["日本 \U0001f600"]


def failing(error):
    model = packaged(Raises(error), instances=["golden"], predictions=["fine"])
    return load(model.manifest, model.artefact)


@pytest.mark.parametrize(
    ("error", "status", "code", "kind"),
    [
        (ValueError("inner"), 422, "values_refused", ValuesRefusedError),
        (KeyError("inner"), 500, "internal_error", ModelFailedError),
    ],
)
def test_what_a_model_raises_is_told_and_not_shown(error, status, code, kind, told):
    answer = ask(failing(error), ["a"], told)

    assert (answer.status, answer.code) == (status, code)
    assert "inner" not in answer.body
    assert type(error).__name__ not in answer.body
    [raised] = told.raised
    assert isinstance(raised, kind)
    assert raised.__cause__.args == ("inner",)


def test_an_infinite_prediction_names_its_instance(told):
    class Inverse:
        def predict(self, rows):
            return np.divide(
                1, rows[:, 0], where=rows[:, 0] != 0, out=rows[:, 0] + np.inf
            )

    model = loaded(
        packaged(
            Inverse(),
            schema=InputSchema(
                kind="tabular",
                container="array",
                columns=(Column(name="x", type="number"),),
            ),
            instances=[[2]],
            predictions=[0.5],
        )
    )

    answer = ask(model, [[1], [0], [2]], told)

    assert (answer.status, answer.code) == (422, "values_refused")
    assert "the first at 1" in answer.body


def test_without_a_model_it_says_when_to_come_again(told):
    answer = ask(None, ["a"], told)

    assert (answer.status, answer.code) == (503, "model_unavailable")
    assert answer.headers == {"Retry-After": "5"}


def test_an_answer_that_lambda_would_not_let_through_is_413(text, told, monkeypatch):
    """Quotes and backslashes take two bytes inside the gateway's own JSON."""
    wanted = {"instances": ["good"] * 10}
    body = ask(text, wanted, told).body
    size = len(json.dumps(body)) - 2

    monkeypatch.setattr(answers, "MAX_BYTES", size)
    assert ask(text, wanted, told).status == 200
    monkeypatch.setattr(answers, "MAX_BYTES", size - 1)
    refused = ask(text, wanted, told)
    assert (refused.status, refused.code) == (413, "payload_too_large")
    assert "send fewer instances" in refused.body


def test_the_largest_answer_fits_into_lambdas_own_form(text, told):
    """6 MB and 100 bytes is what Lambda takes of a function."""
    assert answers.MAX_BYTES + 500 < 6 * 1024 * 1024


@pytest.mark.parametrize("body", [b"", None])
def test_a_request_without_a_body(text, told, body):
    service = PredictionService(FixedModel(text), told)
    answer = service.answer(Request(body=body, content_type=None, request_id="r"))

    assert (answer.status, answer.code) == (400, "invalid_json")
    assert "no body" in answer.body


def test_every_request_is_told_of_with_its_model(text, told):
    ask(text, ["good", "bad"], told)
    ask(text, b"{", told)
    ask(text, ["good", 5], told)

    assert [(a.status, a.instances) for a in told.answers] == [
        (200, 2),
        (400, 0),
        (400, 0),
    ]
    assert told.answers[0].model.version == text.manifest.version
    assert told.answers[1].model is None
    assert told.answers[2].model.version == text.manifest.version
