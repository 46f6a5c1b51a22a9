"""Proxy events of API Gateway (REST), and their answers.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from prediction.answers import Answer
from prediction.errors import ErrorCode, RequestError
from prediction.service import PredictionService, Request


def is_proxy_event(event: object) -> bool:
    """Say whether an event comes from API Gateway."""
    return isinstance(event, dict) and isinstance(event.get("requestContext"), dict)


def answer_event(
    event: Mapping[str, Any], service: PredictionService, *, invocation_id: str
) -> dict[str, Any]:
    """Answer a proxy event in the form that API Gateway takes.

    Args:
        event: As API Gateway makes it; anything in it may be of another type.
        service: Answers the request.
        invocation_id: Names the request if the gateway did not.

    """
    request_id = _request_id(event, invocation_id)
    try:
        request = Request(
            body=_body(event),
            content_type=_header(event, "content-type"),
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
    return {
        "statusCode": answer.status,
        "headers": {"Content-Type": answer.content_type, **answer.headers},
        "body": answer.body,
        "isBase64Encoded": False,
    }


def to_plain_answer(answer: Answer) -> dict[str, Any]:
    """Return an answer to whoever called the function itself."""
    return {"statusCode": answer.status, "body": json.loads(answer.body)}


def _request_id(event: Mapping[str, Any], otherwise: str) -> str:
    # The gateway's own, which its access log and its errors have too.
    request_id = event["requestContext"].get("requestId")
    return request_id if isinstance(request_id, str) else otherwise


def _body(event: Mapping[str, Any]) -> bytes | str | None:
    if event.get("httpMethod") != "POST":
        message = "Send a POST request."
        raise RequestError(ErrorCode.METHOD_NOT_ALLOWED, message)
    body = event.get("body")
    if body is None or not isinstance(body, str):
        return None
    if not event.get("isBase64Encoded"):
        return body
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError) as error:
        message = "The body is not valid JSON: it is not valid base64."
        raise RequestError(ErrorCode.INVALID_JSON, message) from error


def _header(event: Mapping[str, Any], wanted: str) -> str | None:
    """Return a header's value; its name may be in any case (HTTP/2 lowers it)."""
    headers = event.get("headers")
    if not isinstance(headers, dict):
        return None
    for name, value in headers.items():
        if isinstance(name, str) and name.lower() == wanted and isinstance(value, str):
            return value
    return None
