"""Tasks that wait for their token: one token an attempt, answered once."""

from typing import Any

from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_callback import (  # noqa: E501 - moto's name
    StateTaskServiceCallback,
)
from moto.stepfunctions.parser.asl.eval.callback.callback import (
    CallbackOutcomeTimedOut,
    HeartbeatTimedOut,
)

from local_aws.patches.replacing import Method, replace
from local_aws.states.evaluation import waits_of
from local_aws.states.tokens import TaskToken, new_token

_TOKEN = "waitForTaskToken"  # noqa: S105 - a word of a resource's ARN


def apply() -> None:
    """Change moto's parser."""
    replace(StateTaskServiceCallback, "_eval_execution", _with_its_token)
    replace(StateTaskServiceCallback, "_eval_wait_for_task_token", _awaiting)


def _with_its_token(original: Method) -> Method:
    """Give each attempt a token of its own.

    moto's are one a state: a second attempt finds the answer to the first.
    """

    def evaluate(self: Any, env: Any) -> None:  # noqa: ANN401 - moto is untyped
        if self.resource.condition != _TOKEN:
            original(self, env)
            return
        token = new_token(env.aws_execution_details.machine_arn)
        env.task_token = token
        context = env.states.context_object.context_object_data
        context["Task"] = {"Token": token.value}
        # moto looks it up there.
        env.callback_pool_manager.add(token.value)
        try:
            original(self, env)
        finally:
            token.close()

    return evaluate


def _awaiting(_: Method) -> Method:
    """Wait for the answer, or for a heartbeat that does not come in time."""

    def wait_for_task_token(
        self: Any,  # noqa: ANN401, ARG001 - moto's own
        env: Any,  # noqa: ANN401
        timeout_seconds: float,  # noqa: ARG001 - the state sees to it
        callback_endpoint: Any,  # noqa: ANN401
        heartbeat_endpoint: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        token, seconds = env.task_token, None
        if heartbeat_endpoint is not None:
            seconds = heartbeat_endpoint._heartbeat_seconds  # noqa: SLF001 - moto's own
        while True:
            if not _hears(env, token, seconds) and token.close():
                return HeartbeatTimedOut()
            if token.outcome is not None:
                return token.outcome
            if not env.is_running():
                return CallbackOutcomeTimedOut(callback_endpoint.callback_id)

    return wait_for_task_token


def _hears(env: Any, token: TaskToken, seconds: float | None) -> bool:  # noqa: ANN401 - moto is untyped
    """Wait for the next sign; false where none came in time."""
    beats = token.beats
    return waits_of(env).wait(
        lambda: (
            token.outcome is not None or token.beats != beats or not env.is_running()
        ),
        [token.answered, env.program_state_event],
        seconds,
    )
