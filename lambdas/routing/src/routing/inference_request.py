"""What a request for an inference asks for."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from http_contract import strict_json
from http_contract.body_text import MAX_BYTES
from http_contract.errors import ErrorCode, RequestError
from http_contract.formats import Format
from http_contract.media_type import request_format
from http_contract.payload import Payload, quoted, read_payload
from routing.ports import Size
from routing.traffic_classes import DEFAULT_CLASS

_CLASS = "traffic_class"


@dataclass(frozen=True, kw_only=True)
class InferenceRequest:
    """A request, read but not yet routed.

    Attributes:
        traffic_class: As asked for; whether it is configured is not known.
        payload: JSON text of {"instances": [...]} and perhaps "parameters", as
            each path gets it.
        size: Of the payload.

    """

    traffic_class: str
    payload: str
    size: Size

    @property
    def digest(self) -> str:
        """SHA-256 of what is asked for, whichever form the body had."""
        return hashlib.sha256(
            f"{self.traffic_class}\n{self.payload}".encode()
        ).hexdigest()


def read_request(
    body: bytes | str | None, content_type: str | None
) -> InferenceRequest:
    """Read the body of POST /inferences.

    Raises:
        RequestError: unsupported_media_type, invalid_json, no_instances,
            invalid_parameters, unknown_traffic_class or payload_too_large.

    """
    request_format(content_type, (Format.JSON,))
    if not body:
        message = "The request has no body: send a list of instances as JSON."
        raise RequestError(ErrorCode.INVALID_JSON, message)
    value = strict_json.read(body)
    traffic_class = _take_class(value)
    payload = read_payload(value, read_before=(_CLASS,))
    text = _payload_text(payload)
    size = Size(instances=len(payload.instances), bytes=len(text.encode()))
    if size.bytes > MAX_BYTES:
        # 1e9 is shorter than 1000000000.0.
        message = (
            f"Written out, the instances have more than {MAX_BYTES} bytes: send fewer"
            " in a request."
        )
        raise RequestError(ErrorCode.PAYLOAD_TOO_LARGE, message)
    return InferenceRequest(traffic_class=traffic_class, payload=text, size=size)


def unknown_class(traffic_class: str) -> RequestError:
    """Return the error over a traffic class that is not configured."""
    message = f"There is no traffic class {quoted(traffic_class)}."
    return RequestError(ErrorCode.UNKNOWN_TRAFFIC_CLASS, message)


def _take_class(value: Any) -> str:  # noqa: ANN401 - JSON is any of its types
    if not isinstance(value, dict) or "instances" not in value:
        # Any other object is an instance, and may have a column of that name.
        return DEFAULT_CLASS
    traffic_class = value.pop(_CLASS, DEFAULT_CLASS)
    if not isinstance(traffic_class, str):
        message = f'"{_CLASS}" must be a string.'
        raise RequestError(ErrorCode.UNKNOWN_TRAFFIC_CLASS, message)
    return traffic_class


def _payload_text(payload: Payload) -> str:
    content: dict[str, Any] = {"instances": payload.instances}
    if payload.probabilities:
        content["parameters"] = {"probabilities": True}
    # Not in ASCII: escapes would make Cyrillic three times as long, and the paths
    # have limits. Half a surrogate pair was refused, so UTF-8 can write it.
    return json.dumps(
        content, allow_nan=False, ensure_ascii=False, separators=(",", ":")
    )
