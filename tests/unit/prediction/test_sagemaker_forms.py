"""CSV and JSON lines get the predictions that JSON gets, in the form asked for."""

import json

import pytest

from model_store.manifest import Column, InputSchema
from tests.support.corpus import Case
from tests.support.forms import CSV, JSON, LINES, TYPES, case, texts_of
from tests.support.fronts import call_wsgi, loaded, sagemaker_front
from tests.support.packaged import packaged

TEXTS = ["good", "bad", 'a "good", poor\none', "", " ", "é \U0001f600 \u2028", "1.5"]
ROWS = [[1, 2.5, -3], [0, 0, 1e-9], [1e15, 0.1, 0.2]]
PEOPLE = [[3, "a"], [None, "b, c"], [4, ""]]


def ask(model, request):
    return call_wsgi(sagemaker_front(model), request)


@pytest.mark.parametrize("accept", [None, "*/*", *TYPES])
@pytest.mark.parametrize("given", TYPES)
@pytest.mark.parametrize(
    ("name", "instances"), [("text", TEXTS), ("array", ROWS), ("frame", PEOPLE)]
)
def test_every_form_gets_the_predictions_of_json(
    name, instances, given, accept, request
):
    model = request.getfixturevalue(name)
    expected = ask(model, case(instances, JSON, None))
    answer = ask(model, case(instances, given, accept))

    assert (expected.status, answer.status) == (200, 200)
    form = given if accept in (None, "*/*") else accept
    assert answer.headers["Content-Type"].split(";")[0] == form
    found = texts_of(answer.body, form)
    if form == CSV:
        # repr reads back as the same number.
        wanted = [v if isinstance(v, str) else repr(v) for v in expected.body]
        assert found == wanted
    else:
        assert found == expected.body
    for header in ("X-Model-Name", "X-Model-Version"):
        assert answer.headers[header] == expected.headers[header]


def test_csv_says_its_charset(text):
    answer = ask(text, case(["good"], CSV, None))

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Length"] == "4"


def test_labels_of_any_script_are_utf_8():
    model = loaded(
        packaged(
            Says("日本, \U0001f600"), instances=["a"], predictions=["日本, \U0001f600"]
        )
    )

    assert ask(model, case(["a"], CSV, None)).raw == '"日本, \U0001f600"\n'.encode()
    assert ask(model, case(["a"], LINES, None)).raw.isascii()


class Says:
    """Says the same of everything."""

    def __init__(self, prediction):
        self.prediction = prediction

    def predict(self, instances):
        return [self.prediction for _ in instances]


def test_several_outputs_are_several_fields():
    model = loaded(packaged(Says([1.5, 2]), instances=["a"], predictions=[[1.5, 2]]))

    assert ask(model, case(["a", "b"], CSV, None)).body == "1.5,2\n1.5,2\n"
    assert ask(model, case(["a", "b"], CSV, JSON)).body == [[1.5, 2], [1.5, 2]]
    assert ask(model, case(["a"], CSV, LINES)).body == "[1.5,2]\n"


def test_what_csv_cannot_say_is_not_said_otherwise():
    model = loaded(packaged(Says("\ud800"), instances=["a"], predictions=["\ud800"]))

    answer = ask(model, case(["a"], CSV, None))

    assert (answer.status, answer.body["error"]["code"]) == (406, "not_acceptable")
    assert ask(model, case(["a"], CSV, LINES)).body == '"\\ud800"\n'


def test_an_envelope_may_be_answered_in_records(text):
    request = Case(status=200, body=b'{"instances": ["good"]}', accept=CSV)

    assert ask(text, request).body == "pos\n"


@pytest.mark.parametrize("accept", [CSV, LINES])
def test_probabilities_are_not_left_out_in_silence(text, accept):
    body = b'{"instances": ["good"], "parameters": {"probabilities": true}}'
    answer = ask(text, Case(status=400, body=body, accept=accept))

    assert (answer.status, answer.body["error"]["code"]) == (400, "invalid_parameters")
    assert "ask for JSON" in answer.body["error"]["message"]


@pytest.mark.parametrize(
    ("given", "body", "status", "code", "said"),
    [
        (CSV, b"", 400, "no_instances", "at least one record"),
        (LINES, b"", 400, "no_instances", "at least one line"),
        (CSV, b"\n\n", 400, "no_instances", "at least one record"),
        (LINES, b"\n\n", 400, "no_instances", "at least one line"),
        (CSV, b'good\nb "d"\n', 400, "invalid_csv", "record 1 "),
        (LINES, b'"good"\n{\n', 400, "invalid_json", "Line 1 "),
        (CSV, b"good\na,b\n", 400, "invalid_instance", "Instance 1 "),
        (LINES, b'"good"\n7\n', 400, "invalid_instance", "Instance 1 "),
        # Never an envelope.
        (LINES, b'{"instances": ["a"]}\n', 400, "invalid_instance", "Instance 0 "),
        (CSV, b"\xff\n", 400, "invalid_csv", "not UTF-8"),
        (LINES, b"\xff\n", 400, "invalid_json", "not UTF-8"),
        (f"{CSV}; charset=latin-1", b"a\n", 415, "unsupported_media_type", "CSV in"),
        (f"{CSV}; header=present", b"a\n", 415, "unsupported_media_type", "header"),
        (f"{LINES}; charset=utf-16", b"1\n", 415, "unsupported_media_type", "lines in"),
        ("application/x-ndjson", b"1\n", 415, "unsupported_media_type", LINES),
    ],
)
def test_errors_are_json_whatever_was_asked_for(  # noqa: PLR0913, PLR0917 - a table
    text, given, body, status, code, said
):
    answer = ask(text, Case(status=status, body=body, content_type=given, accept=CSV))

    assert (answer.status, answer.body["error"]["code"]) == (status, code)
    assert said in answer.body["error"]["message"]
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("given", ["TEXT/CSV; Charset=UTF-8; header=absent", CSV])
def test_parameters_that_say_what_holds_anyway(text, given):
    answer = ask(text, Case(status=200, body=b"good\n", content_type=given))

    assert answer.body == "pos\n"


@pytest.mark.parametrize("body", [b'["good"]', b"{", b""])
def test_a_form_that_there_is_not_is_406_before_anything_is_read(text, body):
    answer = ask(text, Case(status=406, body=body, accept="image/png"))

    assert (answer.status, answer.body["error"]["code"]) == (406, "not_acceptable")


def test_an_empty_field_is_missing_and_an_empty_text_is_one():
    columns = (
        Column(name="n", type="number", nullable=True),
        Column(name="s", type="string", nullable=True),
        Column(name="t", type="string"),
        Column(name="b", type="boolean", nullable=True),
    )
    schema = InputSchema(kind="tabular", container="dataframe", columns=columns)

    class Echo:
        def predict(self, frame):
            return [json.dumps([str(v) for v in row]) for row in frame.to_numpy()]

    model = loaded(
        packaged(
            Echo(),
            schema=schema,
            instances=[[1, "a", "b", True]],
            predictions=['["1.0", "a", "b", "True"]'],
        )
    )
    request = Case(status=200, body=b",,,\n1,a,b,True\n", content_type=CSV, accept=JSON)
    by_json = case([[None, None, "", None], [1, "a", "b", True]], JSON, None)

    assert ask(model, request).body == ask(model, by_json).body
    assert json.loads(ask(model, request).body[0]) == ["nan", "nan", "", "None"]


@pytest.mark.parametrize("form", [CSV, LINES])
def test_an_answer_as_long_as_that_of_json_may_be_is_the_longest(
    form, monkeypatch, text
):
    request = case(["good"] * 10, form, None)
    size = len(ask(text, request).raw)

    monkeypatch.setattr("prediction.answers.MAX_BYTES", size)
    assert ask(text, request).status == 200
    monkeypatch.setattr("prediction.answers.MAX_BYTES", size - 1)
    refused = ask(text, request)
    assert (refused.status, refused.body["error"]["code"]) == (413, "payload_too_large")
