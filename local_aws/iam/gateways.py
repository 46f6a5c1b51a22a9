"""What calls of API Gateway need: an HTTP method on the path that it is asked at.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from moto.apigateway.models import apigateway_backends

from local_aws.calls import Call
from local_aws.iam.callers import PARTITION
from local_aws.iam.need import Need
from local_aws.iam.tags import of_resource

_TAGS = "/tags/"
# Operations that ask for more than their method, and what they must give for it.
_MORE = {
    "CreateDomainName": (
        ("apigateway:AddCertificateToDomain", "certificateArn"),
        ("apigateway:AddCertificateToDomain", "regionalCertificateArn"),
    ),
    "CreateRestApi": (("apigateway:UpdateRestApiPolicy", "policy"),),
    "DeleteDomainName": (("apigateway:RemoveCertificateFromDomain", "domainName"),),
}
# Where an update changes such things by path.
_PATCHED = {
    "UpdateDomainName": {
        "/certificateArn": "apigateway:AddCertificateToDomain",
        "/regionalCertificateArn": "apigateway:AddCertificateToDomain",
    },
    "UpdateRestApi": {"/policy": "apigateway:UpdateRestApiPolicy"},
}


def needs_of(call: Call) -> list[Need]:
    """Return what a call needs; an API's address is its ARN's end."""
    path = call.path.rstrip("/")
    if path.startswith(_TAGS):
        # An ARN within the path is one name, its slashes encoded.
        path = _TAGS + quote(path.removeprefix(_TAGS), safe="")
    resource = f"arn:{PARTITION}:apigateway:{call.region}::{path}"
    actions = [f"apigateway:{call.method}", *sorted(set(_further(call)))]
    tags = of_resource(_tags(call, path))
    return [Need(action=action, context=tags, resource=resource) for action in actions]


def _tags(call: Call, path: str) -> dict[str, str]:
    """Return the tags of what a path is of: what lies within has them, too.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-supported-resources.html
    """
    backend = apigateway_backends[call.account_id][call.region]
    kept: Mapping[str, Mapping[str, Any]] = {
        "apikeys": backend.keys,
        "domainnames": backend.domain_names,
        "restapis": backend.apis,
        "usageplans": backend.usage_plans,
    }
    _, kind, name, *_ = [*path.split("/"), "", ""]
    found = kept.get(kind, {}).get(name)
    return {} if found is None else dict(found.tags or {})


def _further(call: Call) -> Iterator[str]:
    for action, parameter in _MORE.get(call.operation, ()):
        if call.params.get(parameter):
            yield action
    patched = _PATCHED.get(call.operation, {})
    for change in call.params.get("patchOperations") or ():
        if change.get("path") in patched:
            yield patched[change["path"]]
