"""Executions of state machines: moto's, in threads and by a clock of ours."""

import logging
import threading
import time
from datetime import UTC, datetime
from typing import Any

from moto.stepfunctions.parser.api import ExecutionStatus, HistoryEventType
from moto.stepfunctions.parser.asl.eval.evaluation_details import (
    AWSExecutionDetails,
    EvaluationDetails,
)
from moto.stepfunctions.parser.asl.eval.program_state import (
    ProgramEnded,
    ProgramError,
    ProgramStopped,
    ProgramTimedOut,
)
from moto.stepfunctions.parser.asl.utils.encoding import to_json_str
from moto.stepfunctions.parser.backend.execution import (
    BaseExecutionWorkerCommunication,
    Execution,
)
from moto.stepfunctions.parser.backend.execution_worker import ExecutionWorker

from local_aws.states.hook import Plane
from local_aws.states.programs import program_of
from local_aws.states.waits import Work

logger = logging.getLogger(__name__)


class Details(AWSExecutionDetails):
    """What every environment and frame of an execution shares.

    Attributes:
        machine_arn: Of the state machine.
        plane: Who runs it.
        work: Its threads.

    """

    machine_arn: str
    plane: Plane
    work: Work


class LocalExecution(Execution):
    """An execution that a plane runs."""

    exec_worker: Any  # moto is untyped

    def __init__(self, plane: Plane, **what: Any) -> None:  # noqa: ANN401 - moto's own
        """Take who runs it, and what moto's own execution takes."""
        super().__init__(**what)
        self._plane = plane
        self._ending = threading.Lock()
        self._begun = time.monotonic()
        # A version's ARN ends in its number; metrics and tokens name the machine.
        self.machine_arn = ":".join(what["state_machine"].arn.split(":")[:7])
        self.state_machine_arn = self.machine_arn

    def prepare(self) -> None:
        """Make it so that it can be asked about, and stopped, before it runs."""
        self.exec_worker = self._get_start_execution_worker()
        self.exec_worker.prepare()
        self.exec_status = ExecutionStatus.RUNNING

    def start(self) -> None:
        """Run it in the background."""
        self.exec_worker.start()
        self._plane.metrics.started(self.account_id, self.region_name, self.machine_arn)

    def stop(self, stop_date: datetime, error: str | None, cause: str | None) -> None:
        """End it at once, if it has not ended."""
        environment = self.exec_worker.env
        environment.set_stop(stop_date=stop_date, error=error, cause=cause)
        if isinstance(environment.program_state(), ProgramStopped):
            self.end(ExecutionStatus.ABORTED, error=error, cause=cause)

    def end(self, status: ExecutionStatus, **result: Any) -> None:  # noqa: ANN401 - any JSON
        """Keep how it ended, once; the status comes last, for those who look."""
        with self._ending:
            if self.stop_date is not None:
                return
            for name, value in result.items():
                setattr(self, name, value)
            self.stop_date = datetime.now(UTC)
            self.exec_status = status
        self._plane.metrics.ended(
            self.account_id,
            self.region_name,
            self.machine_arn,
            status.value,
            time.monotonic() - self._begun,
        )

    def _get_start_aws_execution_details(self) -> Details:
        details = Details(
            account=self.account_id, region=self.region_name, role_arn=self.role_arn
        )
        details.machine_arn, details.plane = self.machine_arn, self._plane
        details.work = Work()
        return details

    def _get_start_execution_worker_comm(self) -> "_Outcome":
        return _Outcome(self)

    def _get_start_execution_worker(self) -> "_Worker":
        return _Worker(
            evaluation_details=EvaluationDetails(
                aws_execution_details=self._get_start_aws_execution_details(),
                execution_details=self.get_start_execution_details(),
                state_machine_details=self.get_start_state_machine_details(),
            ),
            exec_comm=self._get_start_execution_worker_comm(),
            cloud_watch_logging_session=None,
            activity_store={},
        )


class _Outcome(BaseExecutionWorkerCommunication):
    """Tells an execution how its program ended."""

    execution: Any  # moto is untyped

    def terminated(self) -> None:
        state = self.execution.exec_worker.env.program_state()
        match state:
            case ProgramEnded():
                output = self.execution.exec_worker.env.states.get_input()
                self.execution.end(ExecutionStatus.SUCCEEDED, output=output)
            case ProgramStopped(error=error, cause=cause):
                self.execution.end(ExecutionStatus.ABORTED, error=error, cause=cause)
            case ProgramError(error=told):
                error, cause = (told or {}).get("error"), (told or {}).get("cause")
                self.execution.end(ExecutionStatus.FAILED, error=error, cause=cause)
            case ProgramTimedOut():
                self.execution.end(ExecutionStatus.TIMED_OUT)


class _Worker(ExecutionWorker):
    """Evaluates the program of an execution."""

    env: Any  # moto is untyped

    def prepare(self) -> None:
        """Make the program's environment, and begin its history."""
        self.env = self._get_evaluation_environment()
        details = self._evaluation_details
        began: Any = {
            "executionStartedEventDetails": {
                "input": to_json_str(details.execution_details.inpt),
                "inputDetails": {"truncated": False},
                "roleArn": details.aws_execution_details.role_arn,
            }
        }
        self.env.event_manager.add_event(
            context=self.env.event_history_context,
            event_type=HistoryEventType.ExecutionStarted,
            event_details=began,
            update_source_event_id=False,
        )
        definition = details.state_machine_details.definition
        self._program = program_of(definition)
        self.env.next_state_name = self._program.start_at.start_at_name

    def start(self) -> None:
        """Evaluate the program in a thread."""
        ours: Any = self._evaluation_details.aws_execution_details
        ours.plane.waits.start(ours.work, self._run, "execution")

    def _run(self) -> None:
        try:
            self._program.eval(self.env)
        except Exception as error:  # a fault of the parser's own ends the execution too
            logger.exception("%s", self._evaluation_details.execution_details.arn)
            self.env.set_error({"error": "States.Runtime", "cause": str(error)})
        self._execution_communication.terminated()
