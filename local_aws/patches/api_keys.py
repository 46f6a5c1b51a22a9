"""API Gateway: keys that are imported from CSV, and keys that are deleted.

moto imports none, and leaves a deleted key in its usage plans.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-key-file-format.html
"""

import json
from http import HTTPStatus
from typing import Any

from moto.apigateway.models import APIGatewayBackend
from moto.apigateway.responses import APIGatewayResponse

from local_aws.errors import AwsError
from local_aws.gateway.key_file import KeyFileError, Row, read_rows
from local_aws.patches.replacing import Method, replace


def apply() -> None:
    """Change moto's API Gateway."""
    replace(APIGatewayBackend, "delete_api_key", _from_its_plans_too)
    # moto finds what a call means by this name.
    vars_of: Any = APIGatewayResponse
    vars_of.import_api_keys = _import_api_keys


def _from_its_plans_too(original: Method) -> Method:
    def delete_api_key(self: Any, api_key_id: str) -> None:  # noqa: ANN401 - moto is untyped
        original(self, api_key_id)
        for keys in self.usage_plan_keys.values():
            keys.pop(api_key_id, None)

    return delete_api_key


def _import_api_keys(self: Any) -> tuple[int, dict[str, int], str]:  # noqa: ANN401 - moto is untyped
    """Import what rows can be imported; none with failonwarnings and a warning."""
    if self.querystring.get("format", [""])[0] != "csv":
        message = "Unsupported API key file format: only csv is known"
        raise _bad_request(message)
    strict = self.querystring.get("failonwarnings", ["false"])[0] == "true"
    body = self.body.encode() if isinstance(self.body, str) else self.body
    try:
        rows, warnings = read_rows(body, plans=self.backend.usage_plans)
    except KeyFileError as error:
        raise _bad_request(str(error)) from error
    if warnings and strict:
        raise _bad_request("; ".join(warnings))
    ids = [_keep(self.backend, row) for row in rows]
    answer = json.dumps({"ids": ids, "warnings": warnings})
    return HTTPStatus.CREATED, {"status": HTTPStatus.CREATED}, answer


def _keep(backend: Any, row: Row) -> str:  # noqa: ANN401 - moto is untyped
    """Write a key; one that has the value already is overwritten."""
    key = next((one for one in backend.keys.values() if one.value == row.value), None)
    if key is None:
        key = backend.create_api_key({"name": row.name, "value": row.value})
    key.name, key.description, key.enabled = row.name, row.description, row.enabled
    for plan in row.plans:
        backend.create_usage_plan_key(plan, {"keyId": key.id, "keyType": "API_KEY"})
    return str(key.id)


def _bad_request(text: str) -> AwsError:
    return AwsError(text, code="BadRequestException", status=HTTPStatus.BAD_REQUEST)
