"""An error as AWS answers it, in the form of each protocol."""

import json
import uuid
from collections.abc import Mapping
from xml.sax.saxutils import escape

_XML = 'version="1.0" encoding="UTF-8"'


class AwsError(Exception):
    """A call that is refused.

    Attributes:
        code: The error's name in the service's own API.
        message: The text AWS gives with it.
        status: HTTP status, 400 to 599.
        details: What else the error's shape has, in services that speak JSON.

    """

    def __init__(
        self,
        message: str,
        *,
        code: str,
        status: int = 400,
        details: Mapping[str, object] | None = None,
    ) -> None:
        """Take the error as the service's API reference names it."""
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.details = details or {}


def answer(error: AwsError, protocol: str) -> tuple[dict[str, str], bytes]:
    """Return headers and body of an error answer.

    Args:
        error: What went wrong.
        protocol: The service's protocol, as botocore's models name it.

    """
    request_id = str(uuid.uuid4())
    if protocol == "rest-xml":
        return _xml(
            f"<Error><Code>{escape(error.code)}</Code>"
            f"<Message>{escape(error.message)}</Message>"
            f"<RequestId>{request_id}</RequestId></Error>",
            {"x-amz-request-id": request_id},
        )
    if protocol in ("query", "ec2"):
        fault = "Sender" if error.status < 500 else "Receiver"  # noqa: PLR2004 - HTTP
        return _xml(
            f"<ErrorResponse><Error><Type>{fault}</Type>"
            f"<Code>{escape(error.code)}</Code>"
            f"<Message>{escape(error.message)}</Message></Error>"
            f"<RequestId>{request_id}</RequestId></ErrorResponse>",
            {"x-amzn-RequestId": request_id},
        )
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "x-amzn-ErrorType": error.code,
        "x-amzn-RequestId": request_id,
    }
    # Services differ in the spelling of the message's key; their clients look
    # for both.
    body = {
        **error.details,
        "__type": error.code,
        "message": error.message,
        "Message": error.message,
    }
    return headers, json.dumps(body).encode()


def _xml(text: str, headers: dict[str, str]) -> tuple[dict[str, str], bytes]:
    body = f"<?xml {_XML}?>\n{text}".encode()
    return {"Content-Type": "application/xml", **headers}, body
