"""Whatever is sent, the answer is right or has the error form."""

import base64
import json
import math
import string

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from http_contract import strict_json
from http_contract.errors import STATUS, RequestError
from tests.support.corpus import Case, array_model, frame_model, text_model
from tests.support.fronts import (
    Context,
    HttpAnswer,
    call_wsgi,
    from_proxy,
    lambda_front,
    loaded,
    proxy_event,
    sagemaker_front,
)
from tests.support.openapi import check_answer

# A busy machine is no counterexample.
unhurried = settings(deadline=None)

MODELS = {
    "text": loaded(text_model()),
    "array": loaded(array_model()),
    "frame": loaded(frame_model()),
}
# Words of the inside that no caller may read.
INNER = (
    "Traceback",
    "sklearn",
    "numpy",
    "pandas",
    "prediction/",
    "site-packages",
    "Exception",
)

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from([10**400, -(2**63) - 1, 2**53 + 1, 1e308, "NaN", "\x00"])
)
json_values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(
            st.sampled_from(["instances", "parameters", "a", "age", "city"])
            | st.text(max_size=5),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)
rows = (
    st.lists(scalars, min_size=3, max_size=3)
    | st.fixed_dictionaries({"a": scalars, "b": scalars, "c": scalars})
    | st.fixed_dictionaries({"age": scalars, "city": scalars})
)
payloads = (
    json_values
    | st.lists(st.text() | rows, max_size=5)
    | st.fixed_dictionaries(
        {"instances": st.lists(json_values | rows, max_size=5)},
        optional={
            "parameters": json_values
            | st.fixed_dictionaries({"probabilities": json_values}),
            "other": json_values,
        },
    )
)
jsons = payloads.map(lambda value: json.dumps(value).encode())
broken = st.tuples(jsons, st.integers(0, 200), st.binary(max_size=5)).map(
    lambda t: t[0][: t[1]] + t[2] + t[0][t[1] :]
)
bodies = st.none() | st.binary(max_size=200) | jsons | broken
content_types = (
    st.none()
    | st.sampled_from(
        [
            "application/json",
            "APPLICATION/JSON; charset=UTF-8",
            "application/json; charset=latin-1",
            "text/plain",
        ]
    )
    | st.text(string.printable, max_size=40)
)
cases = st.builds(Case, status=st.just(0), body=bodies, content_type=content_types)


def assert_honest(answer: HttpAnswer) -> None:
    check_answer(
        method="POST",
        path="/predict",
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
    )
    # 422: numbers near the end of the range have no finite prediction.
    assert answer.status in {200, 400, 413, 415, 422}, answer
    if answer.status != 200:
        error = answer.body["error"]
        assert STATUS[error["code"]] == answer.status
        assert len(error["message"]) < 500
        assert not [word for word in INNER if word in error["message"]]


@pytest.mark.parametrize("name", MODELS)
@unhurried
@given(case=cases)
def test_any_request_is_answered_alike_and_honestly(name, case):
    gateway = from_proxy(lambda_front(MODELS[name])(proxy_event(case), Context()))
    container = call_wsgi(sagemaker_front(MODELS[name]), case)

    assert_honest(gateway)
    assert name != "text" or gateway.status != 422
    assert gateway.comparable == container.comparable


@unhurried
@given(texts=st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=20))
def test_any_texts_get_one_label_each(texts):
    case = Case(status=200, body=json.dumps(texts).encode())
    answer = from_proxy(lambda_front(MODELS["text"])(proxy_event(case), Context()))

    assert answer.status == 200
    assert len(answer.body) == len(texts)
    assert set(answer.body) <= {"pos", "neg"}


@unhurried
@given(
    table=st.lists(
        st.lists(
            st.floats(-1e100, 1e100) | st.integers(-(10**100), 10**100),
            min_size=3,
            max_size=3,
        ),
        min_size=1,
        max_size=10,
    ),
    data=st.data(),
)
def test_rows_by_name_and_by_position_get_the_same(table, data):
    named = [
        dict(data.draw(st.permutations(list(zip("abc", row, strict=True)))))
        for row in table
    ]
    front = lambda_front(MODELS["array"])

    one = front({"body": table}, Context())
    other = front({"body": named}, Context())

    assert one == other
    assert one["statusCode"] == 200


@unhurried
@given(
    good=st.lists(st.text(), max_size=10),
    bad=st.none() | st.integers() | st.lists(st.text(), max_size=2),
    rest=st.lists(json_values, max_size=5),
)
def test_the_first_bad_index_is_the_one_named(good, bad, rest):
    body = json.dumps([*good, bad, *rest]).encode()
    case = Case(status=400, body=body)
    answer = from_proxy(lambda_front(MODELS["text"])(proxy_event(case), Context()))

    assert answer.status == 400
    if answer.body["error"]["code"] == "invalid_instance":
        assert answer.body["error"]["message"].startswith(f"Instance {len(good)} ")


events = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "body",
                    "requestContext",
                    "httpMethod",
                    "headers",
                    "isBase64Encoded",
                    "requestId",
                    "Records",
                ]
            ),
            inner | st.sampled_from(["POST", "GET", '["good"]', {}]),
            max_size=6,
        )
    ),
    max_leaves=15,
)


@unhurried
@given(event=events)
@example(event={"requestContext": {}, "httpMethod": "POST", "isBase64Encoded": 1})
def test_any_event_is_answered(event):
    answer = lambda_front(MODELS["text"])(event, Context())

    body = answer["body"]
    if isinstance(event, dict) and isinstance(event.get("requestContext"), dict):
        body = json.loads(body)
    assert answer["statusCode"] in {200, 400, 405, 413, 415}
    if answer["statusCode"] != 200:
        assert set(body) == {"error"}
    json.dumps(answer, allow_nan=False).encode()


@unhurried
@given(body=st.binary(max_size=300))
def test_base64_of_anything_is_the_thing(body):
    event = proxy_event(Case(status=0, body=b""))
    plain = call_wsgi(sagemaker_front(MODELS["text"]), Case(status=0, body=body))
    event |= {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}

    answer = from_proxy(lambda_front(MODELS["text"])(event, Context()))

    assert answer.comparable == plain.comparable


@unhurried
@given(body=st.binary(max_size=200) | jsons | broken)
def test_the_reader_takes_nothing_that_json_lacks(body):
    try:
        value = strict_json.read(body)
    except RequestError:
        return
    assert json.loads(body) == value
    # It can be written again: no NaN, no infinity, no half of a pair.
    json.dumps(value, allow_nan=False, ensure_ascii=False).encode()


@unhurried
@given(
    value=st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(st.characters(codec="utf-8")),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
        ),
        max_leaves=20,
    ),
    ascii_only=st.booleans(),
    indent=st.none() | st.integers(0, 3),
)
def test_the_reader_takes_all_that_json_has(value, ascii_only, indent):
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)

    assert strict_json.read(text) == value
    assert strict_json.read(text.encode()) == value


@unhurried
@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_floats_arrive_as_they_were_sent(number):
    found = strict_json.read(json.dumps([number]))[0]

    assert math.copysign(1, found) == math.copysign(1, number)
    assert found == number
