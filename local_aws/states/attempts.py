"""Attempts at a state's work, each for as long as it may take by the local clock.

moto waits for its time to run out by the machine's clock, stopped or not, and lets
an attempt that it has left behind go on to write the history.
"""

import copy
from collections.abc import Callable
from typing import Any

from moto.stepfunctions.parser.asl.component.common.timeouts.timeout import (
    EvalTimeoutError,
)
from moto.stepfunctions.parser.asl.component.state.exec.execute_state import (
    ExecutionState,
)
from moto.stepfunctions.parser.asl.eval.event.event_manager import EventManager

from local_aws.patches.replacing import Method, replace
from local_aws.states.bells import Bell
from local_aws.states.evaluation import waits_of
from local_aws.states.outages import stand_still


def apply() -> None:
    """Change moto's parser."""
    replace(ExecutionState, "_evaluate_with_timeout", _by_the_clock)


def _by_the_clock(_: Method) -> Method:
    """Run an attempt, for as long as it may take by the local clock."""

    def evaluate_with_timeout(self: Any, env: Any) -> None:  # noqa: ANN401 - moto is untyped
        self.timeout.eval(env=env)
        seconds = env.stack.pop()
        frame = env.open_frame()
        frame.states.reset(input_value=env.states.get_input())
        frame.stack = copy.deepcopy(env.stack)
        attempt = _Attempt(frame)
        attempt.run(self)
        waits_of(env).wait(
            lambda: attempt.ended or not env.is_running(),
            [attempt.bell, env.program_state_event],
            seconds,
        )
        stand_still(env)
        in_time = attempt.ended or not attempt.cut_off()
        frame.set_ended()
        env.close_frame(frame)
        if not env.is_running():
            return
        if not in_time:
            raise EvalTimeoutError
        if attempt.error is not None:
            raise attempt.error
        _put_output(self, env, attempt.output)

    return evaluate_with_timeout


def _put_output(state: Any, env: Any, output: Any) -> None:  # noqa: ANN401 - moto is untyped
    """Make the state's output of what the attempt gave, as moto does."""
    env.stack.append(output)
    if not state._is_language_query_jsonpath():  # noqa: SLF001 - moto's own
        env.states.set_result(output)
    for part in (state.assign_decl, state.result_selector):
        if part:
            part.eval(env=env)
    if state.result_path:
        state.result_path.eval(env)
    else:
        env.states.reset(input_value=env.stack.pop())


class _Attempt:
    """One run of a state's work in a thread, which may be left behind."""

    def __init__(self, frame: Any) -> None:  # noqa: ANN401 - moto is untyped
        self.bell = Bell()
        self.ended = False
        self.error: Exception | None = None
        self.output: Any = None
        self._frame = frame
        self._leave: Callable[[], None] = lambda: None

    def run(self, state: Any) -> None:  # noqa: ANN401 - moto is untyped
        details = self._frame.aws_execution_details
        self._leave = details.plane.waits.start(
            details.work, lambda: self._evaluate(state), f"task {state.name}"
        )

    def cut_off(self) -> bool:
        """Let nothing more come of it; false where an answer was just accepted."""
        token = getattr(self._frame, "task_token", None)
        if token is not None and not token.close():
            waits_of(self._frame).wait(lambda: self.ended, [self.bell])
            return False
        # Whatever it still does is no part of the history, and nobody waits for it.
        self._leave()
        self._frame.event_manager = EventManager()
        return True

    def _evaluate(self, state: Any) -> None:  # noqa: ANN401 - moto is untyped
        try:
            state._eval_execution(self._frame)  # noqa: SLF001 - moto's own
            self.output = self._frame.stack[-1] if self._frame.stack else None
        except Exception as error:  # noqa: BLE001 - it is the state's outcome
            self.error = error
        self.ended = True
        self.bell.ring()
