"""A state machine's definition, run by moto's engine with everything scripted.

The local AWS changes that engine in the processes that serve it: `Runner` has a
process of its own. Nothing waits there; what would have been waited is counted.
"""

import itertools
import json
import multiprocessing
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any

# What a scripted function does when it is called: ("answer", outcome),
# ("raise", name of an error), ("refuse", error code of Lambda). Where a task waits
# for its token, also: ("token", outcome), ("token fails", name), ("silence",).
Act = tuple[str, ...]

_MOST_CALLS = 1500


@dataclass
class Run:
    """What an execution did.

    Attributes:
        status: "SUCCEEDED" or "FAILED".
        error: Name of the error that it failed with.
        events: That the function got, without what all have in common.
        retry_seconds: Waited before each retry.
        wait_seconds: Waited in each Wait state.
        messages: Bodies that went to the dead-letter queue.
        states: Names of the states in the order in which they were entered.
        sizes: Of the largest input of each state, in characters.

    """

    status: str = ""
    error: str | None = None
    events: list[dict[str, Any]] = field(default_factory=list)
    retry_seconds: list[float] = field(default_factory=list)
    wait_seconds: list[int] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)

    def asked(self) -> list[str]:
        """Return what the function was asked to do: a path, or an action."""
        return [event.get("path", event["action"]) for event in self.events]


class Runner:
    """A process in which definitions run."""

    def __init__(self) -> None:
        """Begin it with the first run."""
        self._pool = ProcessPoolExecutor(
            1, mp_context=multiprocessing.get_context("spawn")
        )

    def run(
        self,
        definition: str,
        execution_input: dict[str, Any],
        script: dict[str, Sequence[Act]],
        *,
        queue_refuses: bool = False,
    ) -> Run:
        """Run a definition to its end.

        Args:
            definition: ASL.
            execution_input: Of the execution.
            script: By path or action what the function does, call by call; the
                last goes on for ever.
            queue_refuses: Whether no dead letter can be sent.

        """
        return self._pool.submit(
            _run, definition, execution_input, script, _Queue(refuses=queue_refuses)
        ).result(timeout=120)

    def close(self) -> None:
        """End the process."""
        self._pool.shutdown()


def _run(
    definition: str,
    execution_input: dict[str, Any],
    script: dict[str, Sequence[Act]],
    queue: "_Queue",
) -> Run:
    # Only in the process of its own.
    from moto.stepfunctions.parser.asl.component.common.retry import (  # noqa: PLC0415
        retrier_decl,
    )
    from moto.stepfunctions.parser.asl.component.state.exec.state_task import (  # noqa: PLC0415
        lambda_eval_utils,
    )
    from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import (  # noqa: PLC0415
        state_task_service_sqs,
    )
    from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import (  # noqa: E501, PLC0415
        WaitFunction,
    )
    from moto.stepfunctions.parser.asl.eval.callback.callback import (  # noqa: PLC0415
        CallbackEndpoint,
    )

    run = Run()
    function = _Function(script, run)

    class NoTime:
        sleep = staticmethod(run.retry_seconds.append)

    retrier_decl.time = NoTime
    lambda_eval_utils._invoke_lambda_function = function.invoke  # noqa: SLF001
    state_task_service_sqs.boto_client_for = lambda **_: queue
    WaitFunction._wait_interval = (  # noqa: SLF001
        lambda _self, env, wait_seconds: run.wait_seconds.append(wait_seconds)
    )
    CallbackEndpoint.wait = lambda self, timeout=None: self.get_outcome()
    _evaluate(definition, execution_input, function, run)
    run.messages = queue.messages
    return run


def _evaluate(
    definition: str, execution_input: dict[str, Any], function: "_Function", run: Run
) -> None:
    from moto.stepfunctions.parser.asl.eval.environment import (  # noqa: PLC0415
        Environment,
    )
    from moto.stepfunctions.parser.asl.eval.evaluation_details import (  # noqa: PLC0415
        AWSExecutionDetails,
    )
    from moto.stepfunctions.parser.asl.eval.event.event_manager import (  # noqa: PLC0415
        EventHistoryContext,
    )
    from moto.stepfunctions.parser.asl.eval.program_state import (  # noqa: PLC0415
        ProgramEnded,
    )
    from moto.stepfunctions.parser.asl.eval.states import (  # noqa: PLC0415
        ContextObjectData,
        ExecutionData,
        StateMachineData,
    )
    from moto.stepfunctions.parser.asl.parse.asl_parser import (  # noqa: PLC0415
        AmazonStateLanguageParser,
    )

    program = AmazonStateLanguageParser.parse(definition)[0]
    role = "arn:aws:iam::111111111111:role/workflow"
    env = Environment(
        aws_execution_details=AWSExecutionDetails("111111111111", "eu-west-1", role),
        execution_type="STANDARD",
        context=ContextObjectData(
            Execution=ExecutionData(
                Id="the-execution",
                Input=execution_input,
                Name="name",
                RoleArn=role,
                StartTime="2026-11-22T03:00:00Z",
            ),
            StateMachine=StateMachineData(Id="the-machine", Name="machine"),
        ),
        event_history_context=EventHistoryContext.of_program_start(),
        cloud_watch_logging_session=None,
        activity_store={},
    )
    function.env = env
    program.eval(env)
    state = env.program_state()
    run.status = "SUCCEEDED" if isinstance(state, ProgramEnded) else "FAILED"
    if run.status == "FAILED":
        run.error = (getattr(state, "error", None) or {}).get("error")
    for event in env.event_manager.get_event_history():
        entered = event.get("stateEnteredEventDetails")
        if entered:
            name = entered["name"]
            run.states.append(name)
            run.sizes[name] = max(run.sizes.get(name, 0), len(entered["input"]))


class _Function:
    def __init__(self, script: dict[str, Sequence[Act]], run: Run) -> None:
        self._acts = {name: _for_ever(acts) for name, acts in script.items()}
        self._run = run
        self.env: Any = None

    def invoke(self, parameters: dict[str, Any], **_: Any) -> dict[str, Any]:
        event = json.loads(parameters["Payload"])
        self._run.events.append(event)
        if len(self._run.events) > _MOST_CALLS:
            # A definition that goes round for ever: no error would leave its loop.
            os._exit(1)
        kind, *said = next(self._acts[event.get("path", event["action"])])
        if kind == "refuse":
            raise _client_error(said[0])
        if kind == "raise":
            # As long as a real one's stack trace makes it.
            failed = {"errorType": said[0], "errorMessage": "m", "stackTrace": ["t"]}
            failed["stackTrace"] *= 500
            return {"FunctionError": "Unhandled", "Payload": failed}
        if kind in {"token", "token fails"}:
            self._notify(event["token"], kind, said[0])
        return {"StatusCode": 200, "Payload": {"outcome": said[0] if said else "q"}}

    def _notify(self, token: str, kind: str, said: str) -> None:
        from moto.stepfunctions.parser.asl.eval.callback.callback import (  # noqa: PLC0415
            CallbackOutcomeFailure,
            CallbackOutcomeSuccess,
        )

        outcome = (
            CallbackOutcomeSuccess(token, json.dumps({"outcome": said}))
            if kind == "token"
            else CallbackOutcomeFailure(token, said, "c" * 500)
        )
        self.env.callback_pool_manager.notify(callback_id=token, outcome=outcome)


class _Queue:
    def __init__(self, *, refuses: bool) -> None:
        self._refuses = refuses
        self.messages: list[dict[str, Any]] = []

    def send_message(self, **parameters: Any) -> dict[str, Any]:
        if self._refuses:
            code = "AWS.SimpleQueueService.NonExistentQueue"
            raise _client_error(code)
        self.messages.append(json.loads(parameters["MessageBody"]))
        return {"MessageId": "m"}


def _client_error(code: str) -> Exception:
    from botocore.exceptions import ClientError  # noqa: PLC0415

    return ClientError(
        {
            "Error": {"Code": code, "Message": "m"},
            "ResponseMetadata": {"HTTPStatusCode": 500, "RequestId": "r"},
        },
        "Invoke",
    )


def _for_ever(acts: Iterable[Act]) -> Any:
    acts = list(acts)
    return itertools.chain(acts, itertools.repeat(acts[-1]))
