"""The queue of what waits for a window, in SQS."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from batch.ports import Message
from inferences.clients import reaching

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_SERVICE = "SQS"
# Of one call.
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
_MOST = 10
# Long polling asks all servers of the queue; short polling may find a queue empty
# that is not.
_WAIT_SECONDS = 1
_DELETE_TRIES = 3


class SqsQueue:
    """Ten messages a call."""

    def __init__(self, client: "SQSClient", queue_url: str) -> None:
        """Take the client and the queue."""
        self._client = client
        self._queue_url = queue_url

    def receive(self, most: int) -> Sequence[Message]:
        """Return some messages, not more than `most`; none when it seems empty.

        Raises:
            UnavailableError: It cannot be reached or refuses.

        """
        with reaching(_SERVICE):
            answer = self._client.receive_message(
                QueueUrl=self._queue_url,
                MaxNumberOfMessages=min(most, _MOST),
                WaitTimeSeconds=_WAIT_SECONDS,
            )
        return [
            Message(body=found["Body"], handle=found["ReceiptHandle"])
            for found in answer.get("Messages", [])
        ]

    def delete(self, messages: Sequence[Message]) -> int:
        """Delete messages; return how many could not be: they come back.

        Raises:
            UnavailableError: It cannot be reached or refuses.

        """
        left = [message.handle for message in messages]
        for _ in range(_DELETE_TRIES):
            left = [
                handle
                for start in range(0, len(left), _MOST)
                for handle in self._delete(left[start : start + _MOST])
            ]
            if not left:
                break
        return len(left)

    def _delete(self, handles: Sequence[str]) -> Sequence[str]:
        """Delete up to ten; return those that are still there."""
        with reaching(_SERVICE):
            answer = self._client.delete_message_batch(
                QueueUrl=self._queue_url,
                Entries=[
                    {"Id": str(index), "ReceiptHandle": handle}
                    for index, handle in enumerate(handles)
                ],
            )
        return [handles[int(failed["Id"])] for failed in answer.get("Failed", [])]
