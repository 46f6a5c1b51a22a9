"""Executions of the failover workflow, each named by what began it."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from inferences.clients import error_code, reaching

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


class StatesStarts:
    """Begins executions; a name is used once in 90 days."""

    def __init__(self, client: "SFNClient", state_machine_arn: str) -> None:
        """Take the client and the ARN."""
        self._client = client
        self._state_machine_arn = state_machine_arn

    def start(self, name: str, content: str) -> bool:
        """Begin one; False where one of that name was begun before.

        Raises:
            UnavailableError: Step Functions cannot be reached or refuses.

        """
        with reaching("Step Functions"):
            try:
                self._client.start_execution(
                    stateMachineArn=self._state_machine_arn, name=name, input=content
                )
            except ClientError as error:
                if error_code(error) != "ExecutionAlreadyExists":
                    raise
                return False
        return True
