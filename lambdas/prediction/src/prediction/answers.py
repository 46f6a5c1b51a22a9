"""The bodies of answers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from prediction.errors import ErrorCode, RequestError
from prediction.payload import Payload

# What Lambda lets through in one synchronous answer, less what its own envelope
# (status, headers) takes. SageMaker could take more; the same payload gets the
# same answer everywhere.
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
MAX_BYTES = 6 * 1024 * 1024 - 4096


@dataclass(frozen=True, kw_only=True)
class Predictions:
    """What a model says to some instances, as JSON values.

    Attributes:
        values: One prediction an instance.
        probabilities: One list an instance, in the order of `classes`; None
            where not asked for, or the model has none.

    """

    values: Sequence[Any]
    probabilities: Sequence[Sequence[float]] | None = None


@dataclass(frozen=True, kw_only=True)
class ModelName:
    """Which model answered."""

    name: str
    version: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What goes back, before a front puts it into its own form.

    Attributes:
        status: Of HTTP.
        body: JSON text, ASCII alone.
        headers: Beside Content-Type.
        code: Of the error; None for a prediction.
        instances: How many were answered.
        model: Which model was asked; None if none was.

    """

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)
    code: ErrorCode | None = None
    instances: int = 0
    model: ModelName | None = None


def predictions_answer(
    payload: Payload,
    predictions: Predictions,
    *,
    model: ModelName,
    classes: Sequence[Any] | None,
) -> Answer:
    """Return predictions in the form that the request had.

    Raises:
        RequestError: payload_too_large: Lambda would not let the answer through.

    """
    content: Any = predictions.values
    if payload.enveloped:
        content = {
            "predictions": predictions.values,
            "model": {"name": model.name, "version": model.version},
        }
        if predictions.probabilities is not None:
            content["probabilities"] = predictions.probabilities
            content["classes"] = classes
    body = json.dumps(content, allow_nan=False, separators=(",", ":"))
    # The gateway's answer carries the body as a JSON string, in which these two
    # characters take two bytes.
    size = len(body) + body.count('"') + body.count("\\")
    if size > MAX_BYTES:
        raise RequestError(
            ErrorCode.PAYLOAD_TOO_LARGE,
            f"The answer to {len(payload.instances)} instances has {size} bytes, the"
            f" most is {MAX_BYTES}: send fewer instances in a request.",
        )
    return Answer(
        status=200,
        body=body,
        headers={"X-Model-Name": model.name, "X-Model-Version": model.version},
        instances=len(payload.instances),
        model=model,
    )


def error_answer(
    error: RequestError,
    *,
    request_id: str,
    model: ModelName | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Return the error form, the same for every front and the gateway."""
    content = {
        "error": {
            "code": error.code.value,
            "message": error.message,
            "request_id": request_id,
        }
    }
    return Answer(
        status=error.status,
        body=json.dumps(content, separators=(",", ":")),
        headers=headers or {},
        code=error.code,
        model=model,
    )
