"""Which events the function answers, and with what time."""

import base64
import time

import pytest

from routing.api_request import api_request
from tests.support.inference_api import Context, get_event, post_event

HEADERS = {"content-type": "application/json"}


@pytest.mark.parametrize(
    "event",
    [
        None,
        3,
        "text",
        [],
        {},
        {"body": ["some text"]},
        {"requestContext": None},
        post_event("[]", headers={}) | {"resource": "/other"},
        post_event("[]", headers={}) | {"resource": None},
        post_event("[]", headers={}) | {"resource": ["/inferences"]},
    ],
)
def test_what_no_route_sends_is_not_found(api, event):
    answer = api.call(event, method="POST", path="/other")

    assert answer.status == 404


@pytest.mark.parametrize(
    ("event", "allowed"),
    [
        (post_event("[]", headers=HEADERS) | {"httpMethod": "PUT"}, "POST"),
        (get_event("0" * 32) | {"httpMethod": "DELETE"}, "GET"),
        (get_event("0" * 32) | {"httpMethod": None}, "GET"),
    ],
)
def test_another_method_is_told_the_right_one(api, event, allowed):
    path = event["resource"].replace("{id}", "0")
    answer = api.call(event, method="PUT", path=path)

    assert answer.status == 405
    assert answer.headers["Allow"] == allowed


@pytest.mark.parametrize(
    "identity",
    # A key's ID names it in one Region alone.
    [None, {}, {"apiKeyId": "id"}, {"apiKey": None}, {"apiKey": ""}, {"apiKey": ["k"]}],
)
def test_who_has_no_key_has_no_records(api, identity):
    event = post_event('["a"]', headers=HEADERS)
    event["requestContext"]["identity"] = identity

    answer = api.call(event, method="POST", path="/inferences")

    assert (answer.status, answer.body["error"]["code"]) == (403, "forbidden")
    assert api.records.all() == []


def test_a_base64_body_is_read(api):
    event = post_event(base64.b64encode(b'["a"]').decode(), headers=HEADERS)

    answer = api.call(
        event | {"isBase64Encoded": True}, method="POST", path="/inferences"
    )

    assert answer.status == 200


def test_headers_may_be_written_in_any_case(api):
    event = post_event('["a"]', headers={"IDEMPOTENCY-KEY": "x" * 129})

    assert api.call(event, method="POST", path="/inferences").status == 400


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/v1/inferences", "/v1/inferences/"),
        ("/v1/inferences/", "/v1/inferences/"),
        ("/base/inferences", "/base/inferences/"),
        (None, "/inferences/"),
        ("/v1/\r\nSet-Cookie: x", "/inferences/"),
        ("//evil.example/inferences", "/inferences/"),
    ],
)
def test_the_location_is_below_the_path_that_was_called(api, path, location):
    api.attempts.do = api.attempts.hand_over
    event = post_event('["a"]', headers=HEADERS)
    event["requestContext"]["path"] = path

    answer = api.call(event, method="POST", path="/inferences")

    assert answer.headers["Location"] == location + answer.body["id"]


def deadline(event, *, lambda_seconds=60.0, now=1000.0):
    request = api_request(
        event, Context(lambda_seconds), monotonic=lambda: 0.0, now=lambda: now
    )
    return request.deadline


def at(epoch):
    event = post_event('["a"]', headers=HEADERS)
    event["requestContext"]["requestTimeEpoch"] = epoch
    return event


@pytest.mark.parametrize(
    ("epoch", "seconds", "expected"),
    [
        (1_000_000, 60, 27.5),
        # A cold start took five of them.
        (995_000, 60, 22.5),
        (1_000_000, 10, 9.5),
        # A clock that is off, or none.
        (2_000_000, 60, 27.5),
        (0, 60, 27.5),
        (None, 60, 27.5),
        ("995000", 60, 27.5),
    ],
)
def test_the_time_is_what_the_gateway_and_lambda_leave(epoch, seconds, expected):
    assert deadline(at(epoch), lambda_seconds=seconds) == pytest.approx(expected)


def test_attempts_get_that_time(api):
    before = time.monotonic()
    api.post()
    [(_, until)] = api.attempts.asked

    assert before + 27 < until < time.monotonic() + 28
