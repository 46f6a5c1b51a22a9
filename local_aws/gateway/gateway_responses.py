"""The answers that the gateway gives itself.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
"""

from local_aws.gateway.context import RequestContext
from local_aws.gateway.deployed import CustomResponse, DeployedApi
from local_aws.gateway.errors import DEFAULT_4XX, DEFAULT_5XX, ErrorKind, GatewayError
from local_aws.gateway.http import Response
from local_aws.gateway.templates import map_parameter, render

_JSON = "application/json"
_DEFAULT_TEMPLATE = '{"message":$context.error.messageString}'
_HEADER = "gatewayresponse.header."
_SERVER_ERROR = 500


def error_response(context: RequestContext, error: GatewayError) -> Response:
    """Return the answer to an error: the API's own, else AWS's.

    Raises:
        GatewayError: The API's own has a template or mapping that is not
            supported here.

    """
    custom = _custom(context.api, error.kind)
    variables = context.variables(error)
    content_type, template = _JSON, _DEFAULT_TEMPLATE
    headers = []
    if custom is not None:
        if custom.templates:
            # The template for JSON, whatever was asked for, or the only one.
            chosen = _JSON if _JSON in custom.templates else min(custom.templates)
            content_type, template = chosen, custom.templates[chosen]
        headers = [
            (
                name.removeprefix(_HEADER),
                map_parameter(name, mapping, variables),
            )
            for name, mapping in sorted(custom.parameters.items())
        ]
    return Response(
        status=(custom and custom.status) or error.kind.status,
        headers=(
            *_without_type(content_type, headers),
            ("x-amzn-ErrorType", error.kind.code),
        ),
        body=render(template, variables).encode(),
    )


def plain_error(error: GatewayError) -> Response:
    """Return AWS's answer to an error, without anything of the API."""
    body = render(_DEFAULT_TEMPLATE, {"error.messageString": f'"{error}"'})
    return Response(
        status=error.kind.status,
        headers=(("Content-Type", _JSON), ("x-amzn-ErrorType", error.kind.code)),
        body=body.encode(),
    )


def _custom(api: DeployedApi, kind: ErrorKind) -> CustomResponse | None:
    default = DEFAULT_5XX if kind.status >= _SERVER_ERROR else DEFAULT_4XX
    return api.responses.get(kind.response_type) or api.responses.get(default)


def _without_type(
    content_type: str, headers: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Return the headers with a content type, the mapped one if there is one."""
    if any(name.lower() == "content-type" for name, _ in headers):
        return headers
    return [("Content-Type", content_type), *headers]
