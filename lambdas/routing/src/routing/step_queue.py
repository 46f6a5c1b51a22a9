"""The queue of the batch window, and the tasks that wait for it."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from http_contract.json_text import to_json
from inferences.clients import error_code, reaching

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_stepfunctions import SFNClient

# Nobody waits for the answer any more.
# https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
_OVER = {"InvalidToken", "TaskDoesNotExist", "TaskTimedOut"}


class SqsWindowQueue:
    """The queue that a window drains."""

    def __init__(self, client: "SQSClient", queue_url: str) -> None:
        """Take a client and the queue."""
        self._client = client
        self._queue_url = queue_url

    def send(self, record_id: str) -> None:
        """Put an inference into the queue; twice does no harm.

        Raises:
            UnavailableError: The queue cannot be reached or refuses.

        """
        with reaching("the batch queue"):
            self._client.send_message(
                QueueUrl=self._queue_url, MessageBody=to_json({"id": record_id})
            )


class StatesTasks:
    """Tasks of executions that wait for an answer."""

    def __init__(self, client: "SFNClient") -> None:
        """Take a client."""
        self._client = client

    def succeed(self, token: str, outcome: str) -> None:
        """Let an execution go on; one that waits no more is left alone.

        Raises:
            UnavailableError: Step Functions cannot be reached or refuses.

        """
        with reaching("Step Functions"):
            try:
                self._client.send_task_success(
                    taskToken=token, output=to_json({"outcome": outcome})
                )
            except ClientError as error:
                if error_code(error) not in _OVER:
                    raise
