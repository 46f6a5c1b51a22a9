"""The queue of the batch window."""

from typing import TYPE_CHECKING

from http_contract.json_text import to_json
from inferences.clients import reaching

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


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
