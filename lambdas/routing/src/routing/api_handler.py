"""Answers the events that the API's routes send."""

import time
from collections.abc import Callable
from typing import Any, NoReturn, Protocol

from http_contract import proxy_event
from http_contract.errors import ErrorCode, RequestError
from http_contract.formats import Format
from inferences.errors import UnavailableError
from routing.answers import SERVICE_SECONDS, ApiAnswer, error_answer
from routing.api_ports import ApiTelemetry
from routing.api_request import ApiRequest, LambdaContext, api_request
from routing.health import Readiness, is_health_call
from routing.story import Story


class Operation(Protocol):
    """One method of one route."""

    def answer(self, call: ApiRequest, story: Story) -> ApiAnswer:
        """Answer a call, or raise RequestError or UnavailableError."""
        ...


class ApiHandler:
    """The operations behind one function."""

    def __init__(
        self,
        *,
        post: Operation,
        get: Operation,
        telemetry: ApiTelemetry,
        ready: Readiness | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """Take what answers; the clock measures seconds for telemetry.

        Calls of `ready` are told of by itself: there are many, and none is work.
        """
        # By the route's path and its one method.
        self._routes = {
            "/inferences": ("POST", post),
            "/inferences/{id}": ("GET", get),
        }
        self._telemetry = telemetry
        self._ready = ready
        self._clock = clock

    def __call__(self, event: object, context: LambdaContext) -> dict[str, Any]:
        """Answer an event in the form that API Gateway takes.

        Anything else than a call of a route gets 404: an event never makes the
        function fail.
        """
        started = self._clock()
        story = Story()
        request_id = context.aws_request_id
        if proxy_event.is_proxy_event(event):
            request_id = proxy_event.request_id(event, request_id)  # type: ignore[arg-type] # is_proxy_event says so
        if self._ready is not None and is_health_call(event):
            return _proxied(self._ready.answer(request_id))
        try:
            answer = self._answer(event, context, story)
        except RequestError as error:
            answer = error_answer(
                error, request_id=request_id, headers=self._headers(error, event)
            )
        except UnavailableError as error:
            self._telemetry.unavailable(str(error), request_id=request_id)
            answer = _unavailable_answer(request_id)
        self._telemetry.answered(
            answer, story, seconds=self._clock() - started, request_id=request_id
        )
        return _proxied(answer)

    def _answer(self, event: object, context: LambdaContext, story: Story) -> ApiAnswer:
        if not isinstance(event, dict) or not proxy_event.is_proxy_event(event):
            _refuse_path()
        method, operation = self._route(event)
        if event.get("httpMethod") != method:
            message = f"Send a {method} request."
            raise RequestError(ErrorCode.METHOD_NOT_ALLOWED, message)
        return operation.answer(api_request(event, context), story)

    def _route(self, event: dict[str, Any]) -> tuple[str, Operation]:
        resource = event.get("resource")
        if not isinstance(resource, str) or resource not in self._routes:
            _refuse_path()
        return self._routes[resource]

    def _headers(self, error: RequestError, event: Any) -> dict[str, str]:  # noqa: ANN401 - events are any JSON
        if error.code is ErrorCode.METHOD_NOT_ALLOWED:
            return {"Allow": self._route(event)[0]}
        return {}


def _proxied(answer: ApiAnswer) -> dict[str, Any]:
    return proxy_event.proxy_answer(
        status=answer.status,
        content_type=Format.JSON.content_type,
        headers=answer.headers,
        body=answer.body,
    )


def _refuse_path() -> NoReturn:
    message = "There is nothing at this path."
    raise RequestError(ErrorCode.NOT_FOUND, message)


def _unavailable_answer(request_id: str) -> ApiAnswer:
    message = "A service that this needs cannot be reached now. Try again soon."
    return error_answer(
        RequestError(ErrorCode.SERVICE_UNAVAILABLE, message),
        request_id=request_id,
        headers={"Retry-After": str(SERVICE_SECONDS)},
    )
