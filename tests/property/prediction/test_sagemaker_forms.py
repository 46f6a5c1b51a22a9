"""Whatever is sent to the SageMaker front, every form says the same, or why not."""

import json
import string

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from http_contract.errors import STATUS, RequestError
from http_contract.formats import Format
from prediction import csv_records
from prediction.answer_body import to_lines
from tests.property.prediction.test_hostile_requests import INNER, MODELS, json_values
from tests.support.corpus import Case
from tests.support.forms import CSV, JSON, LINES, TYPES, case, texts_of, to_csv
from tests.support.fronts import call_wsgi, sagemaker_front

# A busy machine is no counterexample.
unhurried = settings(deadline=None)

texts = st.text(st.characters(codec="utf-8"))
numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(
    -(10**100), 10**100
)
INSTANCES = {
    "text": texts,
    "array": st.lists(numbers, min_size=3, max_size=3),
    "frame": st.tuples(st.none() | st.integers(-(2**53), 2**53), texts).map(list),
}


def ask(name, request):
    return call_wsgi(sagemaker_front(MODELS[name]), request)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.filterwarnings("ignore:overflow encountered")
@pytest.mark.filterwarnings("ignore:invalid value encountered")
@unhurried
@given(data=st.data(), accept=st.sampled_from(TYPES))
def test_every_form_gets_the_answer_of_json(name, data, accept):
    instances = data.draw(st.lists(INSTANCES[name], min_size=1, max_size=6))
    expected = ask(name, case(instances, JSON, accept))

    # 422: numbers near the end of the range have no finite prediction.
    assert expected.status in {200, 422}
    for given_type in (CSV, LINES):
        answer = ask(name, case(instances, given_type, accept))
        assert (answer.status, answer.raw) == (expected.status, expected.raw)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.filterwarnings("ignore:overflow encountered")
@pytest.mark.filterwarnings("ignore:invalid value encountered")
@unhurried
@given(data=st.data(), given_type=st.sampled_from(TYPES))
def test_an_answer_says_the_same_in_every_form(name, data, given_type):
    instances = data.draw(st.lists(INSTANCES[name], min_size=1, max_size=6))
    by_json, by_csv, by_lines = (
        ask(name, case(instances, given_type, accept)) for accept in (JSON, CSV, LINES)
    )

    if by_json.status != 200:
        assert by_json.raw == by_csv.raw == by_lines.raw
        return
    assert texts_of(by_lines.body, LINES) == by_json.body
    found = texts_of(by_csv.body, CSV)
    if name == "array":
        found = [float(text) for text in found]
    assert found == by_json.body


hostile = (
    st.binary(max_size=200)
    | st.text('",\r\n ax1.', max_size=40).map(str.encode)
    | st.lists(json_values | texts, max_size=4).map(
        lambda values: "\n".join(json.dumps(value) for value in values).encode()
    )
    | st.lists(
        st.lists(texts | numbers.map(repr), min_size=1, max_size=4), max_size=4
    ).map(lambda rows: to_csv(rows).encode())
)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.filterwarnings("ignore:overflow encountered")
@pytest.mark.filterwarnings("ignore:invalid value encountered")
@unhurried
@given(
    body=hostile,
    content_type=st.sampled_from([CSV, LINES, "text/csv; charset=utf-8"]),
    accept=st.none() | st.sampled_from(TYPES) | st.text(string.printable, max_size=30),
)
@example(body=b'a"b\n', content_type=CSV, accept=None)
@example(body=b'"' * 5, content_type=CSV, accept=None)
@example(body=b"1,2,3\n1,2\n", content_type=CSV, accept=None)
def test_any_body_is_answered_honestly(name, body, content_type, accept):
    request = Case(status=0, body=body, content_type=content_type, accept=accept)
    answer = ask(name, request)

    assert answer.status in {200, 400, 406, 422}
    if answer.status != 200:
        assert answer.headers["Content-Type"] == JSON
        error = answer.body["error"]
        assert STATUS[error["code"]] == answer.status
        assert len(error["message"]) < 500
        assert not [word for word in INNER if word in error["message"]]


@unhurried
@given(
    accept=st.text(string.printable, max_size=60)
    | st.text('*/,;q=0.1"jsont ', max_size=40)
)
def test_any_accept_is_answered(accept):
    answer = ask("text", Case(status=0, body=b'["good"]', accept=accept))

    assert answer.status in {200, 406}
    if answer.status == 200:
        form = answer.headers["Content-Type"].split(";")[0]
        assert form in TYPES
        # What was asked for by name and nothing else is what comes.
        if accept.strip().lower() in TYPES:
            assert form == accept.strip().lower()


# A record of one empty field is an empty line, which nobody may send.
records = st.lists(texts, min_size=1, max_size=4).filter(lambda row: row != [""])


@unhurried
@given(rows=st.lists(records, max_size=5))
def test_the_reader_takes_all_that_csv_has(rows):
    assert csv_records.read(to_csv(rows)) == rows


@unhurried
@given(body=hostile)
def test_the_reader_takes_nothing_that_csv_lacks(body):
    try:
        rows = csv_records.read(body)
    except RequestError:
        return
    assert csv_records.read(to_csv(rows)) == rows
    # No quote was guessed about: each one stands in quotes, or begins or ends them.
    if b'"' not in body:
        lines = body.decode().replace("\r\n", "\n").rstrip("\n").split("\n")
        assert rows == [line.split(",") for line in lines] or rows == []


@unhurried
@given(labels=st.lists(texts, min_size=1, max_size=5))
def test_labels_can_be_read_back(labels):
    assert csv_records.read(to_lines(labels, Format.CSV)) == [[it] for it in labels]
