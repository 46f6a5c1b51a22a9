"""The results function, invoked and not waited for."""

from typing import TYPE_CHECKING

from http_contract.json_text import to_json
from inferences.clients import reaching

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class LambdaResults:
    """Collects results by another function."""

    def __init__(self, client: "LambdaClient", function: str) -> None:
        """Take the client, and the name or ARN of the function."""
        self._client = client
        self._function = function

    def collect(self, window: str) -> None:
        """Have the results of a window collected, soon.

        Raises:
            UnavailableError: Lambda cannot be reached or refuses.

        """
        with reaching("Lambda"):
            self._client.invoke(
                FunctionName=self._function,
                InvocationType="Event",
                Payload=to_json({"window": window}).encode(),
            )
