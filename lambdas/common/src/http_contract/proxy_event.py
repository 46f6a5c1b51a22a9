"""Proxy events of API Gateway (REST): anything in them may be of another type.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from http_contract.errors import ErrorCode, RequestError


def is_proxy_event(event: object) -> bool:
    """Say whether an event comes from API Gateway."""
    return isinstance(event, dict) and isinstance(event.get("requestContext"), dict)


def request_id(event: Mapping[str, Any], otherwise: str) -> str:
    """Return the gateway's own ID, which its access log and its errors have too."""
    given = event["requestContext"].get("requestId")
    return given if isinstance(given, str) else otherwise


def body(event: Mapping[str, Any]) -> bytes | str | None:
    """Return the body as it was sent, None if there was none.

    Raises:
        RequestError: invalid_json: it is to be base64, and is not.

    """
    text = event.get("body")
    if text is None or not isinstance(text, str):
        return None
    if not event.get("isBase64Encoded"):
        return text
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        message = "The body is not valid JSON: it is not valid base64."
        raise RequestError(ErrorCode.INVALID_JSON, message) from error


def header(event: Mapping[str, Any], wanted: str) -> str | None:
    """Return a header's value; its name may be in any case (HTTP/2 lowers it).

    Args:
        event: The proxy event.
        wanted: The name in lower case.

    """
    headers = event.get("headers")
    if not isinstance(headers, dict):
        return None
    for name, value in headers.items():
        if isinstance(name, str) and name.lower() == wanted and isinstance(value, str):
            return value
    return None


def proxy_answer(
    *, status: int, content_type: str, headers: Mapping[str, str], body: str
) -> dict[str, Any]:
    """Return an answer in the form that API Gateway takes."""
    return {
        "statusCode": status,
        "headers": {"Content-Type": content_type, **headers},
        "body": body,
        "isBase64Encoded": False,
    }
