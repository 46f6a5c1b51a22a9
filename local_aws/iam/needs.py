"""What a call needs: actions on resources, service by service.

https://docs.aws.amazon.com/service-authorization/latest/reference/
"""

from collections.abc import Callable

from local_aws.calls import Call
from local_aws.iam import (
    alarms,
    backups,
    certificates,
    event_rules,
    functions,
    gateways,
    health_checks,
    identities,
    keys,
    linked_roles,
    log_groups,
    machine_learning,
    objects,
    parameters,
    passing,
    queues,
    repositories,
    scalable_targets,
    scaled,
    schedules,
    stacks,
    state_machines,
    tables,
    tags,
)
from local_aws.iam.need import Need

# A service's name in policies, where it is not that of its API.
_PREFIXES = {
    "resourcegroupstaggingapi": "tag",
    "service-quotas": "servicequotas",
}
_SERVICES: dict[str, Callable[[Call], list[Need]]] = {
    "acm": certificates.needs_of,
    "apigateway": gateways.needs_of,
    "application-autoscaling": scalable_targets.needs_of,
    "backup": backups.needs_of,
    "cloudformation": stacks.needs_of,
    "cloudwatch": alarms.needs_of,
    "dynamodb": tables.needs_of,
    "ecr": repositories.needs_of,
    "events": event_rules.needs_of,
    "iam": identities.needs_of,
    "kms": keys.needs_of,
    "lambda": functions.needs_of,
    "logs": log_groups.needs_of,
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
    own = _SERVICES.get(call.service, _without_resource)(call)
    return [
        *tags.with_tags(call, own),
        *passing.needs_of(call),
        *scaled.needs_of(call),
        *linked_roles.needs_of(call),
        *log_groups.needs_of_delivery(call),
    ]


def _without_resource(call: Call) -> list[Need]:
    """Return what a call needs of a service whose resources are not known here.

    Only a policy for all resources allows it.
    """
    prefix = _PREFIXES.get(call.service, call.service)
    return [Need(action=f"{prefix}:{call.operation}", resource="*")]
