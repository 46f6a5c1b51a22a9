"""What functions may answer to a Lambda proxy integration."""

import base64
import json

import pytest

from local_aws.gateway.errors import GatewayError
from local_aws.gateway.http import Request
from local_aws.gateway.proxy_answer import proxy_response


def asked(**headers):
    return Request(
        method="POST",
        path="/",
        headers=tuple(
            (name.replace("_", "-"), value) for name, value in headers.items()
        ),
        query=(),
        body=b"",
        source_ip="127.0.0.1",
        protocol="HTTP/1.1",
    )


def answered(answer, request=None, binary=()):
    return proxy_response(json.dumps(answer).encode(), request or asked(), binary)


def test_status_headers_and_body():
    response = answered({"statusCode": 201, "headers": {"X-A": "b"}, "body": "ü"})
    assert response.status == 201
    assert response.headers == (("X-A", "b"), ("Content-Type", "application/json"))
    assert response.body == "ü".encode()


def test_what_is_left_out_has_defaults():
    response = answered({})
    assert (response.status, response.body) == (200, b"")
    assert response.headers == (("Content-Type", "application/json"),)


@pytest.mark.parametrize(
    ("value", "text"), [("200", None), (7, "7"), (1.5, "1.5"), (True, "true")]
)
def test_numbers_and_booleans_are_texts_in_headers(value, text):
    response = answered({"statusCode": "200", "headers": {"X": value}})
    assert dict(response.headers)["X"] == (text or value)


def test_values_of_both_maps_are_merged():
    response = answered(
        {
            "headers": {"Set-Cookie": "a=1", "content-type": "text/csv"},
            "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]},
        }
    )
    assert response.headers == (
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
        ("content-type", "text/csv"),
    )


@pytest.mark.parametrize("name", ["Server", "date", "WWW-Authenticate", "Connection"])
def test_headers_of_the_gateway_s_own_are_remapped(name):
    response = answered({"headers": {name: "x"}})
    assert response.headers[0] == (f"x-amzn-Remapped-{name}", "x")


def test_transfer_encoding_is_dropped():
    assert len(answered({"headers": {"Transfer-Encoding": "chunked"}}).headers) == 1


@pytest.mark.parametrize(
    ("accept", "decoded"),
    [
        ("image/png", True),
        ("image/png;q=0.8, */*", True),
        ("text/plain, image/png", False),
        (None, False),
    ],
)
def test_base64_is_decoded_for_who_accepts_bytes(accept, decoded):
    encoded = base64.b64encode(b"\xff\x00").decode()
    request = asked(Accept=accept) if accept else asked()
    response = answered(
        {"body": encoded, "isBase64Encoded": True}, request, ("image/*",)
    )
    assert response.body == (b"\xff\x00" if decoded else encoded.encode())


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "text",
        [],
        {"statusCode": "abc"},
        {"statusCode": None},
        {"statusCode": True},
        {"statusCode": 99},
        {"statusCode": 600},
        {"body": {"a": 1}},
        {"body": 1},
        {"headers": []},
        {"headers": {"X": None}},
        {"headers": {"X": ["a"]}},
        {"headers": {"X": "a\r\nY: b"}},
        {"headers": {"X\n": "a"}},
        {"headers": {"X": "a" * 10_240}},
        {"multiValueHeaders": {"X": "a"}},
        {"predictions": []},
    ],
)
def test_anything_else_is_malformed(answer):
    with pytest.raises(GatewayError) as error:
        answered(answer)
    assert error.value.kind.status == 502
    assert error.value.detail.startswith("Malformed Lambda proxy response: ")
    assert str(error.value) == "Internal server error"


def test_broken_base64_and_broken_json_are_malformed():
    with pytest.raises(GatewayError):
        answered({"body": "?", "isBase64Encoded": True}, asked(Accept="a/b"), ("a/b",))
    with pytest.raises(GatewayError):
        proxy_response(b"{", asked(), ())
