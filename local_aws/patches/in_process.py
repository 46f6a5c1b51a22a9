"""moto in this process (`mock_aws`) gives our refusals as AWS does."""

from typing import Any

from moto.core.botocore_stubber import BotocoreStubber

from local_aws.errors import AwsError, answer
from local_aws.patches.replacing import Method, replace


def apply() -> None:
    """Change what moto puts in the place of the network."""
    replace(BotocoreStubber, "process_request", _answering)


def _answering(original: Method) -> Method:
    """Answer refusals, which moto would let through to the caller's caller.

    A process that has applied our patches for a server has them here, too.
    """

    def process_request(self: Any, request: Any) -> Any:  # noqa: ANN401 - moto is untyped
        try:
            return original(self, request)
        except AwsError as error:
            content = str(request.headers.get("Content-Type", ""))
            headers, body = answer(error, "json" if "json" in content else "rest-xml")
            return error.status, headers, body

    return process_request
