"""Events of API Gateway, of whoever calls the function, and of nobody."""

import base64
import json

import pytest

from tests.support.corpus import Case
from tests.support.fronts import Context, from_proxy, lambda_front, proxy_event

GOOD = Case(status=200, body=b'["good"]')


def call(model, event):
    return lambda_front(model)(event, Context())


def test_a_proxy_event(text):
    answer = call(text, proxy_event(GOOD))

    assert answer == {
        "statusCode": 200,
        "headers": {
            "Content-Type": "application/json",
            "X-Model-Name": "tiny",
            "X-Model-Version": text.manifest.version,
        },
        "body": '["pos"]',
        "isBase64Encoded": False,
    }


def test_a_body_in_base64(text):
    event = proxy_event(GOOD)
    event["body"] = base64.b64encode(GOOD.body).decode()
    event["isBase64Encoded"] = True
    assert from_proxy(call(text, event)).body == ["pos"]

    for body in ("[", "WyJnb29kIl0", "WyJ nb29kIl0=", "\ud800", "é"):
        answer = from_proxy(call(text, {**event, "body": body}))
        assert (answer.status, answer.body["error"]["code"]) == (400, "invalid_json")
        assert "base64" in answer.body["error"]["message"]


@pytest.mark.parametrize(
    "headers", [None, {}, {"CONTENT-TYPE": "application/json"}, [], {"content-type": 5}]
)
def test_headers_of_any_form(text, headers):
    assert call(text, {**proxy_event(GOOD), "headers": headers})["statusCode"] == 200


@pytest.mark.parametrize("name", ["Content-Type", "content-type", "CONTENT-TYPE"])
def test_the_content_type_in_any_case(text, name):
    event = {**proxy_event(GOOD), "headers": {name: "text/plain"}}

    assert call(text, event)["statusCode"] == 415


@pytest.mark.parametrize("method", ["GET", "PUT", "", None, 5])
def test_another_method(text, method):
    answer = from_proxy(call(text, proxy_event(GOOD, method=method)))

    assert (answer.status, answer.body["error"]["code"]) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "POST"


def test_errors_are_named_as_the_gateway_names_the_request(text):
    answer = from_proxy(call(text, proxy_event(Case(status=400, body=None))))
    assert answer.body["error"]["request_id"] == "a-request"

    event = {**proxy_event(Case(status=400, body=None)), "requestContext": {}}
    answer = from_proxy(call(text, event))
    assert answer.body["error"]["request_id"] == "an-invocation"


def test_the_plain_form(text):
    assert call(text, {"body": ["good"]}) == {"statusCode": 200, "body": ["pos"]}
    assert call(text, {"body": "good"}) == {"statusCode": 200, "body": ["pos"]}
    answer = call(text, {"body": {"instances": ["good"]}})
    assert answer["body"]["predictions"] == ["pos"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ([float("nan")], "invalid_json"),
        ([float("inf")], "invalid_json"),
        (["\ud800"], "invalid_json"),
        ([10**5000], "invalid_json"),
        (None, "no_instances"),
        ([], "no_instances"),
        ([5], "invalid_instance"),
    ],
)
def test_the_plain_form_is_read_as_strictly(text, body, code):
    answer = call(text, {"body": body})

    assert (answer["statusCode"], answer["body"]["error"]["code"]) == (400, code)


def test_the_plain_form_too_deep_for_anybody(text):
    deep: list = []
    for _ in range(100_000):
        deep = [deep]

    answer = call(text, {"body": deep})

    assert answer["body"]["error"]["code"] == "invalid_json"


@pytest.mark.parametrize(
    "event",
    [
        None,
        [],
        "text",
        5,
        {},
        {"Records": [{"eventSource": "aws:sqs"}]},
        {"requestContext": None},
        {"version": "2.0", "requestContext": "x"},
    ],
)
def test_an_event_of_another_kind_is_answered(text, event):
    answer = call(text, event)

    assert answer["statusCode"] == 400
    assert answer["body"]["error"]["code"] == "no_instances"
    assert answer["body"]["error"]["request_id"] == "an-invocation"


@pytest.mark.parametrize("field", ["httpMethod", "headers", "body", "requestContext"])
@pytest.mark.parametrize("value", [None, 5, [], {}, "x", True])
def test_a_proxy_event_with_anything_in_it_is_answered(text, field, value):
    answer = call(text, {**proxy_event(GOOD), field: value})

    assert 200 <= answer["statusCode"] < 500
    json.dumps(answer)
