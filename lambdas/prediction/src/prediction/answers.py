"""The bodies of answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from http_contract.error_form import error_body
from http_contract.errors import ErrorCode, RequestError
from http_contract.formats import Format
from http_contract.json_text import to_json
from http_contract.payload import Payload
from prediction.answer_body import to_lines

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
        body: Text; JSON in it is ASCII alone.
        content_type: The header's value.
        headers: Beside Content-Type.
        code: Of the error; None for a prediction.
        instances: How many were answered.
        model: Which model was asked; None if none was.

    """

    status: int
    body: str
    content_type: str = Format.JSON.content_type
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
    form: Format = Format.JSON,
) -> Answer:
    """Return predictions; in JSON as the request has its instances.

    Raises:
        RequestError: payload_too_large: Lambda would not let the answer through.

    """
    if form is Format.JSON:
        body = _json_body(payload, predictions, model=model, classes=classes)
        # The gateway's answer carries the body as a JSON string, in which these
        # two characters take two bytes.
        size = len(body) + body.count('"') + body.count("\\")
    else:
        body = to_lines(predictions.values, form)
        size = _encoded_size(body)
    if size > MAX_BYTES:
        raise RequestError(
            ErrorCode.PAYLOAD_TOO_LARGE,
            f"The answer to {len(payload.instances)} instances has {size} bytes, the"
            f" most is {MAX_BYTES}: send fewer instances in a request.",
        )
    return Answer(
        status=200,
        body=body,
        content_type=form.content_type,
        headers={"X-Model-Name": model.name, "X-Model-Version": model.version},
        instances=len(payload.instances),
        model=model,
    )


def _json_body(
    payload: Payload,
    predictions: Predictions,
    *,
    model: ModelName,
    classes: Sequence[Any] | None,
) -> str:
    if not payload.enveloped:
        return to_json(predictions.values)
    content: dict[str, Any] = {
        "predictions": predictions.values,
        "model": {"name": model.name, "version": model.version},
    }
    if predictions.probabilities is not None:
        content["probabilities"] = predictions.probabilities
        content["classes"] = classes
    return to_json(content)


def _encoded_size(body: str) -> int:
    try:
        return len(body.encode())
    except UnicodeEncodeError as error:
        # JSON has an escape for it.
        message = "A prediction holds half a surrogate pair: ask for it as JSON."
        raise RequestError(ErrorCode.NOT_ACCEPTABLE, message) from error


def error_answer(
    error: RequestError,
    *,
    request_id: str,
    model: ModelName | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Return the error form, the same for every front and the gateway."""
    return Answer(
        status=error.status,
        body=error_body(error.code.value, error.message, request_id=request_id),
        headers=headers or {},
        code=error.code,
        model=model,
    )
