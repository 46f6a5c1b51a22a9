"""Step Functions: state machines and executions that it refuses.

https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
"""

from dataclasses import dataclass
from typing import Any

from moto.stepfunctions.parser.models import stepfunctions_parser_backends

from local_aws.access import check_trust, role_may
from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.iam.callers import PARTITION
from local_aws.iam.need import Need
from local_aws.states.plane import SERVICE
from local_aws.strict.constraints import check_constraints
from local_aws.strict.refusals import Refusals

_DATA_BYTES = 262_144
# https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy
_LOG_DELIVERY = (
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
)


@dataclass(frozen=True)
class _Machine:
    """Who would deliver logs."""

    account_id: str
    region: str
    name: str
    role_arn: str


def _type(call: Call) -> None:
    if call.params.get("type") == "EXPRESS":
        text = "state machines of type EXPRESS"
        raise NotImplementedError(text)


def _role(call: Call) -> None:
    role: str | None = call.params.get("roleArn")
    if role is None or ":role/" not in role:
        return
    try:
        check_trust(call.account_id, role, SERVICE, _arn_of(call))
    except AwsError as error:
        text = (
            "Neither the global service principal states.amazonaws.com, nor the "
            "regional one is authorized to assume the provided role."
        )
        raise AwsError(text, code="AccessDeniedException") from error


def _arn_of(call: Call) -> str:
    """Return the machine's ARN, also of one that is to be made.

    https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html#prevent-cross-service-confused-deputy
    """
    given: str | None = call.params.get("stateMachineArn")
    here = f"arn:{PARTITION}:states:{call.region}:{call.account_id}"
    return given or f"{here}:stateMachine:{call.params.get('name')}"


def _logging(call: Call) -> None:
    wanted: dict[str, Any] = call.params.get("loggingConfiguration") or {}
    if wanted.get("level", "OFF") == "OFF":
        return
    destinations = wanted.get("destinations") or []
    groups = [
        (each.get("cloudWatchLogsLogGroup") or {}).get("logGroupArn", "")
        for each in destinations
    ]
    if len(groups) != 1 or not groups[0].endswith(":*"):
        text = (
            "Invalid Logging Configuration: exactly one log group's ARN, which ends "
            "in ':*', must be given."
        )
        raise AwsError(text, code="InvalidLoggingConfiguration")
    owner = _Machine(call.account_id, call.region, "states", _role_of(call))
    if not all(
        role_may(owner, Need(action=action, resource="*")) for action in _LOG_DELIVERY
    ):
        text = (
            "The state machine IAM Role is not authorized to access the Log Destination"
        )
        raise AwsError(text, code="AccessDeniedException")


def _role_of(call: Call) -> str:
    if call.params.get("roleArn"):
        return str(call.params["roleArn"])
    backend = stepfunctions_parser_backends[call.account_id][call.region]
    machine = backend.describe_state_machine(call.params["stateMachineArn"])
    return str(machine.roleArn)


def _size(call: Call) -> None:
    for name in ("input", "output"):
        size = len((call.params.get(name) or "").encode())
        if size > _DATA_BYTES:
            text = (
                f"1 validation error detected: Value at '{name}' failed to satisfy "
                f"constraint: Member must have length less than or equal to "
                f"{_DATA_BYTES}"
            )
            raise AwsError(text, code="ValidationException")


REFUSALS: Refusals = {
    "CreateStateMachine": (check_constraints, _type, _role, _logging),
    "SendTaskFailure": (check_constraints,),
    "SendTaskHeartbeat": (check_constraints,),
    "SendTaskSuccess": (_size, check_constraints),
    "StartExecution": (_size, check_constraints),
    "StopExecution": (check_constraints,),
    "UpdateStateMachine": (check_constraints, _role, _logging),
}
