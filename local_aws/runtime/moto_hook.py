"""Puts the data plane behind moto's Invoke.

moto runs functions in docker images of its own, one container an event, knows
no image functions, no limits and no roles.
"""

import base64
import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from moto.awslambda.models import LambdaFunction
from moto.awslambda.responses import LambdaResponse

from local_aws.runtime.errors import InvokeRefusedError
from local_aws.runtime.functions import Functions

# moto has no types.
_Function = Any
_Request = Any
_Answer = tuple[int, dict[str, str], bytes]


def install(functions: Functions) -> Callable[[], None]:
    """Let moto's Lambda invoke with it; returns what undoes that."""

    def invoke(request: _Request) -> _Answer:
        return _answering(lambda: _invoke(functions, request))

    def invoke_async(request: _Request) -> _Answer:
        return _answering(lambda: _invoke_async(functions, request))

    def invoke_lambda(
        function: _Function,
        event: Any = None,  # noqa: ANN401 - any JSON
    ) -> tuple[str, bool, str]:
        return _invoke_within_moto(functions, function, event)

    replaced: list[tuple[Any, str, Callable[..., Any]]] = [
        (LambdaResponse, "invoke", invoke),
        (LambdaResponse, "invoke_async", invoke_async),
        (LambdaFunction, "_invoke_lambda", invoke_lambda),
    ]
    originals = [(owner, name, getattr(owner, name)) for owner, name, _ in replaced]
    for owner, name, replacement in replaced:
        setattr(owner, name, replacement)

    def undo() -> None:
        for owner, name, original in originals:
            setattr(owner, name, original)

    return undo


def _answering(answer: Callable[[], _Answer]) -> _Answer:
    try:
        status, headers, body = answer()
    except InvokeRefusedError as refusal:
        status, body = refusal.status, refusal.body()
        headers = {"Content-Type": "application/json", "x-amzn-ErrorType": refusal.code}
    # moto takes the status from here, and from nowhere else.
    return status, {**headers, "status": str(int(status))}, body


def _invoke(functions: Functions, request: _Request) -> _Answer:
    """Answer Invoke.

    Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
    """
    name = unquote(request.path.rsplit("/", 2)[-2])
    qualifier = (request.querystring.get("Qualifier") or [None])[0]
    function = request.backend.get_function(name, qualifier)
    # A qualifier may be part of the name or the ARN.
    qualifier = qualifier or _qualifier_in(name)
    headers = request.headers
    match headers.get("X-Amz-Invocation-Type", "RequestResponse"):
        case "DryRun":
            return HTTPStatus.NO_CONTENT, {}, b""
        case "Event":
            functions.send(function, _body(request), qualifier=qualifier)
            return HTTPStatus.ACCEPTED, {}, b""
    outcome = functions.invoke(
        function,
        _body(request),
        qualifier=qualifier,
        client_context=_context(headers.get("X-Amz-Client-Context")),
    )
    answer = {
        "Content-Type": "application/json",
        "X-Amz-Executed-Version": outcome.executed_version,
    }
    if outcome.failure is not None:
        answer["X-Amz-Function-Error"] = "Unhandled"
    if headers.get("X-Amz-Log-Type") == "Tail":
        answer["X-Amz-Log-Result"] = base64.b64encode(outcome.log_tail).decode()
    return HTTPStatus.OK, answer, outcome.payload


def _invoke_async(functions: Functions, request: _Request) -> _Answer:
    """Answer InvokeAsync, Invoke's predecessor for events."""
    name = unquote(request.path.rstrip("/").rsplit("/", 2)[-2])
    function = request.backend.get_function(name, None)
    functions.send(function, _body(request), qualifier=None)
    return HTTPStatus.ACCEPTED, {}, b"{}"


def _invoke_within_moto(
    functions: Functions,
    function: _Function,
    event: Any,  # noqa: ANN401 - any JSON
) -> tuple[str, bool, str]:
    """Run a function for another service of moto's, which names no qualifier."""
    try:
        outcome = functions.invoke(function, json.dumps(event or {}).encode())
    except InvokeRefusedError as refusal:
        return refusal.body().decode(), True, ""
    return (
        outcome.payload.decode(),
        outcome.failure is not None,
        outcome.log_tail.decode(errors="replace"),
    )


def _context(encoded: str | None) -> str | None:
    return base64.b64decode(encoded).decode() if encoded else None


def _body(request: _Request) -> bytes:
    body: str | bytes = request.raw_body
    return body.encode() if isinstance(body, str) else body


def _qualifier_in(name: str) -> str | None:
    tail = name.rpartition(":function:")[2] if name.startswith("arn:") else name
    return tail.partition(":")[2] or None
