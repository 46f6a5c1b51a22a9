"""The use case: a request in, an answer out, whichever front it came by."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from http_contract.errors import ErrorCode, RequestError
from http_contract.formats import Format
from http_contract.media_type import request_format
from http_contract.payload import Payload
from model_store.manifest import InputSchema
from prediction.accept import answer_format
from prediction.answers import (
    Answer,
    ModelName,
    Predictions,
    error_answer,
    predictions_answer,
)
from prediction.csv_values import values
from prediction.instances import Row, read_instances
from prediction.ports import (
    Model,
    ModelFailedError,
    Models,
    Telemetry,
    ValuesRefusedError,
)
from prediction.request_body import read_body

# A client that was told 503 asks again then: sooner, no model can have come.
RETRY_AFTER_SECONDS = 5


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request, as every front can give it.

    Attributes:
        body: UTF-8 or text; None if there was none.
        content_type: The header's value; None if there was none.
        request_id: Names the request in the answer and in the log.
        accept: The header's value; None where there was none, or where the form
            of the answer is not the client's to choose.
        formats: What the front takes and gives, the best first.

    """

    body: bytes | str | None
    content_type: str | None
    request_id: str
    accept: str | None = None
    formats: Sequence[Format] = (Format.JSON,)


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
            payload, form = _read(request)
            model = self._models.current()
            answer = self._predictions(payload, model, form, request.request_id)
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
        self, payload: Payload, model: Model | None, form: Format, request_id: str
    ) -> Answer:
        if model is None:
            message = "No model can be served now. Try again in a few seconds."
            raise RequestError(ErrorCode.MODEL_UNAVAILABLE, message)
        manifest = model.manifest
        predictions = self._predict(
            model,
            _instances(payload, manifest.input),
            probabilities=payload.probabilities and manifest.output.probabilities,
            request_id=request_id,
        )
        return predictions_answer(
            payload,
            predictions,
            model=_name(model),
            classes=manifest.output.classes,
            form=form,
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


def _read(request: Request) -> tuple[Payload, Format]:
    given = request_format(request.content_type, request.formats)
    form = answer_format(request.accept, given, request.formats)
    payload = read_body(request.body, given)
    if payload.probabilities and form is not Format.JSON:
        # Left out in silence, they would be missed.
        message = f"There are no probabilities in {form.words}: ask for JSON."
        raise RequestError(ErrorCode.INVALID_PARAMETERS, message)
    return payload, form


def _instances(payload: Payload, schema: InputSchema) -> list[str] | list[Row]:
    if payload.records:
        return read_instances(values(payload.instances, schema), schema)
    return read_instances(payload.instances, schema)


def _name(model: Model) -> ModelName:
    return ModelName(name=model.manifest.name, version=model.manifest.version)


def _headers(error: RequestError) -> Mapping[str, str]:
    if error.code is ErrorCode.MODEL_UNAVAILABLE:
        return {"Retry-After": str(RETRY_AFTER_SECONDS)}
    return {}
