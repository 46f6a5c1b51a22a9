"""Step Functions of one Region: executions that go by the definitions."""

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from local_aws.regions.outages import Outages
from tests.property.outages.definitions import Pause, Task, TaskError, Walk, Walker
from tests.property.outages.time_line import TimeLine

# Of a call of a function by an execution.
_LEAST_SECONDS, _MOST_SECONDS = 0.05, 0.5

ALREADY, UNKNOWN = "ExecutionAlreadyExists", "ExecutionDoesNotExist"
OVER, BUSY = "TaskTimedOut", "ThrottlingException"

Service = Callable[[Any], Any]
"""Does what a task asks for; takes its parameters."""


@dataclass
class Execution:
    """An execution.

    Attributes:
        name: Its own.
        machine: Whose.
        walk: How far it is.
        status: As Step Functions has it.
        error: Name of what it failed with.
        began: Seconds since 1970.
        ended: The same; None before.

    """

    name: str
    machine: str
    walk: Walk
    began: float
    status: str = "RUNNING"
    error: str = ""
    ended: float | None = None


class States:
    """What botocore's client of Step Functions does, of what we ask.

    Attributes:
        executions: By machine and name.
        on_start: Is told of each that begins: its machine and input.

    """

    def __init__(
        self,
        region: str,
        line: TimeLine,
        rng: random.Random,
        machines: Mapping[str, Mapping[str, Any]],
        services: Mapping[str, Service],
    ) -> None:
        """Take the place and time, definitions by name, and services by resource."""
        self._region, self._line, self._rng = region, line, rng
        self._outages: Outages = line.outages
        self._walkers = {name: Walker(one, rng) for name, one in machines.items()}
        self._services = services
        self._waiting: dict[str, Execution] = {}
        self.executions: dict[tuple[str, str], Execution] = {}
        self.on_start: Callable[[str, Any], None] = lambda *_: None

    def arn(self, machine: str) -> str:
        return f"arn:aws:states:{self._region}:111111111111:stateMachine:{machine}"

    def running(self, machine: str) -> list[str]:
        """Return the names of what is under way."""
        return [
            name
            for (of, name), one in self.executions.items()
            if of == machine and one.status == "RUNNING"
        ]

    def start_execution(self, *, stateMachineArn: str, name: str, input: str) -> None:  # noqa: A002, N803 - botocore's names
        machine = stateMachineArn.rpartition(":")[2]
        if (machine, name) in self.executions:
            raise client_error(ALREADY)
        given = json.loads(input)
        self.on_start(machine, given)
        walk = self._walkers[machine].walk(given, name)
        found = Execution(name, machine, walk, self._line.seconds())
        self.executions[machine, name] = found
        self._soon(found, lambda: next(walk))

    def describe_execution(self, *, executionArn: str) -> dict[str, str]:  # noqa: N803 - botocore's name
        *_, machine, name = executionArn.split(":")
        found = self.executions.get((machine, name))
        if found is None:
            raise client_error(UNKNOWN)
        return {"status": found.status}

    def send_task_success(self, *, taskToken: str, output: str) -> None:  # noqa: N803 - botocore's name
        found = self._claim(taskToken)
        self._soon(found, lambda: found.walk.send(json.loads(output)))

    def send_task_failure(self, *, taskToken: str, error: str, cause: str) -> None:  # noqa: N803 - botocore's name
        found = self._claim(taskToken)
        self._soon(found, lambda: found.walk.throw(TaskError(error, cause)))

    def _claim(self, token: str) -> Execution:
        found = self._waiting.pop(token, None)
        if found is None:
            raise client_error(OVER)
        return found

    def _soon(self, found: Execution, step: Callable[[], Pause | Task]) -> None:
        seconds = self._rng.uniform(_LEAST_SECONDS, _MOST_SECONDS)
        self._line.later(seconds, lambda: self._go(found, step), self._region)

    def _go(self, found: Execution, step: Callable[[], Pause | Task]) -> None:
        try:
            wanted = step()
        except StopIteration:
            found.status, found.ended = "SUCCEEDED", self._line.seconds()
        except TaskError as error:
            found.status, found.ended = "FAILED", self._line.seconds()
            found.error = error.name
        else:
            if isinstance(wanted, Pause):
                self._line.later(
                    wanted.seconds,
                    lambda: self._go(found, lambda: found.walk.send(None)),
                    self._region,
                )
            else:
                self._soon_do(found, wanted)

    def _soon_do(self, found: Execution, task: Task) -> None:
        seconds = self._rng.uniform(_LEAST_SECONDS, _MOST_SECONDS)
        self._line.later(seconds, lambda: self._do(found, task), self._region)

    def _do(self, found: Execution, task: Task) -> None:
        if task.token:
            self._waiting[task.token] = found
            self._line.later(
                task.seconds, lambda: self._time_out(task.token), self._region
            )
        try:
            answer = self._services[task.resource](task.parameters)
        except Exception as error:
            if isinstance(error, AssertionError | NotImplementedError):
                raise
            self._fail(found, task, type(error).__name__)
            return
        if self._outages.is_cut(self._region):
            # It was done, perhaps, and nobody heard.
            self._fail(found, task, "Sandbox.Timedout")
        elif not task.token:
            self._go(found, lambda: found.walk.send(answer))

    def _fail(self, found: Execution, task: Task, error: str) -> None:
        if task.token and self._waiting.pop(task.token, None) is None:
            return
        self._soon(found, lambda: found.walk.throw(TaskError(error)))

    def _time_out(self, token: str) -> None:
        found = self._waiting.pop(token, None)
        if found is not None:
            self._soon(found, lambda: found.walk.throw(TaskError("States.Timeout")))


def client_error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "m"}}, "States")
