"""What a call needs: actions on resources, service by service.

https://docs.aws.amazon.com/service-authorization/latest/reference/
"""

from collections.abc import Callable, Sequence

from local_aws.calls import Call
from local_aws.iam import (
    backups,
    event_rules,
    health_checks,
    identities,
    keys,
    machine_learning,
    objects,
    parameters,
    passing,
    queues,
    scalable_targets,
    schedules,
    state_machines,
    tables,
)
from local_aws.iam.callers import PARTITION
from local_aws.iam.need import Need

# An operation's name in policies, where it is not its own.
_ACTIONS = {
    ("lambda", "Invoke"): "InvokeFunction",
    ("lambda", "InvokeAsync"): "InvokeFunction",
}
# Where the parameter that says which resource is a name or an ARN.
_NAMED: dict[str, tuple[str, str]] = {
    "ecr": ("repositoryName", "repository/"),
    "lambda": ("FunctionName", "function:"),
}
# A service's name in policies, where it is not that of its API.
_PREFIXES = {"resourcegroupstaggingapi": "tag"}
_SPECIAL: dict[str, Callable[[Call], list[Need]]] = {
    "application-autoscaling": scalable_targets.needs_of,
    "backup": backups.needs_of,
    "dynamodb": tables.needs_of,
    "events": event_rules.needs_of,
    "iam": identities.needs_of,
    "kms": keys.needs_of,
    "route53": health_checks.needs_of,
    "s3": objects.needs_of,
    "sagemaker": machine_learning.needs_of,
    "sagemaker-runtime": machine_learning.needs_of,
    "scheduler": schedules.needs_of,
    "sns": queues.needs_of_sns,
    "sqs": queues.needs_of_sqs,
    "ssm": parameters.needs_of,
    "stepfunctions": state_machines.needs_of,
}


def needs_of(call: Call) -> list[Need]:
    """Return all permissions a call needs; each must be allowed.

    Raises:
        AwsError: A KMS key that the call would use cannot be used.

    """
    special = _SPECIAL.get(call.service, _common)
    return special(call) + passing.needs_of(call)


def _common(call: Call) -> list[Need]:
    name = _ACTIONS.get((call.service, call.operation), call.operation)
    context: dict[str, Sequence[str]] = {}
    if call.service == "cloudwatch" and "Namespace" in call.params:
        context["cloudwatch:namespace"] = [call.params["Namespace"]]
    return [
        Need(
            action=f"{_PREFIXES.get(call.service, call.service)}:{name}",
            context=context,
            resource=_resource(call),
        )
    ]


def _resource(call: Call) -> str:
    """Return the ARN a call is about, "*" where it cannot be told.

    Only a policy for all resources allows what cannot be told.
    """
    start = f"arn:{PARTITION}:{call.service}"
    here = f"{start}:{call.region}:{call.account_id}"
    if call.service == "logs":
        return _log_resource(call, here)
    parameter, kind = _NAMED.get(call.service, ("", ""))
    value = call.params.get(parameter)
    if not value:
        return "*"
    arn = str(value) if str(value).startswith("arn:") else f"{here}:{kind}{value}"
    qualifier = call.params.get("Qualifier")
    return f"{arn}:{qualifier}" if qualifier else arn


def _log_resource(call: Call, here: str) -> str:
    group = call.params.get("logGroupName")
    if not group:
        return "*"
    stream = call.params.get("logStreamName")
    # A group's ARN ends in a colon and what is in it, even without a stream.
    return f"{here}:log-group:{group}:" + (f"log-stream:{stream}" if stream else "")
