"""What the API answers, before API Gateway's form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from http_contract.body_text import MAX_BYTES
from http_contract.error_form import error_body
from http_contract.errors import STATUS, ErrorCode, RequestError
from http_contract.json_text import to_json
from inferences.paths import Path
from inferences.record import Answer, Failure, Record, State

# When it is worth while to ask again, in seconds: an endpoint may be cold; a window
# is minutes away.
_ENDPOINT_SECONDS = 5
_WINDOW_SECONDS = 60
SERVICE_SECONDS = 5

# What API Gateway's form adds: status and headers.
_ENVELOPE_BYTES = 2048


@dataclass(frozen=True, kw_only=True)
class ApiAnswer:
    """What goes back.

    Attributes:
        status: Of HTTP.
        body: JSON text in ASCII.
        outcome: One word for the log: "succeeded", "pending", "failed", or the code
            of the error.
        headers: Beside Content-Type.

    """

    status: int
    body: str
    outcome: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        """Whether it has the error form."""
        return self.status >= 400  # noqa: PLR2004 - HTTP has it so


def pending_answer(record: Record, *, location: str) -> ApiAnswer:
    """Return what says that an inference was accepted and will be answered."""
    return ApiAnswer(
        status=202,
        body=to_json({"id": record.id, "status": State.PENDING}),
        outcome=State.PENDING,
        headers={"Location": location, "Retry-After": str(_retry_after(record))},
    )


def succeeded_answer(record: Record, answer: Answer, predictions: str) -> ApiAnswer:
    """Return the predictions, as they go to who asked for them.

    Raises:
        RequestError: payload_too_large.

    """
    content = {
        "id": record.id,
        "status": State.SUCCEEDED,
        **_predictions(answer, predictions),
    }
    return ApiAnswer(status=200, body=_fitting(content), outcome=State.SUCCEEDED)


def failed_answer(record: Record, failure: Failure, *, request_id: str) -> ApiAnswer:
    """Return why there are no predictions, to who sends a request again.

    What was the caller's fault gets the same error each time; what was ours is
    told as the state of the record.
    """
    status = _CALLERS_FAULTS.get(failure.code)
    if status is not None:
        return refused_answer(
            status, failure.code, failure.message, request_id=request_id
        )
    content = {"id": record.id, "status": State.FAILED, "error": _error(failure)}
    return ApiAnswer(status=200, body=to_json(content), outcome=State.FAILED)


def record_answer(record: Record, predictions: str | None) -> ApiAnswer:
    """Return all that is told of a record.

    Args:
        record: Which one.
        predictions: What `record.answer.predictions` holds, of one that succeeded.

    Raises:
        RequestError: payload_too_large.

    """
    content: dict[str, Any] = {
        "id": record.id,
        "status": record.state,
        "traffic_class": record.traffic_class,
        "created_at": record.created_at,
        "attempts": [
            {
                "path": attempt.path,
                "began_at": attempt.began_at,
                "milliseconds": attempt.milliseconds,
                "outcome": attempt.outcome,
            }
            for attempt in record.attempts
        ],
    }
    headers = {}
    if record.answer is not None and predictions is not None:
        content |= _predictions(record.answer, predictions)
    elif record.failure is not None:
        content["error"] = _error(record.failure)
    else:
        headers["Retry-After"] = str(_retry_after(record))
    return ApiAnswer(
        status=200, body=_fitting(content), outcome=record.state, headers=headers
    )


def error_answer(
    error: RequestError, *, request_id: str, headers: Mapping[str, str] | None = None
) -> ApiAnswer:
    """Return the error form."""
    return refused_answer(
        error.status,
        error.code.value,
        error.message,
        request_id=request_id,
        headers=headers,
    )


def refused_answer(
    status: int,
    code: str,
    message: str,
    *,
    request_id: str,
    headers: Mapping[str, str] | None = None,
) -> ApiAnswer:
    """Return the error form over what another than us found wrong."""
    return ApiAnswer(
        status=status,
        body=error_body(code, message, request_id=request_id),
        outcome=code,
        headers=headers or {},
    )


# Codes that a container gives; "invalid_request" stands for one without a code.
_CALLERS_FAULTS: Mapping[str, int] = {
    "invalid_request": 400,
    **{
        code.value: status
        for code, status in STATUS.items()
        if status in (400, 413, 422)
    },
}


def _predictions(answer: Answer, predictions: str) -> dict[str, Any]:
    return {
        "path": answer.path,
        **json.loads(predictions),
        "model": {"name": answer.model_name, "version": answer.model_version},
    }


def _error(failure: Failure) -> dict[str, str]:
    return {"code": failure.code, "message": failure.message}


def _retry_after(record: Record) -> int:
    waits = record.task_token is not None or record.chain[0] is Path.BATCH
    return _WINDOW_SECONDS if waits else _ENDPOINT_SECONDS


def _fitting(content: dict[str, Any]) -> str:
    """Return the body; where Lambda would not let it through, without the story."""
    body = to_json(content)
    if _size(body) > _MOST and "attempts" in content:
        body = to_json({**content, "attempts": []})
    if _size(body) > _MOST:
        message = (
            f"The predictions have more than {_MOST} bytes: send fewer instances in a"
            " request."
        )
        raise RequestError(ErrorCode.PAYLOAD_TOO_LARGE, message)
    return body


_MOST = MAX_BYTES - _ENVELOPE_BYTES


def _size(body: str) -> int:
    # API Gateway's form carries the body as a JSON string, in which these two
    # characters take two bytes.
    return len(body) + body.count('"') + body.count("\\")
