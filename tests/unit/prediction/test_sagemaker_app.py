"""What SageMaker asks of a container."""

import pytest

from http_contract.body_text import MAX_BYTES
from tests.support.corpus import Case
from tests.support.fronts import call_wsgi, sagemaker_front

GOOD = Case(status=200, body=b'["good"]')


def test_invocations(text):
    answer = call_wsgi(sagemaker_front(text), GOOD)

    assert (answer.status, answer.body) == (200, ["pos"])
    assert answer.headers["X-Model-Version"] == text.manifest.version
    assert answer.headers["Content-Length"] == str(len('["pos"]'))


CUSTOM = "X-Amzn-SageMaker-Custom-Attributes"


@pytest.mark.parametrize("body", [b'["good"]', b"[5]"])
def test_which_model_was_asked_reaches_who_calls_sagemaker(text, body):
    """It hands on no other header of a container."""
    answer = call_wsgi(sagemaker_front(text), Case(status=0, body=body))

    version = text.manifest.version
    assert answer.headers[CUSTOM] == f"model_name=tiny;model_version={version}"


def test_where_no_model_was_asked_none_is_named(text):
    assert (
        CUSTOM
        not in call_wsgi(sagemaker_front(text), Case(status=0, body=b"{")).headers
    )


def test_ping(text):
    ask = Case(status=200, body=None)

    assert call_wsgi(sagemaker_front(text), ask, path="/ping", method="GET").status == (
        200
    )
    assert call_wsgi(sagemaker_front(None), ask, path="/ping", method="GET").status == (
        503
    )


@pytest.mark.parametrize(
    ("asked", "status", "code", "allow"),
    [
        ("GET /", 404, "not_found", None),
        ("POST /invocations/", 404, "not_found", None),
        ("POST /predict", 404, "not_found", None),
        ("GET /invocations", 405, "method_not_allowed", "POST"),
        ("PUT /invocations", 405, "method_not_allowed", "POST"),
        ("POST /ping", 405, "method_not_allowed", "GET"),
        ("HEAD /ping", 405, "method_not_allowed", "GET"),
        ("POST /execution-parameters", 405, "method_not_allowed", "GET"),
    ],
)
def test_other_paths_and_methods(text, asked, status, code, allow):
    method, path = asked.split()
    answer = call_wsgi(sagemaker_front(text), GOOD, path=path, method=method)

    assert (answer.status, answer.body["error"]["code"]) == (status, code)
    assert answer.headers.get("Allow") == allow
    assert answer.body["error"]["request_id"]


def test_a_body_over_the_limit_is_not_read_to_its_end(text):
    body = b'"' + b"a" * (MAX_BYTES * 2)

    answer = call_wsgi(sagemaker_front(text), Case(status=413, body=body))

    assert (answer.status, answer.body["error"]["code"]) == (413, "payload_too_large")


def test_execution_parameters(text):
    ask = Case(status=200, body=None)
    answer = call_wsgi(
        sagemaker_front(text), ask, path="/execution-parameters", method="GET"
    )

    assert (answer.status, answer.body) == (
        200,
        {
            "MaxConcurrentTransforms": 1,
            "BatchStrategy": "MULTI_RECORD",
            "MaxPayloadInMB": 6,
        },
    )


def test_health_is_told_to_nobody(text, told):
    app = sagemaker_front(text, told)
    for path in ("/ping", "/execution-parameters"):
        call_wsgi(app, Case(status=200, body=None), path=path, method="GET")

    assert told.answers == []


def test_without_a_model_requests_are_503_and_told_of(told):
    answer = call_wsgi(sagemaker_front(None, told), GOOD)

    assert (answer.status, answer.body["error"]["code"]) == (503, "model_unavailable")
    assert answer.headers["Retry-After"] == "5"
    assert [told.status for told in told.answers] == [503]
