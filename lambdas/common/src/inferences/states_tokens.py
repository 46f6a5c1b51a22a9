"""Executions that wait for an answer, in Step Functions."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from http_contract.json_text import to_json
from inferences.clients import error_code, reaching

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

_SERVICE = "Step Functions"
# Nobody waits for the answer any more.
# https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
_OVER = {"InvalidToken", "TaskDoesNotExist", "TaskTimedOut"}


class StatesTokens:
    """Answers task tokens."""

    def __init__(self, client: "SFNClient") -> None:
        """Take the client."""
        self._client = client

    def succeed(self, token: str, outcome: str) -> None:
        """Tell an execution how its record ended, or that it had before.

        Raises:
            UnavailableError: Step Functions cannot be reached or refuses.

        """
        with reaching(_SERVICE):
            try:
                self._client.send_task_success(
                    taskToken=token, output=to_json({"outcome": outcome})
                )
            except ClientError as error:
                if error_code(error) not in _OVER:
                    raise

    def fail(self, token: str, error: str, cause: str) -> None:
        """Tell an execution that its window failed.

        Raises:
            UnavailableError: Step Functions cannot be reached or refuses.

        """
        with reaching(_SERVICE):
            try:
                self._client.send_task_failure(
                    taskToken=token, error=error, cause=cause
                )
            except ClientError as refused:
                if error_code(refused) not in _OVER:
                    raise
