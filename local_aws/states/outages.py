"""Executions in a Region that is cut off stand still, and go on when it is back.

What a state had asked for fails; that it did is dealt with when the Region is back,
as a Retry or a Catch of the state says.
"""

from typing import Any

from moto.stepfunctions.parser.asl.component.state.state import CommonStateField

from local_aws.patches.replacing import Method, replace
from local_aws.regions import hook
from local_aws.states.bells import Bell
from local_aws.states.evaluation import waits_of


def apply() -> None:
    """Change moto's parser."""
    replace(CommonStateField, "_eval_body", _once_it_is_up)


def stand_still(env: Any) -> None:  # noqa: ANN401 - moto is untyped
    """Wait until the Region of an execution is up, or the execution has ended."""
    outages, region = hook.current(), env.aws_execution_details.region
    if outages is None or not outages.is_cut(region):
        return
    back = Bell()
    leave = outages.listen(back.ring)
    try:
        waits_of(env).wait(
            lambda: not (outages.is_cut(region) and env.is_running()),
            [back, env.program_state_event],
        )
    finally:
        leave()


def _once_it_is_up(original: Method) -> Method:
    def evaluate(self: Any, env: Any) -> None:  # noqa: ANN401 - moto is untyped
        stand_still(env)
        if env.is_running():
            original(self, env)

    return evaluate
