"""Answers the events of a Lambda function."""

import json
from typing import Any, Protocol

from http_contract.errors import ErrorCode, RequestError
from http_contract.proxy_event import is_proxy_event
from prediction.api_gateway import answer_event, to_plain_answer
from prediction.service import PredictionService, Request


class LambdaContext(Protocol):
    """What is read of the context that Lambda gives."""

    aws_request_id: str


class LambdaHandler:
    """One prediction service behind the two ways to call the function."""

    def __init__(self, service: PredictionService) -> None:
        """Take what answers."""
        self._service = service

    def __call__(self, event: object, context: LambdaContext) -> dict[str, Any]:
        """Answer a proxy event of API Gateway, or the plain form.

        The plain form, `{"body": <JSON value>}`, gets `{"statusCode": ...,
        "body": <JSON value>}`. So does anything else, with an error: an event
        never makes the function fail.
        """
        request_id = context.aws_request_id
        if is_proxy_event(event):
            return answer_event(event, self._service, invocation_id=request_id)  # type: ignore[arg-type] # is_proxy_event says so
        try:
            body = _plain_body(event)
        except RequestError as error:
            return to_plain_answer(self._service.refuse(error, request_id=request_id))
        request = Request(body=body, content_type=None, request_id=request_id)
        return to_plain_answer(self._service.answer(request))


def _plain_body(event: object) -> str:
    if not isinstance(event, dict) or "body" not in event:
        message = 'Call the function with {"body": [...]}, a list of instances.'
        raise RequestError(ErrorCode.NO_INSTANCES, message)
    try:
        # Back to text, for the one reader: Lambda's own takes NaN and more.
        return json.dumps(event["body"])
    except (ValueError, TypeError, RecursionError) as error:
        message = "The body is not valid JSON: it is too deep or too large."
        raise RequestError(ErrorCode.INVALID_JSON, message) from error
