"""The same payload gets the same answer on every front, and as documented."""

import pytest
from openapi_spec_validator import validate

from tests.support.corpus import BINARY_CORPUS, CORPUS, ROW_CORPUS
from tests.support.fronts import (
    Context,
    call_wsgi,
    from_proxy,
    lambda_front,
    proxy_event,
    sagemaker_front,
)
from tests.support.openapi import check_answer, check_request, document

ALL = {**CORPUS, **BINARY_CORPUS}
ANOTHER_TYPE = "another content type"


def check_alike(model, case):
    gateway = from_proxy(lambda_front(model)(proxy_event(case), Context()))
    container = call_wsgi(sagemaker_front(model), case)

    assert gateway.status == case.status
    assert gateway.comparable == container.comparable
    return gateway, container


@pytest.mark.parametrize("name", [name for name in ALL if name != ANOTHER_TYPE])
def test_fronts_answer_alike(text, name):
    gateway, container = check_alike(text, ALL[name])

    assert gateway.raw == container.raw


@pytest.mark.filterwarnings("ignore:overflow encountered")
@pytest.mark.parametrize("name", ROW_CORPUS)
def test_fronts_answer_rows_alike(array, name):
    gateway, container = check_alike(array, ROW_CORPUS[name])

    assert gateway.raw == container.raw


def test_each_front_names_the_content_types_that_it_takes(text):
    gateway, container = check_alike(text, ALL[ANOTHER_TYPE])

    assert "jsonlines" not in gateway.body["error"]["message"]
    assert "jsonlines" in container.body["error"]["message"]


@pytest.mark.parametrize("name", ALL)
def test_answers_are_as_documented(text, name):
    answer = from_proxy(lambda_front(text)(proxy_event(ALL[name]), Context()))

    check_answer(
        method="POST",
        path="/predict",
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
    )


def test_every_answer_of_a_front_without_a_model_is_documented():
    answer = from_proxy(lambda_front(None)(proxy_event(ALL["a bare list"]), Context()))

    assert answer.status == 503
    check_answer(
        method="POST",
        path="/predict",
        status=503,
        headers=answer.headers,
        body=answer.body,
    )


def test_the_document_is_valid_openapi():
    validate(document())


def test_the_documents_own_examples_fit_it():
    post = document()["paths"]["/predict"]["post"]
    [request] = post["requestBody"]["content"].values()
    for example in request["examples"].values():
        check_request(example["value"])
    for status, answer in post["responses"].items():
        for content in answer.get("content", {}).values():
            for example in content.get("examples", {}).values():
                check_answer(
                    method="post",
                    path="/predict",
                    status=int(status),
                    headers={
                        "content-type": "application/json",
                        "x-model-name": "newsgroups",
                        "x-model-version": "0123456789abcdef",
                    },
                    body=example["value"],
                )


GOOD = {
    "method": "POST",
    "path": "/predict",
    "status": 200,
    "headers": {
        "Content-Type": "application/json",
        "X-Model-Name": "tiny",
        "X-Model-Version": "0123456789abcdef",
    },
    "body": ["a"],
}
ERROR = {"error": {"code": "invalid_json", "message": "m", "request_id": "r"}}


@pytest.mark.parametrize(
    "change",
    [
        {"status": 201},
        {"status": 302},
        {"path": "/other"},
        {"method": "GET"},
        {"method": "GET", "status": 405, "body": ERROR},
        {"headers": {"Content-Type": "application/json"}},
        {"headers": {**GOOD["headers"], "Content-Type": "text/plain"}},
        {"headers": {**GOOD["headers"], "X-Model-Version": "1"}},
        {"body": []},
        {"body": {"predictions": ["a"]}},
        {"body": {**ERROR}},
        {"status": 404, "body": ERROR},
        {"status": 422, "body": ERROR},
        {"status": 400, "body": {"error": {"code": "invalid_json", "message": "m"}}},
        {"status": 400, "body": {"message": "Forbidden"}},
        {"status": 503, "body": ERROR},
    ],
)
def test_the_check_refuses_what_is_not_documented(change):
    check_answer(**GOOD)
    with pytest.raises(AssertionError):
        check_answer(**{**GOOD, **change})
