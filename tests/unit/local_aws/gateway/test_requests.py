"""Requests to a deployed API, over HTTP."""

import base64
import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest


def test_the_event_is_a_rest_api_s(api):
    event = api.echo(
        "POST", "/echo?a=1&a=2&b=%C3%BC", '{"x": 1}', content_type="application/json"
    )
    context = event.pop("requestContext")
    headers = event.pop("headers")
    assert {name: [value] for name, value in headers.items()} == event.pop(
        "multiValueHeaders"
    )
    assert event == {
        "resource": "/echo",
        "path": "/echo",
        "httpMethod": "POST",
        "queryStringParameters": {"a": "2", "b": "ü"},
        "multiValueQueryStringParameters": {"a": ["1", "2"], "b": ["ü"]},
        "pathParameters": None,
        "stageVariables": None,
        "body": '{"x": 1}',
        "isBase64Encoded": False,
    }
    # As they were sent, and what the gateway adds; nothing of the connection.
    assert headers["content-type"] == "application/json"
    assert headers["Host"] == f"{api.id}.execute-api.eu-west-1.amazonaws.com"
    assert headers["X-Forwarded-For"] == "127.0.0.1"
    assert headers["X-Forwarded-Proto"] == "https"
    assert headers["X-Amzn-Trace-Id"].startswith("Root=1-")
    assert "Content-Length" not in headers
    assert context["apiId"] == api.id
    assert context["stage"] == "v1"
    assert context["path"] == "/v1/echo"
    assert context["resourcePath"] == "/echo"
    assert context["resourceId"] == api.resources["/echo"]
    assert context["httpMethod"] == "POST"
    assert context["protocol"] == "HTTP/1.1"
    assert context["accountId"] == api.served.local.account_id
    assert context["identity"]["sourceIp"] == "127.0.0.1"
    assert context["identity"]["userAgent"].startswith("python-urllib3")
    assert "apiKeyId" not in context["identity"]
    assert context["requestTimeEpoch"] > 1_700_000_000_000


def test_nothing_is_null_rather_than_empty(api):
    event = api.echo("GET", "/echo")
    assert event["body"] is None
    assert event["queryStringParameters"] is None
    assert event["multiValueQueryStringParameters"] is None


def test_the_ids_of_an_answer_are_those_of_its_event(api):
    answer = api.ask("GET", "/echo")
    context = answer.json()["requestContext"]
    assert answer.headers["x-amzn-RequestId"] == context["requestId"]
    assert answer.headers["x-amz-apigw-id"] == context["extendedRequestId"]


def test_path_parameters_are_decoded(api):
    event = api.echo("GET", "/items/a%20%C3%BC")
    assert event["pathParameters"] == {"id": "a ü"}
    assert event["path"] == "/items/a ü"
    assert event["resource"] == "/items/{id}"


def test_headers_that_come_twice_are_both_there(api):
    split = urlsplit(api.url)
    connection = http.client.HTTPConnection(split.netloc)
    connection.putrequest("GET", f"{split.path}/echo")
    connection.putheader("X-Twice", "one")
    connection.putheader("X-Twice", "two")
    connection.endheaders()
    event = json.loads(connection.getresponse().read())
    connection.close()
    assert event["headers"]["X-Twice"] == "two"
    assert event["multiValueHeaders"]["X-Twice"] == ["one", "two"]


def test_what_is_no_utf_8_is_replaced(api):
    event = api.echo("POST", "/echo", b'["\xff"]')
    assert event["body"] == '["\N{REPLACEMENT CHARACTER}"]'


def test_a_chunked_body_arrives_whole(api):
    event = api.echo("POST", "/echo", iter([b'["a",', b'"b"]']))
    assert event["body"] == '["a","b"]'


def test_head_has_the_head_only(api):
    answer = api.ask("HEAD", "/echo")
    assert (answer.status, answer.data) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 0


def test_requests_are_answered_side_by_side(api):
    with ThreadPoolExecutor(4) as clients:
        answers = list(
            clients.map(lambda _: api.ask("POST", "/echo", {"sleep": 0.5}), range(4))
        )
    assert [answer.status for answer in answers] == [200] * 4
    contexts = [answer.json()["requestContext"] for answer in answers]
    assert len({context["requestId"] for context in contexts}) == 4


def test_an_unknown_path_or_method_is_missing_its_token(api):
    for method, path in (("GET", "/nothing"), ("POST", "/items/1")):
        answer = api.ask(method, path)
        assert answer.status == 404  # as the API has it; AWS says 403
        assert answer.json()["code"] == "MISSING_AUTHENTICATION_TOKEN"
        assert answer.json()["message"] == "Missing Authentication Token"
        assert answer.json()["id"] == answer.headers["x-amzn-RequestId"]
        assert answer.headers["X-Kind"] == "missing"
        assert (
            answer.headers["x-amzn-ErrorType"] == "MissingAuthenticationTokenException"
        )


def test_an_unknown_api_or_stage_is_forbidden(api):
    for url in (
        api.url.replace("/v1", "/v2"),
        api.url.replace(api.id, "0000000000"),
        f"{api.served.local.url}/_aws/execute-api/",
    ):
        answer = api.http.request("GET", f"{url}/echo")
        assert (answer.status, answer.json()) == (403, {"message": "Forbidden"})


@pytest.mark.parametrize(
    "wanted",
    [
        {"raise": "boom"},
        {"answer": {"statusCode": "x"}},
        {"answer": {"body": {"not": "text"}}},
        {"answer": None},
    ],
)
def test_a_function_that_fails_or_answers_wrongly_is_a_bad_gateway(api, wanted):
    answer = api.ask("POST", "/echo", wanted)
    assert answer.status == 502
    assert answer.json() == {"message": "Internal server error"}
    assert answer.headers["x-amzn-ErrorType"] == "InternalServerErrorException"


def test_an_answer_that_comes_too_late_is_a_time_out(api):
    answer = api.ask("POST", "/slow", {"sleep": 1})
    assert answer.status == 504
    assert answer.json() == {"message": "Endpoint request timed out"}


def test_bodies_have_two_limits(api):
    over_lambda = api.ask("POST", "/echo", b"x" * (6 * 1024 * 1024))
    over_gateway = api.ask("POST", "/echo", b"x" * (10 * 1024 * 1024 + 1))
    for answer in (over_lambda, over_gateway):
        assert answer.status == 413
        assert answer.json()["code"] == "REQUEST_TOO_LARGE"


def test_headers_have_a_limit(api):
    assert api.ask("GET", "/echo", x_long="x" * 9_000).status == 200
    assert api.ask("GET", "/echo", x_long="x" * 10_240).status == 431


def test_a_throttled_function_is_an_internal_error(api, served, function):
    client = served.client("lambda")
    client.put_function_concurrency(
        FunctionName=function, ReservedConcurrentExecutions=0
    )
    try:
        answer = api.ask("GET", "/echo")
    finally:
        client.delete_function_concurrency(FunctionName=function)
    assert (answer.status, answer.json()) == (500, {"message": "Internal server error"})


def test_a_function_that_does_not_let_itself_be_called(new_api):
    api = new_api()
    api.proxy("GET", "/echo")
    api.deploy()
    assert api.ask("GET", "/echo").status == 500
    api.permit("v1/POST/*")
    assert api.ask("GET", "/echo").status == 500
    api.permit("v1/GET/echo")
    assert api.ask("GET", "/echo").status == 200


def test_binary_types_are_base64(new_api):
    api = new_api()
    api.permit()
    api.proxy("POST", "/echo")
    api.gateway.update_rest_api(
        restApiId=api.id,
        patchOperations=[
            {"op": "add", "path": "/binaryMediaTypes/image~1png", "value": "image/png"}
        ],
    )
    api.deploy()
    event = api.echo("POST", "/echo", b"\xff\x00", content_type="image/png")
    assert event["isBase64Encoded"] is True
    assert base64.b64decode(event["body"]) == b"\xff\x00"
    assert api.echo("POST", "/echo", b"a", content_type="text/a")["body"] == "a"


def test_stage_variables_are_in_the_event(new_api):
    api = new_api()
    api.permit()
    api.proxy("GET", "/echo")
    api.deploy()
    api.patch_stage(("/variables/colour", "blue"))
    assert api.echo("GET", "/echo")["stageVariables"] == {"colour": "blue"}


def test_only_what_was_deployed_is_served(new_api):
    api = new_api()
    api.mock("GET", "/a", {"200": (None, "first", {})})
    api.deploy()
    api.gateway.delete_method(
        restApiId=api.id, resourceId=api.resources["/a"], httpMethod="GET"
    )
    api.mock("GET", "/a", {"200": (None, "second", {})})
    api.mock("GET", "/b", {"200": (None, "new", {})})
    assert api.ask("GET", "/a").data == b"first"
    assert api.ask("GET", "/b").status == 403
    api.deploy()
    assert api.ask("GET", "/a").data == b"second"
    assert api.ask("GET", "/b").status == 200
