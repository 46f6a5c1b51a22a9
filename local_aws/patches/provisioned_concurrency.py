"""Lambda: provisioned concurrency, which moto lacks.

https://docs.aws.amazon.com/lambda/latest/api/API_PutProvisionedConcurrencyConfig.html
"""

import json
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from moto.awslambda.responses import LambdaResponse
from moto.awslambda.urls import url_paths

_PATH = (
    r"{0}/(?P<api_version>[^/]+)/functions/(?P<function_name>[\w_:%-]+)"
    r"/provisioned-concurrency/?$"
)

Answer = tuple[int, dict[str, str], str]


def apply() -> None:
    """Add the operations to moto's Lambda."""
    url_paths[_PATH] = LambdaResponse.dispatch
    operations = {"put": _put, "get": _get, "delete": _delete}
    for verb, operation in operations.items():
        setattr(LambdaResponse, f"{verb}_provisioned_concurrency_config", operation)


def provisioned(function: Any) -> dict[str, int]:  # noqa: ANN401 - moto is untyped
    """Return how many environments each qualifier of a function is given."""
    kept: dict[str, dict[str, Any]] = getattr(function, "provisioned", {})
    return {
        qualifier: each["RequestedProvisionedConcurrentExecutions"]
        for qualifier, each in kept.items()
    }


def _put(self: Any) -> Answer:  # noqa: ANN401 - moto is untyped
    latest, qualifier = _target(self)
    wanted = int(json.loads(self.body)["ProvisionedConcurrentExecutions"])
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
    kept = latest.__dict__.setdefault("provisioned", {})
    kept[qualifier] = {
        "AllocatedProvisionedConcurrentExecutions": wanted,
        "AvailableProvisionedConcurrentExecutions": wanted,
        "LastModified": now,
        "RequestedProvisionedConcurrentExecutions": wanted,
        "Status": "READY",
    }
    return HTTPStatus.ACCEPTED, {"status": "202"}, json.dumps(kept[qualifier])


def _get(self: Any) -> Answer:  # noqa: ANN401 - moto is untyped
    latest, qualifier = _target(self)
    kept = getattr(latest, "provisioned", {}).get(qualifier)
    if kept is None:
        return _none_found()
    return HTTPStatus.OK, {}, json.dumps(kept)


def _delete(self: Any) -> Answer:  # noqa: ANN401 - moto is untyped
    latest, qualifier = _target(self)
    getattr(latest, "provisioned", {}).pop(qualifier, None)
    return HTTPStatus.NO_CONTENT, {"status": "204"}, ""


def _target(response: Any) -> tuple[Any, str]:  # noqa: ANN401 - moto is untyped
    name = unquote(response.path.rstrip("/").rsplit("/", 2)[-2])
    qualifier = response.querystring["Qualifier"][0]
    # Not found where either is missing, as Lambda says it.
    response.backend.get_function(name, qualifier)
    return response.backend.get_function(name, "$LATEST"), qualifier


def _none_found() -> Answer:
    code = "ProvisionedConcurrencyConfigNotFoundException"
    text = "No Provisioned Concurrency Config found for this function"
    headers = {"x-amzn-errortype": code, "status": "404"}
    body = json.dumps({"Type": "User", "Message": text, "message": text})
    return HTTPStatus.NOT_FOUND, headers, body
