"""Starting executions: their names, and what of the machine they keep."""

import json
import random
import threading
import uuid
from datetime import UTC, datetime
from typing import Any

from moto.stepfunctions.models import StateMachineVersion

from local_aws.errors import AwsError
from local_aws.states.executions import LocalExecution
from local_aws.states.hook import Plane

# Looking for a name and taking it is one step.
_lock = threading.Lock()


def start(
    backend: Any,  # noqa: ANN401 - moto is untyped
    plane: Plane,
    arn: str,
    name: str | None,
    given: str,
) -> LocalExecution:
    """Start an execution, or return the one that runs with this name and input.

    Args:
        backend: moto's, of the account and Region.
        plane: Who runs it.
        arn: Of a state machine, a version of one, or an alias.
        name: Unique for the machine; None for any.
        given: The input, JSON.

    Raises:
        AwsError: There is no such machine, or the name is taken.

    """
    name = name or str(uuid.uuid4())
    backend._validate_name(name)  # noqa: SLF001 - moto's own
    machine, source = _find(backend, arn)
    _check_json(given)
    with _lock:
        executions = executions_of(machine)
        known = executions.get(name)
        if known is not None:
            if known.status == "RUNNING" and known.execution_input == given:
                return known
            text = f"Execution Already Exists: '{known.execution_arn}'"
            raise AwsError(text, code="ExecutionAlreadyExists")
        execution = LocalExecution(
            plane,
            name=name,
            sm_type=machine.sm_type,
            role_arn=source.roleArn,
            exec_arn=f"{machine.arn.replace(':stateMachine:', ':execution:')}:{name}",
            account_id=backend.account_id,
            region_name=backend.region_name,
            state_machine=source,
            start_date=datetime.now(UTC),
            cloud_watch_logging_session=None,
            input_data=given,
            activity_store={},
        )
        # With the definition as it is now: a later one is not for those that run.
        execution.prepare()
        executions[name] = execution
        machine.executions.append(execution)
    execution.start()
    return execution


def find_execution(backend: Any, arn: str) -> LocalExecution:  # noqa: ANN401 - moto is untyped
    """Return an execution.

    Raises:
        AwsError: There is none.

    """
    backend._validate_execution_arn(arn)  # noqa: SLF001 - moto's own
    machine_name, _, name = arn.partition(":execution:")[2].partition(":")
    for machine in backend.state_machines:
        if machine.name == machine_name and name in executions_of(machine):
            return executions_of(machine)[name]
    text = f"Execution Does Not Exist: '{arn}'"
    raise AwsError(text, code="ExecutionDoesNotExist")


def executions_of(machine: Any) -> dict[str, LocalExecution]:  # noqa: ANN401 - moto is untyped
    """Return a machine's executions by their names."""
    by_name: dict[str, LocalExecution] = machine.__dict__.setdefault("by_name", {})
    return by_name


def _find(backend: Any, arn: str) -> tuple[Any, Any]:  # noqa: ANN401 - moto is untyped
    """Return the machine that an ARN is about, and the version it names."""
    parts = arn.split(":")
    machine = backend.describe_state_machine(":".join(parts[:7]))
    alias = machine.aliases.get(parts[-1]) if len(parts) > 7 else None  # noqa: PLR2004 - the parts of an ARN
    if alias is None:
        source = backend.describe_state_machine(arn)
    else:
        routes = alias.routing_configuration
        [route] = random.choices(routes, [each["weight"] for each in routes])  # noqa: S311 - no secret
        source = backend.describe_state_machine(route["stateMachineVersionArn"])
    return machine, source


def version_arn(execution: LocalExecution) -> str | None:
    """Return the ARN of the version that runs, None where none was named."""
    source = execution.state_machine
    return str(source.arn) if isinstance(source, StateMachineVersion) else None


def _check_json(given: str) -> None:
    try:
        json.loads(given)
    except ValueError as error:
        text = f"Invalid State Machine Execution Input: '{error}'"
        raise AwsError(text, code="InvalidExecutionInput") from error
