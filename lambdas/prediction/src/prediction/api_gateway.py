"""Proxy events of API Gateway (REST), and their answers."""

import json
from collections.abc import Mapping
from typing import Any

from http_contract import proxy_event
from http_contract.errors import ErrorCode, RequestError
from prediction.answers import Answer
from prediction.service import PredictionService, Request


def answer_event(
    event: Mapping[str, Any], service: PredictionService, *, invocation_id: str
) -> dict[str, Any]:
    """Answer a proxy event in the form that API Gateway takes.

    Args:
        event: As API Gateway makes it; anything in it may be of another type.
        service: Answers the request.
        invocation_id: Names the request if the gateway did not.

    """
    request_id = proxy_event.request_id(event, invocation_id)
    try:
        request = Request(
            body=_body(event),
            content_type=proxy_event.header(event, "content-type"),
            request_id=request_id,
        )
    except RequestError as error:
        headers = {"Allow": "POST"} if error.status == _METHOD_NOT_ALLOWED else {}
        answer = service.refuse(error, request_id=request_id, headers=headers)
    else:
        answer = service.answer(request)
    return to_proxy_answer(answer)


_METHOD_NOT_ALLOWED = 405


def to_proxy_answer(answer: Answer) -> dict[str, Any]:
    """Return an answer in the form that API Gateway takes."""
    return proxy_event.proxy_answer(
        status=answer.status,
        content_type=answer.content_type,
        headers=answer.headers,
        body=answer.body,
    )


def to_plain_answer(answer: Answer) -> dict[str, Any]:
    """Return an answer to whoever called the function itself."""
    return {"statusCode": answer.status, "body": json.loads(answer.body)}


def _body(event: Mapping[str, Any]) -> bytes | str | None:
    if event.get("httpMethod") != "POST":
        message = "Send a POST request."
        raise RequestError(ErrorCode.METHOD_NOT_ALLOWED, message)
    return proxy_event.body(event)
