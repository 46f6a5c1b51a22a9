"""Service Quotas: those of SageMaker and Lambda, of which moto knows none.

https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ListServiceQuotas.html
"""

import json
from collections.abc import Iterator
from typing import Any

from moto.servicequotas.exceptions import NoSuchResource
from moto.servicequotas.models import ServiceQuotasBackend
from moto.servicequotas.responses import ServiceQuotasResponse

from local_aws.patches.lambda_account import ACCOUNT_CONCURRENCY
from local_aws.patches.replacing import Method, replace

# Name, code, value. AWS makes codes up for each instance type; those of instances
# are ours. Values differ by account: these are of one that has asked for nothing.
_INSTANCES = {"ml.t2.medium": 4, "ml.m5.large": 4, "ml.m5.xlarge": 2, "ml.g5.xlarge": 0}
_SERVERLESS = (
    "Maximum total concurrency that can be allocated across all serverless endpoints"
)
# What an account has and AWS's defaults have not, as after an increase.
_APPLIED = {_SERVERLESS: 200.0}
_PAGE = 100


def apply() -> None:
    """Change moto's Service Quotas."""
    replace(ServiceQuotasBackend, "list_aws_default_service_quotas", _defaults)
    replace(ServiceQuotasBackend, "get_service_quota", _quota)
    operations = {
        "list_service_quotas": _list_applied,
        "list_aws_default_service_quotas": _list_defaults,
    }
    for name, operation in operations.items():
        setattr(ServiceQuotasResponse, name, operation)


def _table(service: str) -> Iterator[tuple[str, str, float]]:
    if service == "lambda":
        yield "Concurrent executions", "L-B99A9384", float(ACCOUNT_CONCURRENCY)
    if service == "sagemaker":
        yield _SERVERLESS, "L-96300102", 10.0
        uses = ("endpoint usage", "transform job usage")
        for number, (kind, count) in enumerate(_INSTANCES.items()):
            for index, use in enumerate(uses):
                code = f"L-10CA{number:02d}{index:02d}"
                yield f"{kind} for {use}", code, float(count)


def _quotas(region: str, account_id: str, service: str) -> list[dict[str, Any]]:
    return [
        {
            "Adjustable": True,
            "GlobalQuota": False,
            "QuotaArn": f"arn:aws:servicequotas:{region}:{account_id}:{service}/{code}",
            "QuotaCode": code,
            "QuotaName": name,
            "ServiceCode": service,
            "Unit": "None",
            "Value": value,
        }
        for name, code, value in _table(service)
    ]


def _defaults(original: Method) -> Method:
    def list_defaults(self: Any, service_code: str) -> list[dict[str, Any]]:  # noqa: ANN401 - moto is untyped
        found = _quotas(self.region_name, self.account_id, service_code)
        return found or original(self, service_code)

    return list_defaults


def _applied(backend: Any, service: str) -> list[dict[str, Any]]:  # noqa: ANN401 - moto is untyped
    return [
        {**quota, "Value": _APPLIED.get(quota["QuotaName"], quota["Value"])}
        for quota in backend.list_aws_default_service_quotas(service)
    ]


def _quota(_original: Method) -> Method:
    def get_quota(self: Any, service_code: str, quota_code: str) -> dict[str, Any]:  # noqa: ANN401 - moto is untyped
        for quota in _applied(self, service_code):
            if quota["QuotaCode"] == quota_code:
                return quota
        raise NoSuchResource

    return get_quota


def _list_applied(self: Any) -> str:  # noqa: ANN401 - moto is untyped
    params = json.loads(self.body)
    return _paged(_applied(self.backend, params["ServiceCode"]), params)


def _list_defaults(self: Any) -> str:  # noqa: ANN401 - moto is untyped
    params = json.loads(self.body)
    found = self.backend.list_aws_default_service_quotas(params["ServiceCode"])
    return _paged(found, params)


def _paged(quotas: list[dict[str, Any]], params: dict[str, Any]) -> str:
    start = int(params.get("NextToken") or 0)
    end = start + int(params.get("MaxResults") or _PAGE)
    page: dict[str, Any] = {"Quotas": quotas[start:end]}
    if end < len(quotas):
        page["NextToken"] = str(end)
    return json.dumps(page)
