"""The state machine that goes on where an attempt stopped."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from http_contract.json_text import to_json
from inferences.clients import error_code, reaching
from inferences.record import Record

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

_SERVICE = "Step Functions"
# The step after the last path: it ends the record.
_LAST_STEP = "fail"
_UNDER_WAY = ("RUNNING", "PENDING_REDRIVE")


class StatesWorkflow:
    """Executions, each named by its record and run."""

    def __init__(self, client: "SFNClient", state_machine_arn: str) -> None:
        """Take the client and the ARN."""
        self._client = client
        self._state_machine_arn = state_machine_arn

    def start(self, record: Record, run: int, *, position: int) -> None:
        """Begin an execution, named by the record and the run.

        One that was begun before under that name is as good.

        Args:
            record: The record, whose chain is followed.
            run: Becomes part of the execution's name.
            position: Index in the chain of the path to begin with.

        Raises:
            UnavailableError: It cannot be reached or refuses.

        """
        steps = [*record.chain, _LAST_STEP]
        content = {"id": record.id, "run": run, "steps": steps, "position": position}
        with reaching(_SERVICE):
            try:
                self._client.start_execution(
                    stateMachineArn=self._state_machine_arn,
                    name=_name(record.id, run),
                    input=to_json(content),
                )
            except ClientError as error:
                if error_code(error) != "ExecutionAlreadyExists":
                    raise

    def is_running(self, record_id: str, run: int) -> bool:
        """Say whether that execution is under way.

        Raises:
            UnavailableError: It cannot be reached or refuses.

        """
        with reaching(_SERVICE):
            try:
                found = self._client.describe_execution(
                    executionArn=self._execution_arn(_name(record_id, run))
                )
            except ClientError as error:
                if error_code(error) == "ExecutionDoesNotExist":
                    return False
                raise
        return found["status"] in _UNDER_WAY

    def _execution_arn(self, name: str) -> str:
        # arn:aws:states:REGION:ACCOUNT:stateMachine:NAME, perhaps with a version.
        *where, _, machine = self._state_machine_arn.split(":")[:7]
        return ":".join([*where, "execution", machine, name])


def _name(record_id: str, run: int) -> str:
    return f"{record_id}-{run}"
