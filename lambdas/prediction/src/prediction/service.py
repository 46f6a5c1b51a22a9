"""The use case: a request in, an answer out, whichever front it came by."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from prediction import strict_json
from prediction.answers import (
    Answer,
    ModelName,
    Predictions,
    error_answer,
    predictions_answer,
)
from prediction.errors import ErrorCode, RequestError
from prediction.instances import Row, read_instances
from prediction.media_type import check_json
from prediction.payload import Payload, read_payload
from prediction.ports import (
    Model,
    ModelFailedError,
    Models,
    Telemetry,
    ValuesRefusedError,
)

# A client that was told 503 asks again then: sooner, no model can have come.
RETRY_AFTER_SECONDS = 5


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request, as every front can give it.

    Attributes:
        body: UTF-8 or text; None if there was none.
        content_type: The header's value; None if there was none.
        request_id: Names the request in the answer and in the log.

    """

    body: bytes | str | None
    content_type: str | None
    request_id: str


class PredictionService:
    """Answers requests, and tells of each."""

    def __init__(
        self,
        models: Models,
        telemetry: Telemetry,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """Take the parts; the clock measures seconds for telemetry."""
        self._models = models
        self._telemetry = telemetry
        self._clock = clock

    def answer(self, request: Request) -> Answer:
        """Return predictions, or the error answer that the request gets."""
        started = self._clock()
        model: Model | None = None
        try:
            payload = _read(request)
            model = self._models.current()
            answer = self._predictions(payload, model, request.request_id)
        except RequestError as error:
            answer = error_answer(
                error,
                request_id=request.request_id,
                model=None if model is None else _name(model),
                headers=_headers(error),
            )
        return self._told(answer, started, request.request_id)

    def refuse(
        self,
        error: RequestError,
        *,
        request_id: str,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Return the error answer of a request that a front cannot pass on."""
        started = self._clock()
        answer = error_answer(error, request_id=request_id, headers=headers)
        return self._told(answer, started, request_id)

    def _predictions(
        self, payload: Payload, model: Model | None, request_id: str
    ) -> Answer:
        if model is None:
            message = "No model can be served now. Try again in a few seconds."
            raise RequestError(ErrorCode.MODEL_UNAVAILABLE, message)
        manifest = model.manifest
        predictions = self._predict(
            model,
            read_instances(payload.instances, manifest.input),
            probabilities=payload.probabilities and manifest.output.probabilities,
            request_id=request_id,
        )
        return predictions_answer(
            payload,
            predictions,
            model=_name(model),
            classes=manifest.output.classes,
        )

    def _predict(
        self,
        model: Model,
        instances: Sequence[str] | Sequence[Row],
        *,
        probabilities: bool,
        request_id: str,
    ) -> Predictions:
        try:
            return model.predict(instances, probabilities=probabilities)
        except ValuesRefusedError as error:
            self._telemetry.model_raised(error, request_id=request_id)
            where = "" if error.index is None else f", the first at {error.index}"
            message = (
                "The model has no prediction for these values of the"
                f" instances{where}: check their range and form."
            )
            raise RequestError(ErrorCode.VALUES_REFUSED, message) from error
        except ModelFailedError as error:
            self._telemetry.model_raised(error, request_id=request_id)
            message = "The model failed on this request; the log has the reason."
            raise RequestError(ErrorCode.INTERNAL_ERROR, message) from error

    def _told(self, answer: Answer, started: float, request_id: str) -> Answer:
        self._telemetry.answered(
            answer, seconds=self._clock() - started, request_id=request_id
        )
        return answer


def _read(request: Request) -> Payload:
    check_json(request.content_type)
    if not request.body:
        message = "The request has no body: send a list of instances as JSON."
        raise RequestError(ErrorCode.INVALID_JSON, message)
    return read_payload(strict_json.read(request.body))


def _name(model: Model) -> ModelName:
    return ModelName(name=model.manifest.name, version=model.manifest.version)


def _headers(error: RequestError) -> Mapping[str, str]:
    if error.code is ErrorCode.MODEL_UNAVAILABLE:
        return {"Retry-After": str(RETRY_AFTER_SECONDS)}
    return {}
