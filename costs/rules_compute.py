"""What functions and endpoints are charged for."""

import json
from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Any

from costs.charges import MILLION, Charge, Context, block
from costs.lines import Line
from costs.money import GB, HOUR_SECONDS, MB_A_GB, MONTH_HOURS
from costs.plan import Resource

_MILLISECONDS = 1000
_DEFAULT_MB = 128


def lambda_function(resource: Resource, context: Context) -> Charge:
    """Return a million calls of a function, and their log."""
    bill, usage = context.bill(resource), context.usage
    memory = Decimal(resource.values.get("memory_size") or _DEFAULT_MB) / MB_A_GB
    duration = MILLION * _seconds(usage.latency_ms) * memory
    logged = MILLION * usage.log_bytes / GB
    return Charge(
        per_million=(
            bill.line("requests", "lambda_requests", MILLION),
            bill.line("duration", "lambda_duration", duration),
            bill.line("log", "log_ingestion", logged),
        )
    )


def provisioned_concurrency(resource: Resource, context: Context) -> Charge:
    """Return what stays warm of a function, of which the module tells the memory."""
    function = context.sibling("aws_lambda_function") or {}
    memory, count = (
        function.get("memory_size"),
        resource.values.get("provisioned_concurrent_executions"),
    )
    if not memory or not count:
        return Charge(uncounted="its function's memory or its number is not known")
    warm = count * MONTH_HOURS * HOUR_SECONDS * Decimal(memory) / MB_A_GB
    line = context.bill(resource).line(
        "provisioned concurrency", "lambda_provisioned_concurrency", warm
    )
    return Charge(at_rest=(line,))


def endpoint_configuration(resource: Resource, context: Context) -> Charge:
    """Return the instances, or the memory, of the endpoint that uses it."""
    if not context.siblings.get("aws_sagemaker_endpoint"):
        return Charge(remark="no endpoint uses it")
    at_rest: list[Line] = []
    per_million = [_data(resource, context)]
    remark, uncounted = "", ""
    for variant in resource.values.get("production_variants") or ():
        serverless = block(variant, "serverless_config")
        if serverless:
            per_million.append(_serverless(resource, context, serverless))
            if serverless.get("provisioned_concurrency"):
                uncounted = "provisioned concurrency, whose price is not known"
        else:
            at_rest.append(_instances(resource, context, variant))
            if context.siblings.get("aws_appautoscaling_target"):
                remark = "its least number of instances: scaling and schedules add more"
    return Charge(
        at_rest=tuple(at_rest),
        per_million=tuple(per_million),
        remark=remark,
        uncounted=uncounted,
    )


def hosting_stack(resource: Resource, context: Context) -> Charge:
    """Return an endpoint of inference components, which sleeps when nobody asks."""
    template = resource.values.get("template_body")
    types = _instance_types(template) if isinstance(template, str) else []
    if not types:
        return Charge(uncounted="what the stack makes is not in the plan")
    names = ", ".join(types)
    hours = [context.prices.instance_hour(one, resource.region) for one in types]
    each = ", ".join("unknown" if one is None else f"{one:f} USD" for one in hours)
    return Charge(
        remark=f"asleep when nobody asks; each hour that {names} is awake: {each}"
    )


def _instances(
    resource: Resource, context: Context, variant: Mapping[str, Any]
) -> Line:
    target = context.sibling("aws_appautoscaling_target") or {}
    count = target.get("min_capacity") or variant.get("initial_instance_count") or 1
    kind = str(variant.get("instance_type"))
    return context.bill(resource).line(
        f"{count} x {kind}", "endpoint_instance", count * MONTH_HOURS, kind=kind
    )


def _serverless(
    resource: Resource, context: Context, config: Mapping[str, Any]
) -> Line:
    memory = Decimal(config["memory_size_in_mb"]) / MB_A_GB
    return context.bill(resource).line(
        "duration",
        "serverless_duration",
        MILLION * _seconds(context.usage.latency_ms) * memory,
    )


def _data(resource: Resource, context: Context) -> Line:
    size = context.usage.request_bytes + context.usage.answer_bytes
    return context.bill(resource).line(
        "data in and out", "inference_data", MILLION * size / GB
    )


def _seconds(milliseconds: Decimal) -> Decimal:
    return milliseconds.to_integral_value(ROUND_CEILING) / _MILLISECONDS


def _instance_types(template: str) -> list[str]:
    """Return the instance types of the endpoint configurations of a template."""
    try:
        found = json.loads(template).get("Resources", {}).values()
    except (ValueError, AttributeError):
        return []
    variants = [
        variant
        for one in found
        if one.get("Type") == "AWS::SageMaker::EndpointConfig"
        for variant in one.get("Properties", {}).get("ProductionVariants", ())
    ]
    types = {variant.get("InstanceType") for variant in variants}
    return sorted(one for one in types if isinstance(one, str))
