"""The event that a Lambda proxy integration gets.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
"""

import base64
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from local_aws.gateway.context import RequestContext
from local_aws.gateway.http import Headers, Request
from local_aws.gateway.routing import Route

# Of the connection between client and gateway, not of the request.
_DROPPED = frozenset(
    {"connection", "content-length", "expect", "host", "te", "transfer-encoding"}
    | {"x-amzn-trace-id", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto"}
)


def proxy_event(
    context: RequestContext, route: Route, stage_variables: Mapping[str, str]
) -> dict[str, Any]:
    """Return the event, with null where the request has nothing to say."""
    request = context.request
    headers = _forwarded_headers(context)
    body, is_base64 = _body(context)
    return {
        "resource": route.resource.path,
        "path": unquote(request.path),
        "httpMethod": request.method,
        "headers": _last(headers),
        "multiValueHeaders": _all(headers),
        "queryStringParameters": _last(request.query),
        "multiValueQueryStringParameters": _all(request.query),
        "pathParameters": dict(route.path_parameters) or None,
        "stageVariables": dict(stage_variables) or None,
        "requestContext": _request_context(context, route),
        "body": body,
        "isBase64Encoded": is_base64,
    }


def is_binary(media_type: str | None, binary_media_types: Iterable[str]) -> bool:
    """Tell whether a content type is one of the API's binary ones.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
    """
    kind = (media_type or "").partition("/")[0]
    return any(
        listed in {"*/*", media_type, f"{kind}/*"} for listed in binary_media_types
    )


def _body(context: RequestContext) -> tuple[str | None, bool]:
    request = context.request
    if not request.body:
        return None, False
    if is_binary(request.media_type, context.api.binary_media_types):
        return base64.b64encode(request.body).decode(), True
    # What is no UTF-8 becomes U+FFFD.
    return request.body.decode(errors="replace"), False


def _forwarded_headers(context: RequestContext) -> Headers:
    request = context.request
    kept = [each for each in request.headers if each[0].lower() not in _DROPPED]
    added = [
        ("Host", context.domain_name),
        ("X-Amzn-Trace-Id", _trace(request, context.trace_root)),
        ("X-Forwarded-For", _forwarded_for(request)),
        ("X-Forwarded-Port", "443"),
        ("X-Forwarded-Proto", "https"),
    ]
    return tuple(sorted([*kept, *added]))


def _forwarded_for(request: Request) -> str:
    """Return the client's address behind whatever the client claims."""
    claimed = request.header("x-forwarded-for")
    return f"{claimed}, {request.source_ip}" if claimed else request.source_ip


def _trace(request: Request, root: str) -> str:
    return request.header("x-amzn-trace-id") or f"Root={root}"


def _last(pairs: Headers) -> dict[str, str] | None:
    """Return each name's last value."""
    return dict(pairs) or None


def _all(pairs: Headers) -> dict[str, list[str]] | None:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values or None


def _request_context(context: RequestContext, route: Route) -> dict[str, Any]:
    request = context.request
    identity: dict[str, Any] = {
        "accessKey": None,
        "accountId": None,
        "caller": None,
        "cognitoAuthenticationProvider": None,
        "cognitoAuthenticationType": None,
        "cognitoIdentityId": None,
        "cognitoIdentityPoolId": None,
        "principalOrgId": None,
        "sourceIp": request.source_ip,
        "user": None,
        "userAgent": request.header("user-agent"),
        "userArn": None,
    }
    if context.api_key_id is not None:
        identity |= {"apiKey": context.api_key, "apiKeyId": context.api_key_id}
    return {
        "accountId": context.api.account_id,
        "apiId": context.api.id,
        "deploymentId": context.deployment_id,
        "domainName": context.domain_name,
        "domainPrefix": context.api.id,
        "extendedRequestId": context.extended_request_id,
        "httpMethod": request.method,
        "identity": identity,
        "path": context.full_path,
        "protocol": request.protocol,
        "requestId": context.request_id,
        "requestTime": context.request_time,
        "requestTimeEpoch": context.request_time_ms,
        "resourceId": route.resource.id,
        "resourcePath": route.resource.path,
        "stage": context.stage,
    }
