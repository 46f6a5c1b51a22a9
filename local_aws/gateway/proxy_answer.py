"""What a function of a Lambda proxy integration may answer, and what becomes of it.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
"""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from local_aws.gateway.errors import MALFORMED_ANSWER, GatewayError
from local_aws.gateway.events import is_binary
from local_aws.gateway.http import Request, Response

_FIELDS = frozenset(
    {"body", "headers", "isBase64Encoded", "multiValueHeaders", "statusCode"}
)
_STATUSES = range(100, 600)
_HEADER_LIMIT = 10_240
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
_REMAPPED = frozenset(
    {"authorization", "connection", "content-length", "content-md5", "date", "expect"}
    | {"host", "max-forwards", "proxy-authenticate", "range", "referer", "server"}
    | {"te", "trailer", "upgrade", "user-agent", "via", "warn", "www-authenticate"}
)
_DROPPED = frozenset({"transfer-encoding"})


def proxy_response(
    payload: bytes, request: Request, binary_media_types: Iterable[str]
) -> Response:
    """Return the response that a function's answer stands for.

    Raises:
        GatewayError: It is none (502).

    """
    try:
        answer = json.loads(payload)
    except ValueError:
        _refuse("it is no JSON")
    if not isinstance(answer, dict):
        _refuse("it is no JSON object")
    unknown = answer.keys() - _FIELDS
    if unknown:
        _refuse(f"it has unknown fields: {', '.join(sorted(unknown))}")
    headers = _headers(answer)
    return Response(
        status=_status(answer.get("statusCode", 200)),
        headers=tuple(headers),
        body=_body(answer, request, binary_media_types),
    )


def _status(value: object) -> int:
    """Return the status; a string of digits is one too."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        _refuse("its statusCode is no integer")
    try:
        status = int(value)
    except ValueError:
        _refuse("its statusCode is no integer")
    if status not in _STATUSES:
        _refuse(f"its statusCode is {status}")
    return status


def _headers(answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the headers of both maps; a pair that is in both counts once."""
    single, multiple = answer.get("headers"), answer.get("multiValueHeaders")
    if not isinstance(single, dict | None) or not isinstance(multiple, dict | None):
        _refuse("its headers are no objects")
    pairs: list[tuple[str, str]] = []
    for name, values in (multiple or {}).items():
        if not isinstance(values, list):
            _refuse(f"its multiValueHeaders have no list for {name}")
        pairs.extend((name, _text(name, value)) for value in values)
    listed = {(name.lower(), value) for name, value in pairs}
    pairs += [
        (name, text)
        for name, value in (single or {}).items()
        if (name.lower(), text := _text(name, value)) not in listed
    ]
    pairs = [_remapped(*pair) for pair in pairs if pair[0].lower() not in _DROPPED]
    if sum(len(name) + len(value) for name, value in pairs) > _HEADER_LIMIT:
        _refuse(f"its headers have more than {_HEADER_LIMIT} bytes")
    if not any(name.lower() == "content-type" for name, _ in pairs):
        pairs.append(("Content-Type", "application/json"))
    return pairs


def _text(name: str, value: object) -> str:
    if isinstance(value, bool):
        value = str(value).lower()
    if not isinstance(value, str | int | float):
        _refuse(f"its header {name} is no string")
    text = str(value)
    if not text.isprintable() or not name.isascii() or not name.isprintable():
        _refuse(f"its header {name!r} has characters that no header has")
    # WSGI takes Latin-1.
    return text.encode().decode("latin-1")


def _remapped(name: str, value: str) -> tuple[str, str]:
    return (f"x-amzn-Remapped-{name}" if name.lower() in _REMAPPED else name, value)


def _body(
    answer: Mapping[str, Any], request: Request, binary_media_types: Iterable[str]
) -> bytes:
    """Return the body; base64 is decoded only for who accepts a binary type."""
    body = answer.get("body")
    if body is None:
        return b""
    if not isinstance(body, str):
        _refuse("its body is no string")
    accepted = (request.header("accept") or "").partition(",")[0].partition(";")[0]
    if answer.get("isBase64Encoded") is True and is_binary(
        accepted.strip().lower(), binary_media_types
    ):
        try:
            return base64.b64decode(body, validate=True)
        except (binascii.Error, ValueError):
            _refuse("its body is no base64")
    return body.encode("utf-8", "replace")


def _refuse(reason: str) -> NoReturn:
    detail = f"Malformed Lambda proxy response: {reason}"
    raise GatewayError(MALFORMED_ANSWER, detail=detail) from None
