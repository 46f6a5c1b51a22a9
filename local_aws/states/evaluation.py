"""moto's parser, made to wait by the local clock and to be stopped in any wait.

moto sleeps by the machine's clock, and goes on waiting after StopExecution.
"""

from datetime import UTC
from typing import Any

from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import (
    FailureEventException,
)
from moto.stepfunctions.parser.asl.component.common.retry.max_attempts_decl import (
    MaxAttemptsOutcome,
)
from moto.stepfunctions.parser.asl.component.common.retry.retrier_decl import (
    RetrierDecl,
)
from moto.stepfunctions.parser.asl.component.common.retry.retrier_outcome import (
    RetrierOutcome,
)
from moto.stepfunctions.parser.asl.component.eval_component import EvalComponent
from moto.stepfunctions.parser.asl.component.program.program import Program
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.timestamp import (
    Timestamp,
)
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import (  # noqa: E501 - moto's name
    WaitFunction,
)
from moto.stepfunctions.parser.asl.eval.environment import Environment

from local_aws.patches.replacing import Method, replace
from local_aws.states.bells import Bell
from local_aws.states.waits import Waits


def apply() -> None:
    """Change moto's parser."""
    replace(Environment, "__init__", _ringing)
    replace(Environment, "set_error", _while_running)
    replace(Environment, "set_timed_out", _while_running)
    replace(Program, "eval", _within_its_time)
    replace(RetrierDecl, "_eval_body", _retrying)
    replace(WaitFunction, "_wait_interval", _waiting)
    replace(Timestamp, "_get_wait_seconds", _until_then)


def waits_of(env: Any) -> Waits:  # noqa: ANN401 - moto is untyped
    """Return how an execution waits."""
    waits: Waits = env.aws_execution_details.plane.waits
    return waits


def _ringing(original: Method) -> Method:
    """Let whoever waits in an environment hear that its program has ended."""

    def init(self: Any, *rest: Any, **named: Any) -> None:  # noqa: ANN401 - moto is untyped
        original(self, *rest, **named)
        self.program_state_event = Bell()

    return init


def _while_running(original: Method) -> Method:
    """Let what has ended stay as it ended: a stopped execution does not fail."""

    def end(self: Any, *rest: Any, **named: Any) -> None:  # noqa: ANN401 - moto is untyped
        with self._state_mutex:
            if self.is_running():
                original(self, *rest, **named)

    return end


def _within_its_time(_: Method) -> Method:
    """End a program at its TimeoutSeconds, without a thread that waits for it."""

    def evaluate(self: Any, env: Any) -> None:  # noqa: ANN401 - moto is untyped
        if env.is_frame():
            env.next_state_name = self.start_at.start_at_name
        limit = self.timeout_seconds
        if limit is None:
            EvalComponent.eval(self, env)
            return
        cancel = waits_of(env).at(limit.timeout_seconds, env.set_timed_out)
        EvalComponent.eval(self, env)
        cancel()

    return evaluate


def _retrying(_: Method) -> Method:
    """Wait for the interval of a retry."""

    def evaluate(self: Any, env: Any) -> None:  # noqa: ANN401 - moto is untyped
        self.error_equals.eval(env)
        if not env.stack.pop():
            env.stack.append(RetrierOutcome.Skipped)
            return
        self.max_attempts.eval(env=env)
        if env.stack.pop() == MaxAttemptsOutcome.EXHAUSTED:
            env.stack.append(RetrierOutcome.Failed)
            return
        for part in (
            self.interval_seconds,
            self.backoff_rate,
            self.max_delay_seconds,
            self.jitter_strategy,
        ):
            part.eval(env=env)
        _rest(env, env.stack.pop())
        env.stack.append(RetrierOutcome.Executed)

    return evaluate


def _waiting(_: Method) -> Method:
    """Wait for as long as a Wait state says."""

    def wait_interval(_: Any, env: Any, wait_seconds: float) -> None:  # noqa: ANN401 - moto is untyped
        _rest(env, wait_seconds)

    return wait_interval


def _until_then(_: Method) -> Method:
    """Count from the time it is in UTC; moto takes the machine's own zone."""

    def get_wait_seconds(self: Any, env: Any) -> float:  # noqa: ANN401 - moto is untyped
        self.string.eval(env=env)
        text = env.stack.pop()
        moment = self._from_timestamp_string(timestamp=text)
        if moment is None:
            raise FailureEventException(self._create_failure_event(env, text))
        left = moment.replace(tzinfo=UTC) - waits_of(env).clock.now()
        return float(left.total_seconds())

    return get_wait_seconds


def _rest(env: Any, seconds: float) -> None:  # noqa: ANN401 - moto is untyped
    waits_of(env).wait(lambda: not env.is_running(), [env.program_state_event], seconds)
