"""Mock integrations: answers from templates, with nothing behind them.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
"""

import json
import re
from collections.abc import Mapping

from local_aws.gateway.context import RequestContext
from local_aws.gateway.deployed import Integration, IntegrationResponse
from local_aws.gateway.errors import (
    UNSUPPORTED_MEDIA_TYPE,
    GatewayError,
    misconfigured,
)
from local_aws.gateway.http import Request, Response
from local_aws.gateway.templates import map_parameter, render

_JSON = "application/json"
_HEADER = "method.response.header."


def integrate(context: RequestContext, integration: Integration) -> Response:
    """Return the mock's answer.

    Raises:
        GatewayError: No template for the content type (415), or a configuration
            that has no answer (500).

    """
    variables = context.variables()
    document = _integration_request(context.request, integration, variables)
    answer = _select(integration, _status_code(document))
    headers = [
        (name.removeprefix(_HEADER), map_parameter(name, mapping, variables))
        for name, mapping in sorted(answer.parameters.items())
    ]
    content_type, template = _response_template(context.request, answer.templates)
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", content_type))
    return Response(
        status=answer.status,
        headers=tuple(headers),
        body=render(template, variables).encode(),
    )


def _integration_request(
    request: Request, integration: Integration, variables: Mapping[str, str]
) -> str:
    """Return the body by its template; how to do without one is configured.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
    """
    templates = integration.request_templates
    template = templates.get(request.media_type or _JSON)
    if template is not None:
        return render(template, variables)
    passes = integration.passthrough == "WHEN_NO_MATCH" or (
        integration.passthrough == "WHEN_NO_TEMPLATES" and not templates
    )
    if not passes:
        raise GatewayError(UNSUPPORTED_MEDIA_TYPE)
    return (request.body or b"").decode(errors="replace")


def _status_code(document: str) -> int:
    """Return the statusCode that the integration request asks for."""
    try:
        status = json.loads(document)["statusCode"]
    except (ValueError, KeyError, TypeError, RecursionError):
        status = None
    if isinstance(status, bool) or not isinstance(status, int):
        detail = "a mock integration's request needs an integer statusCode"
        raise misconfigured(detail)
    return status


def _select(integration: Integration, status: int) -> IntegrationResponse:
    """Return the response whose pattern fits the status, else the default."""
    default = None
    for response in integration.responses:
        if response.selection_pattern is None:
            default = response
        elif re.fullmatch(response.selection_pattern, str(status)):
            return response
    if default is None:
        detail = f"no integration response for {status} and no default one"
        raise misconfigured(detail)
    return default


def _response_template(
    request: Request, templates: Mapping[str, str]
) -> tuple[str, str]:
    accepted = (request.header("accept") or _JSON).partition(",")[0].strip()
    for content_type in (accepted, _JSON, *templates):
        if content_type in templates:
            return content_type, templates[content_type]
    return _JSON, ""
