"""What calls of Step Functions need: a state machine, or one of its executions.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
"""

from local_aws.calls import Call
from local_aws.iam.callers import PARTITION
from local_aws.iam.need import Need
from local_aws.states.tokens import find_token

# Of a state machine's ARN; a version or an alias stands behind them.
_PARTS = 7
_RESOURCES = ("executionArn", "stateMachineArn", "activityArn", "resourceArn")


def needs_of(call: Call) -> list[Need]:
    """Return what a call needs: its action on the resource that it is about."""
    action = f"states:{call.operation}"
    if call.operation.startswith("SendTask"):
        token = find_token(call.params.get("taskToken", ""))
        # What is no token is about nothing; the service says so.
        return [Need(action=action, resource=token.machine_arn)] if token else []
    needs = [Need(action=action, resource=_resource(call))]
    if call.params.get("publish"):
        machine, version = _resource(call), "states:PublishStateMachineVersion"
        needs.append(Need(action=version, resource=machine))
    return needs


def _resource(call: Call) -> str:
    if call.operation == "CreateStateMachine":
        here = f"arn:{PARTITION}:states:{call.region}:{call.account_id}"
        return f"{here}:stateMachine:{call.params['name']}"
    for name in _RESOURCES:
        value = call.params.get(name)
        if value and name == "stateMachineArn":
            # A version and an alias are conditions, no resources.
            return ":".join(str(value).split(":")[:_PARTS])
        if value:
            return str(value)
    return "*"
