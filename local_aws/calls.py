"""An AWS API call, read from the HTTP request that carries it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.utils import get_service_model
from werkzeug.exceptions import HTTPException

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

_CREDENTIAL = re.compile(
    r"Credential=(?P<key>[^/,]+)/\d{8}/(?P<region>[^/,]+)/(?P<service>[^/,]+)/"
)

# Where the name a request is signed with is not the name of the API's model.
_MODELS = {
    "monitoring": "cloudwatch",
    "servicequotas": "service-quotas",
    "states": "stepfunctions",
    "tagging": "resourcegroupstaggingapi",
}

_UNSIGNED = "AssumeRoleWithWebIdentity"
# Where STS is when nothing says where.
_UNSIGNED_REGION = "us-east-1"


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call of an AWS API.

    Attributes:
        access_key: Who signed it.
        account_id: The account it goes to.
        headers: Names in lower case.
        method: The HTTP method.
        operation: As the API reference names it, such as "PutObject".
        params: The operation's input, by the names of the API reference.
        path: Decoded, without the query string.
        protocol: Of the service's API, as botocore's models name it.
        region: The Region it was signed for.
        service: The API's name in botocore, such as "s3" or "cloudwatch".
        session_token: Present with temporary credentials.

    """

    access_key: str
    account_id: str
    headers: Mapping[str, str] = field(repr=False)
    method: str
    operation: str
    params: Mapping[str, Any] = field(repr=False)
    path: str
    protocol: str
    region: str
    service: str
    session_token: str | None = field(repr=False)


def read(environ: "WSGIEnvironment", account_id: str) -> Call | None:
    """Return the call a request carries, or None where it is not a signed one.

    The body is read and put back, so that moto can read it again.
    """
    signature = _signature(environ)
    if signature is None:
        return None
    request = _rewindable(environ)
    service = _service(signature["service"], request.path)
    try:
        operation, params, protocol = _operation(service, request)
    except (HTTPException, ValueError):
        return None
    return Call(
        access_key=signature["key"],
        account_id=account_id,
        headers={name.lower(): value for name, value in request.headers},
        method=request.method,
        operation=operation,
        params=params,
        path=request.path,
        protocol=protocol,
        region=signature["region"],
        service=service,
        session_token=request.headers.get("X-Amz-Security-Token")
        or request.args.get("X-Amz-Security-Token"),
    )


def read_unsigned(environ: "WSGIEnvironment", account_id: str) -> Call | None:
    """Return the call of STS that needs no signature, or None for all else.

    Its proof is the token that it carries.
    """
    if environ.get("REQUEST_METHOD") != "POST" or environ.get("HTTP_AUTHORIZATION"):
        return None
    if "form-urlencoded" not in environ.get("CONTENT_TYPE", ""):
        return None
    request = _rewindable(environ)
    if request.form.get("Action") != _UNSIGNED:
        return None
    operation, params, protocol = _operation("sts", request)
    return Call(
        access_key="",
        account_id=account_id,
        headers={name.lower(): value for name, value in request.headers},
        method=request.method,
        operation=operation,
        params=params,
        path=request.path,
        protocol=protocol,
        region=_UNSIGNED_REGION,
        service="sts",
        session_token=None,
    )


def _service(signed: str, path: str) -> str:
    # Both APIs of SageMaker are signed alike; only this one has paths.
    if signed == "sagemaker" and path.startswith("/endpoints/"):
        return "sagemaker-runtime"
    return _MODELS.get(signed, signed)


def _signature(environ: "WSGIEnvironment") -> re.Match[str] | None:
    header = environ.get("HTTP_AUTHORIZATION", "")
    if header:
        return _CREDENTIAL.search(header)
    query = parse_qs(environ.get("QUERY_STRING", ""))
    credential = query.get("X-Amz-Credential", [""])[0]
    return _CREDENTIAL.search(f"Credential={credential}")


def _rewindable(environ: "WSGIEnvironment") -> Request:
    body = Request(environ).get_data()
    environ["wsgi.input"] = BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    # It is whole now: nobody is to look for chunks in it.
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    environ.pop("wsgi.input_terminated", None)
    mine = Request({**environ, "wsgi.input": BytesIO(body)})
    mine.get_data(cache=True)
    return mine


def _operation(service: str, request: Request) -> tuple[str, Mapping[str, Any], str]:
    model = get_service_model(service)
    operation, uri_params = get_service_router(service).match(request)
    protocol = determine_request_protocol(model, request.content_type)
    parser = PROTOCOL_PARSERS[protocol](operation, map_type=dict)
    params = parser.parse(
        {
            "method": request.method,
            "values": request.values,
            "headers": request.headers,
            "body": request.get_data(),
            "url_path": request.path,
            "url_params": uri_params,
        }
    )
    return str(operation.name), params, protocol
