"""The queue of the batch window, and the tasks that wait for it."""

import json
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from inferences.errors import UnavailableError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_stepfunctions import SFNClient

# Nobody waits for the answer any more.
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
        try:
            self._client.send_message(
                QueueUrl=self._queue_url, MessageBody=json.dumps({"id": record_id})
            )
        except (ClientError, BotoCoreError) as error:
            message = "the batch queue cannot be reached, or refuses"
            raise UnavailableError(message) from error


class StatesTasks:
    """Tasks of executions that wait for an answer."""

    def __init__(self, client: "SFNClient") -> None:
        """Take a client."""
        self._client = client

    def succeed(self, token: str, outcome: str) -> None:
        """Let an execution go on; one that waits no more is left alone.

        Raises:
            UnavailableError: Step Functions cannot be reached, or refuses.

        """
        try:
            self._client.send_task_success(
                taskToken=token, output=json.dumps({"outcome": outcome})
            )
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") not in _OVER:
                message = "Step Functions refuses"
                raise UnavailableError(message) from error
        except BotoCoreError as error:
            message = "Step Functions cannot be reached"
            raise UnavailableError(message) from error
