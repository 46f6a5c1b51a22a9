"""The WSGI application that answers for deployed REST APIs."""

import dataclasses
import logging
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from moto.apigateway.models import apigateway_backends

from local_aws.gateway import lambda_proxy, mock, snapshot
from local_aws.gateway.access_log import AccessLog
from local_aws.gateway.context import RequestContext
from local_aws.gateway.errors import (
    HEADERS_TOO_LARGE,
    INVALID_API_KEY,
    MISSING_AUTHENTICATION_TOKEN,
    REQUEST_TOO_LARGE,
    GatewayError,
    misconfigured,
)
from local_aws.gateway.gateway_responses import error_response, plain_error
from local_aws.gateway.http import Response, raw_path, read_request
from local_aws.gateway.plans import Admission
from local_aws.gateway.routing import find_route
from local_aws.gateway.validation import validate
from local_aws.runtime import moto_hook
from local_aws.runtime.functions import Functions
from local_aws.runtime.plane import LambdaPlane
from local_aws.settings import ServerSettings

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

logger = logging.getLogger(__name__)

_PREFIX = re.compile(r"/_aws/execute-api/(?P<api>[^/]+)/(?P<stage>[^/]+)(?P<rest>/.*)?")
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
_BODY_LIMIT = 10 * 1024 * 1024
_HEADER_LIMIT = 10_240


class GatewayApp:
    """Serves every deployed API, and runs the functions behind them.

    From construction to `close` moto's Lambda invokes for real, and its
    deployments are snapshots.
    """

    def __init__(self, settings: ServerSettings, plane: LambdaPlane) -> None:
        """Take the data plane of Lambda; the caller closes it."""
        self._account_id = settings.account_id
        self._functions = Functions(plane)
        self._undo = [moto_hook.install(self._functions), snapshot.install()]
        self._admission = Admission()
        self._access_log = AccessLog()

    def close(self) -> None:
        """Leave moto as it was."""
        for undo in self._undo:
            undo()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        match = _PREFIX.fullmatch(raw_path(environ))
        request = read_request(environ, (match and match["rest"]) or "/", _BODY_LIMIT)
        backend, stage = self._find(match["api"], match["stage"]) if match else _NOWHERE
        if match is None or stage is None:
            # What names no stage has nothing of its own to answer with.
            response = plain_error(GatewayError(INVALID_API_KEY))
            return response.send(start_response, with_body=request.method != "HEAD")
        deployment = backend.get_deployment(match["api"], stage.deployment_id)
        context = RequestContext(
            api=snapshot.snapshot_of(deployment),
            stage=stage.name,
            deployment_id=stage.deployment_id,
            request=request,
            received=datetime.now(UTC),
        )
        response, error = self._respond(backend, stage, context)
        self._log(stage, context, response, error)
        return response.send(start_response, with_body=request.method != "HEAD")

    def _find(self, api_id: str, stage_name: str) -> tuple[Any, Any]:
        """Return moto's backend and stage of an API, wherever it is."""
        for backend in apigateway_backends[self._account_id].values():
            api = backend.apis.get(api_id)
            if api is not None and not api.disableExecuteApiEndpoint:
                return backend, api.stages.get(stage_name)
        return _NOWHERE

    def _respond(
        self,
        backend: Any,  # noqa: ANN401 - moto is untyped
        stage: Any,  # noqa: ANN401 - moto is untyped
        context: RequestContext,
    ) -> tuple[Response, GatewayError | None]:
        error = None
        try:
            response = self._handle(backend, stage, context)
        except GatewayError as caught:
            error = caught
            response = _answer(context, error)
        headers = (
            *response.headers,
            ("x-amzn-RequestId", context.request_id),
            ("x-amz-apigw-id", context.extended_request_id),
        )
        return dataclasses.replace(response, headers=headers), error

    def _handle(
        self,
        backend: Any,  # noqa: ANN401 - moto is untyped
        stage: Any,  # noqa: ANN401 - moto is untyped
        context: RequestContext,
    ) -> Response:
        request, api = context.request, context.api
        if _header_size(context) > _HEADER_LIMIT:
            raise GatewayError(HEADERS_TOO_LARGE)
        route = find_route(api.resources, request.method, request.path)
        if route is None:
            raise GatewayError(MISSING_AUTHENTICATION_TOKEN)
        context.route = route
        if route.method.authorization != "NONE" or api.policy is not None:
            detail = "the local AWS has neither authorizers nor policies of APIs"
            raise misconfigured(detail)
        if request.body is None:
            raise GatewayError(REQUEST_TOO_LARGE)
        self._admission.admit(backend, stage, context, route)
        validate(request, route)
        integration = route.method.integration
        match integration.kind if integration else None:
            case "AWS_PROXY" if integration:
                return lambda_proxy.integrate(
                    self._functions, context, route, integration, stage.variables or {}
                )
            case "MOCK" if integration:
                return mock.integrate(context, integration)
            case kind:
                detail = f"the local AWS has no integration of type {kind}"
                raise misconfigured(detail)

    def _log(
        self,
        stage: Any,  # noqa: ANN401 - moto is untyped
        context: RequestContext,
        response: Response,
        error: GatewayError | None,
    ) -> None:
        took = datetime.now(UTC) - context.received
        variables = {
            **context.variables(error),
            "responseLatency": str(round(took.total_seconds() * 1000)),
            "responseLength": str(len(response.body)),
            "status": str(response.status),
        }
        key = f"{context.api.id}/{context.stage}"
        self._access_log.write(stage.access_log_settings, key, variables)


_NOWHERE: tuple[Any, Any] = (None, None)


def _answer(context: RequestContext, error: GatewayError) -> Response:
    if error.detail is not None:
        logger.warning("%s: %s: %s", context.full_path, error, error.detail)
    try:
        return error_response(context, error)
    except GatewayError as broken:
        # The API's own answer cannot be given: say what AWS would by default.
        logger.warning("%s: %s", context.full_path, broken.detail)
        return plain_error(broken)


def _header_size(context: RequestContext) -> int:
    """Return the size of the request line and headers, as AWS counts them."""
    line = len(context.full_path)
    return line + sum(
        len(name) + len(value.encode()) for name, value in context.request.headers
    )
