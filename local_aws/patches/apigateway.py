"""API Gateway: changes of usage plans that moto gets wrong."""

from collections.abc import Mapping, Sequence
from typing import Any

from moto.apigateway.models import UsagePlan

from local_aws.patches.replacing import Method, replace

Operation = Mapping[str, Any]

# An update carries every value as text.
_NUMBERS = {"burstLimit": int, "limit": int, "offset": int, "rateLimit": float}


def apply() -> None:
    """Change moto's API Gateway."""
    replace(UsagePlan, "apply_patch_operations", _patching_plans)


def _patching_plans(_original: Method) -> Method:
    """Apply every change that UpdateUsagePlan takes.

    moto takes the throttle of one method for the plan's own, cannot remove a
    stage that has one, keeps limits as text and rates as whole numbers.
    """

    def apply_patch_operations(self: Any, operations: Sequence[Operation]) -> None:  # noqa: ANN401 - moto is untyped
        for operation in operations:
            # A method's path in a throttle has its slashes escaped: ~1.
            first, *rest = operation["path"].removeprefix("/").split("/")
            if first == "apiStages" and not rest:
                _change_stages(self, operation)
            elif first == "apiStages":
                stage = _stage(self, rest[0])
                _change_limits(stage.setdefault("throttle", {}), rest[2:], operation)
            elif first in ("throttle", "quota"):
                _change_limits(getattr(self, first), rest, operation)
            else:
                name = "product_code" if first == "productCode" else first
                removed = operation["op"] == "remove"
                setattr(self, name, None if removed else operation["value"])

    return apply_patch_operations


def _change_stages(plan: Any, operation: Operation) -> None:  # noqa: ANN401 - moto is untyped
    if operation["op"] == "remove":
        plan.api_stages.remove(_stage(plan, operation["value"]))
        return
    api_id, stage = operation["value"].split(":")
    plan.api_stages.append({"apiId": api_id, "stage": stage})


def _stage(plan: Any, name: str) -> dict[str, Any]:  # noqa: ANN401 - moto is untyped
    stages: list[dict[str, Any]] = plan.api_stages
    return next(each for each in stages if f"{each['apiId']}:{each['stage']}" == name)


def _change_limits(
    limits: dict[str, Any], path: Sequence[str], operation: Operation
) -> None:
    """Change {"rateLimit": ...}, or such a mapping by method's path."""
    if not path:
        limits.clear()
    elif path[0] in _NUMBERS or path[0] == "period":
        convert = _NUMBERS.get(path[0], str)
        limits[path[0]] = convert(operation["value"])
    elif operation["op"] == "remove" and len(path) == 1:
        limits.pop(_method(path[0]), None)
    else:
        _change_limits(limits.setdefault(_method(path[0]), {}), path[1:], operation)


def _method(escaped: str) -> str:
    return escaped.replace("~1", "/").replace("~0", "~")
