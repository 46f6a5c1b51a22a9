"""What each kind of resource is charged for."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

from costs.charges import MILLION, Charge, Context, block
from costs.money import GB, MONTH_HOURS
from costs.plan import Resource
from costs.rules_compute import (
    endpoint_configuration,
    hosting_stack,
    lambda_function,
    provisioned_concurrency,
)
from costs.rules_watching import (
    composite_alarm,
    dashboard,
    health_check,
    metric_alarm,
    web_acl,
)

Rule = Callable[[Resource, Context], Charge]

_MINUTES_AN_HOUR = 60
_EACH_MINUTES = re.compile(r"cron\((?:\d+|\*)/(\d+) \* \* \* \? \*\)")
_EACH_HOUR = re.compile(r"cron\(\d+ \* \* \* \? \*\)")
_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_MINUTES = {"minute": 1, "hour": 60, "day": 1440}


def _key(resource: Resource, context: Context) -> Charge:
    line = context.bill(resource).line("customer-managed key", "kms_key", 1)
    rotates = resource.values.get("enable_key_rotation")
    remark = "1.00 USD more a month after each of its first two rotations"
    return Charge(at_rest=(line,), remark=remark if rotates else "")


def _rest_api(resource: Resource, context: Context) -> Charge:
    line = context.bill(resource).line("requests", "api_gateway_requests", MILLION)
    return Charge(per_million=(line,))


def _stage(resource: Resource, context: Context) -> Charge:
    if resource.values.get("cache_cluster_enabled"):
        return Charge(uncounted="its cache, by the hour")
    logged = block(resource.values, "access_log_settings").get("format") or ""
    size = MILLION * len(logged) / GB
    line = context.bill(resource).line("access log", "log_ingestion", size)
    return Charge(per_million=(line,) if logged else ())


def _table(resource: Resource, context: Context) -> Charge:
    if resource.values.get("billing_mode") != "PAY_PER_REQUEST":
        return Charge(uncounted="provisioned throughput")
    bill = context.bill(resource)
    lines = [
        bill.line("a write of 1 KB each", "dynamodb_writes", MILLION),
        bill.line("a read of 4 KB each", "dynamodb_reads", MILLION),
    ]
    for replica in resource.values.get("replica") or ():
        there = type(bill)(context.prices, replica["region_name"])
        lines.append(there.line("the same write there", "dynamodb_writes", MILLION))
    return Charge(per_million=tuple(lines))


def _replica(resource: Resource, context: Context) -> Charge:
    line = context.bill(resource).line(
        "a write of 1 KB each", "dynamodb_writes", MILLION
    )
    return Charge(per_million=(line,))


def _state_machine(resource: Resource, context: Context) -> Charge:
    if resource.values.get("type", "STANDARD") != "STANDARD":
        return Charge(uncounted="an express workflow, by request and time")
    line = context.bill(resource).line(
        "5 transitions each", "state_transitions", 5 * MILLION
    )
    return Charge(per_million=(line,))


def _schedule(resource: Resource, context: Context) -> Charge:
    """Return its invocations; what it calls is charged as any call is."""
    text = str(resource.values.get("schedule_expression") or "")
    minutes = None
    if found := _EACH_MINUTES.fullmatch(text):
        minutes = int(found[1])
    elif _EACH_HOUR.fullmatch(text):
        minutes = _MINUTES["hour"]
    elif found := _RATE.fullmatch(text):
        minutes = int(found[1]) * _MINUTES[found[2]]
    if resource.values.get("state") == "DISABLED":
        return Charge()
    if not minutes:
        return Charge(uncounted="invocations, of which its expression is not counted")
    times = MONTH_HOURS * _MINUTES_AN_HOUR / minutes
    line = context.bill(resource).line("invocations", "scheduler_invocations", times)
    return Charge(
        at_rest=(line,), remark="the calls that it makes are charged as any others"
    )


def _zone(resource: Resource, context: Context) -> Charge:
    line = context.bill(resource).line("hosted zone", "hosted_zone", Decimal(1))
    return Charge(at_rest=(line,))


def _parameter(resource: Resource, context: Context) -> Charge:  # noqa: ARG001 - a rule
    tier = resource.values.get("tier")
    return Charge(uncounted="an advanced parameter" if tier == "Advanced" else "")


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "aws_api_gateway_rest_api": _rest_api,
        "aws_api_gateway_stage": _stage,
        "aws_cloudformation_stack": hosting_stack,
        "aws_cloudwatch_composite_alarm": composite_alarm,
        "aws_cloudwatch_dashboard": dashboard,
        "aws_cloudwatch_metric_alarm": metric_alarm,
        "aws_dynamodb_table": _table,
        "aws_dynamodb_table_replica": _replica,
        "aws_kms_key": _key,
        "aws_kms_replica_key": _key,
        "aws_lambda_function": lambda_function,
        "aws_lambda_provisioned_concurrency_config": provisioned_concurrency,
        "aws_route53_health_check": health_check,
        "aws_route53_zone": _zone,
        "aws_sagemaker_endpoint_configuration": endpoint_configuration,
        "aws_scheduler_schedule": _schedule,
        "aws_sfn_state_machine": _state_machine,
        "aws_ssm_parameter": _parameter,
        "aws_wafv2_web_acl": web_acl,
    }
)
