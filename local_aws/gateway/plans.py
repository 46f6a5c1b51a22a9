"""API keys and usage plans of a stage, and the throttles of its methods.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
"""

import hmac
import math
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from local_aws.gateway.context import RequestContext
from local_aws.gateway.errors import (
    INVALID_API_KEY,
    QUOTA_EXCEEDED,
    THROTTLED,
    GatewayError,
    misconfigured,
)
from local_aws.gateway.limits import Quota, Rate, Throttle, Usage
from local_aws.gateway.routing import Route

_KEY_HEADER = "x-api-key"


class Admission:
    """Lets requests through as keys, plans and stages allow.

    Args:
        clock: Seconds that only grow.
        now: The time of day, with a time zone.

    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Start with full buckets and unused quotas."""
        self._throttle = Throttle(clock)
        self._usage = Usage(now)

    def admit(
        self,
        backend: Any,  # noqa: ANN401 - moto is untyped
        stage: Any,  # noqa: ANN401 - moto is untyped
        context: RequestContext,
        route: Route,
    ) -> None:
        """Let a request through, and count it.

        The client's limits come before the stage's. A request that is throttled
        does not count against the quota.

        Args:
            backend: moto's API Gateway of the Region.
            stage: moto's stage.
            context: Of the request; learns the key.
            route: Of the request.

        Raises:
            GatewayError: No valid key, too fast, or too many.

        """
        plan = None
        if route.method.key_required:
            plan = self._plan(backend, context)
            self._take_rate(plan, context, route)
        rate = stage_rate(stage.method_settings, route)
        place = (context.api.id, context.stage, route.resource.path, route.method_name)
        if rate is not None and not self._throttle.take(place, rate):
            raise GatewayError(THROTTLED)
        if plan is not None and plan.quota:
            quota = Quota(
                limit=int(plan.quota["limit"]),
                offset=int(plan.quota.get("offset") or 0),
                period=plan.quota["period"],
            )
            if not self._usage.take((plan.id, context.api_key_id), quota):
                raise GatewayError(QUOTA_EXCEEDED)

    def _plan(self, backend: Any, context: RequestContext) -> Any:  # noqa: ANN401 - moto is untyped
        if context.api.key_source != "HEADER":
            detail = f"the local AWS takes no API keys from {context.api.key_source}"
            raise misconfigured(detail)
        value = context.request.header(_KEY_HEADER)
        key = find_key(backend, value)
        if key is None:
            raise GatewayError(INVALID_API_KEY)
        context.api_key, context.api_key_id = value, key.id
        for plan in backend.usage_plans.values():
            if _covers(plan, context) and key.id in backend.usage_plan_keys.get(
                plan.id, {}
            ):
                return plan
        raise GatewayError(INVALID_API_KEY)

    def _take_rate(self, plan: Any, context: RequestContext, route: Route) -> None:  # noqa: ANN401 - moto is untyped
        method = f"{route.resource.path}/{route.method_name}"
        for throttle, place in (
            (_method_throttle(plan, context, method), method),
            (plan.throttle, ""),
        ):
            rate = _rate(throttle)
            key = (plan.id, context.api_key_id, place)
            if rate is not None and not self._throttle.take(key, rate):
                raise GatewayError(THROTTLED)


def find_key(backend: Any, value: str | None) -> Any:  # noqa: ANN401 - moto is untyped
    """Return the enabled key with the value, or None."""
    if not value:
        return None
    for key in backend.keys.values():
        if key.enabled and hmac.compare_digest(key.value.encode(), value.encode()):
            return key
    return None


def stage_rate(settings: Mapping[str, Any], route: Route) -> Rate | None:
    """Return the throttle of the stage's method settings for a route.

    A method's own settings come before the ones for all ("*/*").
    """
    wanted = f"{route.resource.path.strip('/')}/{route.method_name}"
    for key, values in settings.items():
        path, _, method = key.rpartition("/")
        if f"{path.replace('~1', '/').strip('/')}/{method}" == wanted:
            return _rate(_renamed(values))
    return _rate(_renamed(settings["*/*"])) if "*/*" in settings else None


def _renamed(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "burstLimit": settings.get("throttlingBurstLimit"),
        "rateLimit": settings.get("throttlingRateLimit"),
    }


def _rate(throttle: Mapping[str, Any] | None) -> Rate | None:
    """Return a throttle's rate; -1 stands for none."""
    burst, per_second = (
        float(-1 if (value := (throttle or {}).get(name)) is None else value)
        for name in ("burstLimit", "rateLimit")
    )
    if burst < 0 or per_second < 0 or math.isinf(per_second):
        return None
    return Rate(per_second=per_second, burst=int(burst))


def _covers(plan: Any, context: RequestContext) -> bool:  # noqa: ANN401 - moto is untyped
    return _api_stage(plan, context) is not None


def _api_stage(plan: Any, context: RequestContext) -> Mapping[str, Any] | None:  # noqa: ANN401 - moto is untyped
    for api_stage in plan.api_stages:
        if (api_stage["apiId"], api_stage["stage"]) == (context.api.id, context.stage):
            found: Mapping[str, Any] = api_stage
            return found
    return None


def _method_throttle(
    plan: Any,  # noqa: ANN401 - moto is untyped
    context: RequestContext,
    method: str,
) -> Mapping[str, Any] | None:
    api_stage = _api_stage(plan, context) or {}
    throttle: Mapping[str, Any] = api_stage.get("throttle") or {}
    return throttle.get(method)
