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

from moto.awslambda.models import LambdaFunction, lambda_backends
from moto.awslambda.responses import LambdaResponse

from local_aws.runtime.asynchronous import AsyncConfig
from local_aws.runtime.config import LATEST
from local_aws.runtime.errors import InvokeRefusedError
from local_aws.runtime.invoker import Outcome
from local_aws.runtime.plane import LambdaPlane
from local_aws.runtime.pool import Concurrency

_Answer = tuple[int, dict[str, str], bytes]


class Functions:
    """Finds moto's functions and runs them on the data plane."""

    def __init__(self, plane: LambdaPlane) -> None:
        """Take the plane that runs them."""
        self._plane = plane

    def invoke(
        self,
        function: Any,  # noqa: ANN401 - moto is untyped
        payload: bytes,
        *,
        qualifier: str | None = None,
        client_context: str | None = None,
    ) -> Outcome:
        """Run a function of moto's and wait.

        Raises:
            InvokeRefusedError: As `LambdaPlane.invoke`.

        """
        return self._plane.invoke(
            function,
            payload,
            function_arn=_invoked_arn(function, qualifier),
            concurrency=self._concurrency(function),
            client_context=client_context,
        )

    def send(self, function: Any, payload: bytes, *, qualifier: str | None) -> None:  # noqa: ANN401 - moto is untyped
        """Accept an event for a function of moto's.

        Raises:
            InvokeRefusedError: As `LambdaPlane.send`.

        """
        self._plane.send(
            function,
            payload,
            function_arn=_invoked_arn(function, qualifier),
            concurrency=self._concurrency(function),
            wanted=_async_config(_latest(function), function),
        )

    def _concurrency(self, function: Any) -> Concurrency:  # noqa: ANN401 - moto is untyped
        backend = lambda_backends[function.account_id][function.region]
        reservations = {
            each.function_name: int(each.reserved_concurrency)
            for each in backend.list_functions()
            if each.reserved_concurrency is not None
        }
        return Concurrency(
            reserved=reservations.get(function.function_name),
            unreserved=self._plane.unreserved(list(reservations.values())),
        )


def install(functions: Functions) -> Callable[[], None]:
    """Let moto's Lambda invoke with it; returns what undoes that."""

    def invoke(response: Any) -> _Answer:  # noqa: ANN401 - moto is untyped
        name = unquote(response.path.rsplit("/", 2)[-2])
        qualifier = _query(response, "Qualifier")
        headers = response.headers
        try:
            return _invoke(functions, response, name, qualifier, headers)
        except InvokeRefusedError as refusal:
            return _refusal(refusal)

    def invoke_async(response: Any) -> _Answer:  # noqa: ANN401 - moto is untyped
        name = unquote(response.path.rstrip("/").rsplit("/", 2)[-2])
        function = response.backend.get_function(name, None)
        try:
            functions.send(function, _body(response), qualifier=None)
        except InvokeRefusedError as refusal:
            return _refusal(refusal)
        return HTTPStatus.ACCEPTED, {}, b"{}"

    def invoke_lambda(
        function: Any,  # noqa: ANN401 - moto is untyped
        event: Any = None,  # noqa: ANN401 - any JSON
    ) -> tuple[str, bool, str]:
        # What moto's other services call, without a caller's qualifier.
        try:
            outcome = functions.invoke(function, json.dumps(event or {}).encode())
        except InvokeRefusedError as refusal:
            return refusal.body().decode(), True, ""
        return (
            outcome.payload.decode(),
            outcome.failure is not None,
            outcome.log_tail.decode(errors="replace"),
        )

    replaced = [
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


def _invoke(
    functions: Functions,
    response: Any,  # noqa: ANN401 - moto is untyped
    name: str,
    qualifier: str | None,
    headers: Any,  # noqa: ANN401 - moto is untyped
) -> _Answer:
    function = response.backend.get_function(name, qualifier)
    # A qualifier may be part of the name or the ARN.
    qualifier = qualifier or _qualifier_in(name)
    payload = _body(response)
    match headers.get("X-Amz-Invocation-Type", "RequestResponse"):
        case "DryRun":
            return HTTPStatus.NO_CONTENT, {}, b""
        case "Event":
            functions.send(function, payload, qualifier=qualifier)
            return HTTPStatus.ACCEPTED, {}, b""
    outcome = functions.invoke(
        function, payload, qualifier=qualifier, client_context=_context(headers)
    )
    answer_headers = {
        "Content-Type": "application/json",
        "X-Amz-Executed-Version": outcome.executed_version,
    }
    if outcome.failure is not None:
        answer_headers["X-Amz-Function-Error"] = "Unhandled"
    if headers.get("X-Amz-Log-Type") == "Tail":
        answer_headers["X-Amz-Log-Result"] = base64.b64encode(outcome.log_tail).decode()
    return HTTPStatus.OK, answer_headers, outcome.payload


def _refusal(refusal: InvokeRefusedError) -> _Answer:
    headers = {"Content-Type": "application/json", "x-amzn-ErrorType": refusal.code}
    return refusal.status, headers, refusal.body()


def _context(headers: Any) -> str | None:  # noqa: ANN401 - moto is untyped
    encoded = headers.get("X-Amz-Client-Context")
    return base64.b64decode(encoded).decode() if encoded else None


def _query(response: Any, name: str) -> str | None:  # noqa: ANN401 - moto is untyped
    values: list[str] = response.querystring.get(name) or []
    return values[0] if values else None


def _body(response: Any) -> bytes:  # noqa: ANN401 - moto is untyped
    body: str | bytes = response.raw_body
    return body.encode() if isinstance(body, str) else body


def _qualifier_in(name: str) -> str | None:
    tail = name.rpartition(":function:")[2] if name.startswith("arn:") else name
    return tail.partition(":")[2] or None


def _invoked_arn(function: Any, qualifier: str | None) -> str:  # noqa: ANN401 - moto is untyped
    arn = (
        f"arn:aws:lambda:{function.region}:{function.account_id}"
        f":function:{function.function_name}"
    )
    return f"{arn}:{qualifier}" if qualifier else arn


def _latest(function: Any) -> Any:  # noqa: ANN401 - moto is untyped
    backend = lambda_backends[function.account_id][function.region]
    return backend.get_function(function.function_name, LATEST)


def _async_config(latest: Any, function: Any) -> AsyncConfig:  # noqa: ANN401 - moto is untyped
    """Return what was configured; moto keeps it with $LATEST for any qualifier."""
    wanted = latest.event_invoke_config[-1].config if latest.event_invoke_config else {}
    destinations = wanted.get("DestinationConfig") or {}
    defaults = AsyncConfig()
    dead_letter = function.get_configuration().get("DeadLetterConfig") or {}
    return AsyncConfig(
        retries=wanted.get("MaximumRetryAttempts", defaults.retries),
        max_age_seconds=wanted.get(
            "MaximumEventAgeInSeconds", defaults.max_age_seconds
        ),
        on_failure=(destinations.get("OnFailure") or {}).get("Destination"),
        on_success=(destinations.get("OnSuccess") or {}).get("Destination"),
        dead_letter=dead_letter.get("TargetArn"),
    )
