"""People, by a topic."""

from typing import TYPE_CHECKING

from inferences.clients import reaching

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient


class SnsTopic:
    """Who has subscribed to it."""

    def __init__(self, client: "SNSClient", arn: str) -> None:
        """Take the client and the topic's ARN."""
        self._client = client
        self._arn = arn

    def tell(self, subject: str, message: str) -> None:
        """Tell them.

        Raises:
            UnavailableError: SNS cannot be reached or refuses.

        """
        with reaching("SNS"):
            self._client.publish(TopicArn=self._arn, Subject=subject, Message=message)
