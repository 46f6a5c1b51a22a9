"""Request validators: required parameters, and bodies by their models.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
"""

import functools
import json
from typing import Any, NoReturn

from jsonschema import Draft4Validator
from jsonschema.exceptions import best_match
from referencing.exceptions import Unresolvable

from local_aws.gateway.deployed import Method
from local_aws.gateway.errors import (
    BAD_REQUEST_BODY,
    BAD_REQUEST_PARAMETERS,
    GatewayError,
    misconfigured,
)
from local_aws.gateway.http import Request
from local_aws.gateway.routing import Route

_DEFAULT_TYPE = "application/json"
_PREFIX = "method.request."


def validate(request: Request, route: Route) -> None:
    """Hold a request to the method's validator.

    Raises:
        GatewayError: A required parameter is missing or empty, or the body does
            not fit the model of its content type.

    """
    if route.method.validates_parameters:
        _validate_parameters(request, route)
    if route.method.validates_body:
        _validate_body(request, route.method)


def _validate_parameters(request: Request, route: Route) -> None:
    missing = [
        name.removeprefix(_PREFIX).partition(".")[2]
        for name, required in sorted(route.method.parameters.items())
        if required and not _has(request, route, name.removeprefix(_PREFIX))
    ]
    if missing:
        message = f"Missing required request parameters: [{', '.join(missing)}]"
        raise GatewayError(BAD_REQUEST_PARAMETERS, message=message, detail=message)


def _has(request: Request, route: Route, parameter: str) -> bool:
    place, _, name = parameter.partition(".")
    match place:
        case "path":
            return bool(route.path_parameters.get(name))
        case "querystring":
            return any(key == name and value for key, value in request.query)
        case "header":
            return bool(request.header(name))
    detail = f"the local AWS knows no parameter {parameter}"
    raise misconfigured(detail)


def _validate_body(request: Request, method: Method) -> None:
    """Check the body; one of a content type without a model is not looked at."""
    schema = method.models.get(request.media_type or _DEFAULT_TYPE)
    if schema is None:
        return
    text = (request.body or b"").decode(errors="replace")
    try:
        # Nothing at all counts as an empty object.
        document = json.loads(text or "{}", parse_constant=_refuse_constant)
        reason = _reason(schema, document)
    except (ValueError, RecursionError):
        reason = "the body is no JSON"
    if reason is not None:
        raise GatewayError(BAD_REQUEST_BODY, detail=f"[{reason}]")


def _reason(schema: str, document: Any) -> str | None:  # noqa: ANN401 - any JSON
    """Return why the document does not fit; the wording is not AWS's."""
    try:
        error = best_match(_validator(schema).iter_errors(document))
    except Unresolvable as failure:
        detail = f"the local AWS cannot resolve a model's reference: {failure}"
        raise misconfigured(detail) from failure
    return None if error is None else str(error.message)[:200]


@functools.lru_cache(maxsize=64)
def _validator(schema: str) -> Draft4Validator:
    return Draft4Validator(json.loads(schema))


def _refuse_constant(name: str) -> NoReturn:
    """Refuse NaN and the infinities, which JSON does not have."""
    raise ValueError(name)
