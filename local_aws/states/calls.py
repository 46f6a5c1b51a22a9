"""Calls of tasks: to this local AWS, with the role of the state machine.

moto calls itself with keys of nobody, who may do everything.
"""

import sys
from dataclasses import dataclass
from typing import Any

from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import (
    state_task_service_factory,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service import (  # noqa: E501 - moto's name
    StateTaskService,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.state_task import (
    StateTask,
)

from local_aws.patches.replacing import Method, replace
from local_aws.states.hook import Plane

# What the aws-sdk integrations call a service, and what botocore does.
_NAMES = {
    "cloudwatchlogs": "logs",
    "eventbridge": "events",
    "sagemakerruntime": "sagemaker-runtime",
}
_PARSER = state_task_service_factory.__name__.partition(".asl.")[0]
_MAKER = "boto_client_for"


@dataclass(frozen=True)
class _Role:
    """Whose permissions a task has, and where it calls."""

    role_arn: str
    machine_arn: str
    plane: Plane


def apply() -> None:
    """Change moto's parser."""
    replace(StateTask, "_eval_state_credentials", _with_its_plane)
    StateTaskService._SERVICE_NAME_SFN_TO_BOTO_OVERRIDES.update(_NAMES)  # noqa: SLF001 - moto's own
    # Each module of moto's has imported the function by its name.
    for name, module in list(sys.modules.items()):
        if name.startswith(_PARSER) and hasattr(module, _MAKER):
            setattr(module, _MAKER, _client)


def _with_its_plane(original: Method) -> Method:
    def evaluate(self: Any, env: Any) -> _Role:  # noqa: ANN401 - moto is untyped
        role_arn = original(self, env).role_arn
        machine = env.states.context_object.context_object_data["StateMachine"]
        return _Role(
            role_arn=role_arn,
            machine_arn=machine["Id"],
            plane=env.aws_execution_details.plane,
        )

    return evaluate


def _client(region: str, service: str, state_credentials: _Role) -> Any:  # noqa: ANN401 - of any service
    return state_credentials.plane.clients.client(
        state_credentials.role_arn, state_credentials.machine_arn, region, service
    )
