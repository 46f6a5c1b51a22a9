"""The Lambda proxy integration (AWS_PROXY).

Source: https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html
"""

import json
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from moto.awslambda.exceptions import UnknownFunctionException
from moto.awslambda.models import lambda_backends

from local_aws.gateway.context import RequestContext
from local_aws.gateway.deployed import Integration
from local_aws.gateway.errors import (
    INTEGRATION_FAILURE,
    INTEGRATION_TIMEOUT,
    MALFORMED_ANSWER,
    REQUEST_TOO_LARGE,
    GatewayError,
    misconfigured,
)
from local_aws.gateway.events import proxy_event
from local_aws.gateway.http import Response
from local_aws.gateway.permissions import may_invoke
from local_aws.gateway.proxy_answer import proxy_response
from local_aws.gateway.routing import Route
from local_aws.runtime.errors import InvokeRefusedError
from local_aws.runtime.functions import Functions
from local_aws.runtime.invocation import Outcome

_URI = re.compile(
    r"arn:aws:apigateway:[a-z0-9-]+:lambda:path/2015-03-31/functions/"
    r"(?P<function>arn:aws:lambda:(?P<region>[a-z0-9-]+):(?P<account>\d{12})"
    r":function:(?P<name>[\w-]+)(?::(?P<qualifier>[\w$-]+))?)/invocations"
)


@dataclass(frozen=True, kw_only=True)
class _Target:
    function: Any
    arn: str
    qualifier: str | None


def integrate(
    functions: Functions,
    context: RequestContext,
    route: Route,
    integration: Integration,
    stage_variables: Mapping[str, str],
) -> Response:
    """Ask the function and return what its answer stands for.

    Raises:
        GatewayError: It may not be asked, refused, failed, took too long, or
            answered what is none.

    """
    target = _target(context, integration)
    event = proxy_event(context, route, stage_variables)
    # json.dumps is ASCII by default; Lambda counts the bytes of UTF-8.
    payload = json.dumps(event, ensure_ascii=False).encode("utf-8", "replace")
    began = time.monotonic()
    outcome = _ask(functions, target, payload, integration.timeout_seconds)
    latency = str(round((time.monotonic() - began) * 1000))
    context.integration |= {
        "integration.latency": latency,
        "integrationLatency": latency,
        "integration.status": str(HTTPStatus.OK.value),
    }
    if outcome is None:
        raise GatewayError(INTEGRATION_TIMEOUT)
    if isinstance(outcome, InvokeRefusedError):
        raise _refused(outcome)
    if outcome.failure is not None:
        detail = f"Lambda execution failed: {outcome.failure.error_type}"
        raise GatewayError(MALFORMED_ANSWER, detail=detail)
    response = proxy_response(
        outcome.payload, context.request, context.api.binary_media_types
    )
    context.integration["integrationStatus"] = str(response.status)
    return response


def _target(context: RequestContext, integration: Integration) -> _Target:
    if integration.credentials is not None:
        detail = "the local AWS has no integrations with credentials of their own"
        raise misconfigured(detail)
    match = _URI.fullmatch(integration.uri or "")
    if match is None:
        detail = f"the local AWS cannot call {integration.uri}"
        raise misconfigured(detail)
    backend = lambda_backends[match["account"]][match["region"]]
    try:
        function = backend.get_function(match["name"], match["qualifier"])
    except UnknownFunctionException:
        # As for a function that does not let itself be called.
        raise _no_permission(match["function"]) from None
    path = unquote(context.request.path).lstrip("/")
    source_arn = (
        f"arn:aws:execute-api:{context.api.region}:{context.api.account_id}:"
        f"{context.api.id}/{context.stage}/{context.request.method}/{path}"
    )
    if not may_invoke(
        function.policy.statements,
        function_arn=match["function"],
        source_arn=source_arn,
        account_id=context.api.account_id,
    ):
        raise _no_permission(match["function"])
    return _Target(
        function=function, arn=match["function"], qualifier=match["qualifier"]
    )


def _no_permission(arn: str) -> GatewayError:
    return misconfigured(f"Invalid permissions on Lambda function {arn}")


def _ask(
    functions: Functions, target: _Target, payload: bytes, seconds: float
) -> Outcome | InvokeRefusedError | None:
    """Invoke the function; None if there is no answer in time.

    The function goes on then: the gateway has no way to stop it.
    """
    answers: list[Outcome | InvokeRefusedError] = []

    def invoke() -> None:
        try:
            outcome = functions.invoke(
                target.function, payload, qualifier=target.qualifier
            )
        except InvokeRefusedError as refusal:
            answers.append(refusal)
        else:
            answers.append(outcome)

    thread = threading.Thread(target=invoke, daemon=True)
    thread.start()
    thread.join(seconds)
    if answers:
        return answers[0]
    if thread.is_alive():
        return None
    detail = "the local AWS failed to invoke the function: see the log"
    raise misconfigured(detail)


def _refused(refusal: InvokeRefusedError) -> GatewayError:
    if refusal.status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        # Between Lambda's 6 MB and the gateway's own 10 MB.
        return GatewayError(
            REQUEST_TOO_LARGE, message="Request Too Long", detail=str(refusal)
        )
    return GatewayError(INTEGRATION_FAILURE, detail=f"{refusal.code}: {refusal}")
