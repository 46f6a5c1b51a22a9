"""Whoever gives a service a role must be let: `iam:PassRole` of it, to that service.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from local_aws.calls import Call
from local_aws.iam.need import Need

_LAMBDA = "lambda.amazonaws.com"
_SAGEMAKER = "sagemaker.amazonaws.com"
_SCHEDULER = "scheduler.amazonaws.com"
_STATES = "states.amazonaws.com"
# Where a call's parameters have a role, and the service that takes it. "*" stands
# for each of a list.
_PASSED: Mapping[tuple[str, str], tuple[str, str]] = {
    ("events", "PutTargets"): ("Targets.*.RoleArn", "events.amazonaws.com"),
    ("lambda", "CreateFunction"): ("Role", _LAMBDA),
    ("lambda", "UpdateFunctionConfiguration"): ("Role", _LAMBDA),
    ("s3", "PutBucketReplication"): (
        "ReplicationConfiguration.Role",
        "s3.amazonaws.com",
    ),
    ("sagemaker", "CreateEndpointConfig"): ("ExecutionRoleArn", _SAGEMAKER),
    ("sagemaker", "CreateModel"): ("ExecutionRoleArn", _SAGEMAKER),
    ("scheduler", "CreateSchedule"): ("Target.RoleArn", _SCHEDULER),
    ("scheduler", "UpdateSchedule"): ("Target.RoleArn", _SCHEDULER),
    ("stepfunctions", "CreateStateMachine"): ("roleArn", _STATES),
    ("stepfunctions", "UpdateStateMachine"): ("roleArn", _STATES),
}


def needs_of(call: Call) -> list[Need]:
    """Return one need for each role that a call hands on."""
    path, service = _PASSED.get((call.service, call.operation), ("", ""))
    return [
        Need(
            action="iam:PassRole",
            context={"iam:PassedToService": [service]},
            resource=str(role),
        )
        for role in _found(call.params, path.split("."))
        if role
    ]


def _found(value: Any, path: list[str]) -> Iterator[Any]:  # noqa: ANN401 - any input
    if not path or value is None:
        yield value
    elif path[0] == "*":
        for each in value:
            yield from _found(each, path[1:])
    elif isinstance(value, Mapping):
        yield from _found(value.get(path[0]), path[1:])
