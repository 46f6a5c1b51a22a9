"""What SageMaker asks of a container, as a WSGI application.

https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-batch-code.html

`/invocations` takes and gives, in UTF-8:

- application/json: the HTTP contract of /predict, and the form of a request that
  names none.
- application/jsonlines: an instance a line, any JSON value and never an
  envelope; a prediction a line.
- text/csv: an instance a record, without a header. A model of texts has one
  field; any other the manifest's columns in order, of which an empty one is
  missing. A prediction a record, of which several outputs are several fields.
- application/x-inferway-payloads: a whole request a line, an answer a line; what
  the batch windows of /inferences send (`payload_lines`).

Accept decides the form of the answer, which is the request's where it says
nothing. Errors are JSON always. Which model answered is said in the custom
attributes, for answers that have no room for it.
"""

import uuid
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from http_contract.body_text import MAX_BYTES
from http_contract.errors import ErrorCode, RequestError
from http_contract.formats import Format
from http_contract.json_text import to_json
from prediction.answers import Answer
from prediction.execution_parameters import execution_parameters
from prediction.payload_lines import MAX_BODY_BYTES, answer_lines, are_payload_lines
from prediction.ports import ReadyModels
from prediction.service import PredictionService, Request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_METHODS = {"/ping": "GET", "/execution-parameters": "GET", "/invocations": "POST"}
_FORMATS = (Format.JSON, Format.CSV, Format.JSON_LINES)


class SageMakerApp:
    """One prediction service behind the paths that SageMaker asks."""

    def __init__(
        self,
        service: PredictionService,
        models: ReadyModels,
        *,
        workers: int = 1,
        new_id: Callable[[], str] = lambda: str(uuid.uuid4()),
    ) -> None:
        """Take the parts.

        Args:
            service: Answers.
            models: Where its models come from.
            workers: Processes that answer side by side.
            new_id: Names a request.

        """
        self._service = service
        self._models = models
        self._workers = workers
        self._new_id = new_id

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request; errors have the form of every other front."""
        answer = self._answer(environ)
        body = answer.body.encode()
        headers = dict(answer.headers)
        if answer.model is not None:
            # Of all headers of a container's answer SageMaker hands on this one.
            headers["X-Amzn-SageMaker-Custom-Attributes"] = (
                f"model_name={answer.model.name};model_version={answer.model.version}"
            )
        start_response(
            f"{answer.status} {HTTPStatus(answer.status).phrase}",
            [
                ("Content-Type", answer.content_type),
                ("Content-Length", str(len(body))),
                *headers.items(),
            ],
        )
        return [body]

    def _answer(self, environ: "WSGIEnvironment") -> Answer:
        path = environ["PATH_INFO"]
        wanted = _METHODS.get(path)
        if wanted is None:
            error = RequestError(ErrorCode.NOT_FOUND, "There is no such path.")
            return self._service.refuse(error, request_id=self._new_id())
        if environ["REQUEST_METHOD"] != wanted:
            error = RequestError(
                ErrorCode.METHOD_NOT_ALLOWED, f"Send a {wanted} request."
            )
            return self._service.refuse(
                error, request_id=self._new_id(), headers={"Allow": wanted}
            )
        # Nobody is told of these two: /ping comes every few seconds for as long
        # as the container is.
        if path == "/ping":
            return Answer(status=200 if self._models.ready() else 503, body="{}")
        if path == "/execution-parameters":
            parameters = execution_parameters(self._workers)
            return Answer(status=200, body=to_json(parameters))
        content_type = environ.get("CONTENT_TYPE")
        lines = are_payload_lines(content_type)
        limit = MAX_BODY_BYTES if lines else MAX_BYTES
        request = Request(
            # One byte over the limit is enough to know.
            body=environ["wsgi.input"].read(limit + 1),
            content_type=content_type,
            request_id=self._new_id(),
            accept=environ.get("HTTP_ACCEPT"),
            formats=_FORMATS,
        )
        if lines:
            return answer_lines(request, self._service)
        return self._service.answer(request)
