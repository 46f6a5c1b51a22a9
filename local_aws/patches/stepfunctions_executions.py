"""Step Functions: executions that really run, and the tokens they wait for."""

import json
from datetime import UTC, datetime
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.stepfunctions.parser.asl.eval.callback.callback import (
    CallbackOutcomeFailure,
    CallbackOutcomeSuccess,
)
from moto.stepfunctions.parser.models import StepFunctionsParserBackend
from moto.stepfunctions.responses import StepFunctionResponse

from local_aws.errors import AwsError
from local_aws.patches.replacing import Method, replace
from local_aws.states import hook
from local_aws.states.executions import LocalExecution
from local_aws.states.starting import find_execution, start, version_arn
from local_aws.states.tokens import known_token

_PAGE = 100


def apply() -> None:
    """Change moto's Step Functions."""
    for name, method in (
        ("start_execution", _start),
        ("stop_execution", _stop),
        ("describe_execution", _describe),
        ("list_executions", _list),
        ("get_execution_history", _history),
        ("send_task_success", _succeed),
        ("send_task_failure", _fail),
        ("send_task_heartbeat", _heartbeat),
    ):
        replace(StepFunctionResponse, name, _instead(method))
    replace(StepFunctionsParserBackend, "start_execution", _started_within_moto)


def _instead(method: Method) -> Any:  # noqa: ANN401 - makes a method
    def make(original: Method) -> Method:
        def answer(self: Any) -> Any:  # noqa: ANN401 - moto is untyped
            served = hook.serving(self.headers.get("Host", "")) is not None
            return method(self) if served else original(self)

        return answer

    return make


def _started_within_moto(_: Method) -> Method:
    """Start what another service of moto's starts; nobody has said where."""

    def start_execution(
        self: Any,  # noqa: ANN401 - moto is untyped
        state_machine_arn: str,
        name: str | None = None,
        execution_input: str | None = None,
        trace_header: str | None = None,  # noqa: ARG001 - moto's own
    ) -> LocalExecution:
        plane = hook.serving("")
        if plane is None:
            text = "running state machines without a server"
            raise NotImplementedError(text)
        return start(self, plane, state_machine_arn, name, execution_input or "{}")

    return start_execution


def _start(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
    plane = hook.serving(self.headers.get("Host", ""))
    assert plane is not None  # noqa: S101 - somebody serves it
    execution = start(
        self.stepfunction_backend,
        plane,
        self._get_param("stateMachineArn"),
        self._get_param("name"),
        self._get_param("input") or "{}",
    )
    return ActionResult(
        {"executionArn": execution.execution_arn, "startDate": execution.start_date}
    )


def _stop(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
    execution = _named(self)
    now = datetime.now(UTC)
    execution.stop(now, self._get_param("error"), self._get_param("cause"))
    return ActionResult({"stopDate": execution.stop_date or now})


def _describe(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
    execution = _named(self)
    answer = {
        **_item(execution),
        "input": execution.execution_input,
        "inputDetails": {"included": True},
    }
    if execution.status == "SUCCEEDED":
        answer["output"] = json.dumps(execution.output, separators=(",", ":"))
        answer["outputDetails"] = {"included": True}
    for name in ("error", "cause"):
        if getattr(execution, name) is not None:
            answer[name] = getattr(execution, name)
    return ActionResult(answer)


def _list(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
    found, token = self.stepfunction_backend.list_executions(
        self._get_param("stateMachineArn"),
        status_filter=self._get_param("statusFilter"),
        max_results=self._get_param("maxResults") or _PAGE,
        next_token=self._get_param("nextToken"),
    )
    items = [_item(execution) for execution in found]
    return ActionResult({"executions": items, "nextToken": token})


def _item(execution: LocalExecution) -> dict[str, Any]:
    item = {
        "executionArn": execution.execution_arn,
        "name": execution.name,
        "startDate": execution.start_date,
        "stateMachineArn": execution.machine_arn,
        "status": execution.status,
    }
    version = version_arn(execution)
    if version is not None:
        item["stateMachineVersionArn"] = version
    if execution.status != "RUNNING":
        item["stopDate"] = execution.stop_date
    return item


def _history(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
    events = _named(self).to_history_output()["events"]
    if self._get_param("reverseOrder"):
        events.reverse()
    begin = int(self._get_param("nextToken") or 0)
    end = begin + (self._get_param("maxResults") or _PAGE)
    token = str(end) if end < len(events) else None
    return ActionResult({"events": events[begin:end], "nextToken": token})


def _succeed(self: Any) -> EmptyResult:  # noqa: ANN401 - moto is untyped
    value, output = self._get_param("taskToken"), self._get_param("output")
    token = known_token(value)
    try:
        json.loads(output)
    except ValueError as error:
        text = f"Invalid Output: '{error}'"
        raise AwsError(text, code="InvalidOutput") from error
    token.answer(CallbackOutcomeSuccess(callback_id=value, output=output))
    return EmptyResult()


def _fail(self: Any) -> EmptyResult:  # noqa: ANN401 - moto is untyped
    value = self._get_param("taskToken")
    error, cause = self._get_param("error"), self._get_param("cause")
    outcome = CallbackOutcomeFailure(callback_id=value, error=error, cause=cause)
    known_token(value).answer(outcome)
    return EmptyResult()


def _heartbeat(self: Any) -> EmptyResult:  # noqa: ANN401 - moto is untyped
    known_token(self._get_param("taskToken")).heartbeat()
    return EmptyResult()


def _named(self: Any) -> LocalExecution:  # noqa: ANN401 - moto is untyped
    return find_execution(self.stepfunction_backend, self._get_param("executionArn"))
