"""What SageMaker asks of a container, as a WSGI application.

https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
"""

import uuid
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from prediction import strict_json
from prediction.answers import Answer
from prediction.errors import ErrorCode, RequestError
from prediction.ports import Models
from prediction.service import PredictionService, Request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_METHODS = {"/ping": "GET", "/invocations": "POST"}


class SageMakerApp:
    """One prediction service behind /ping and /invocations."""

    def __init__(
        self,
        service: PredictionService,
        models: Models,
        new_id: Callable[[], str] = lambda: str(uuid.uuid4()),
    ) -> None:
        """Take what answers, where its models come from, and names of requests."""
        self._service = service
        self._models = models
        self._new_id = new_id

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request; errors have the form of every other front."""
        if environ["PATH_INFO"] == "/ping" and environ["REQUEST_METHOD"] == "GET":
            answer = self._ping()
        else:
            answer = self._answer(environ)
        body = answer.body.encode()
        start_response(
            f"{answer.status} {HTTPStatus(answer.status).phrase}",
            [
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(body))),
                *answer.headers.items(),
            ],
        )
        return [body]

    def _ping(self) -> Answer:
        # Not told of: it comes every few seconds for as long as the container is.
        ready = self._models.current() is not None
        return Answer(status=200 if ready else 503, body="{}")

    def _answer(self, environ: "WSGIEnvironment") -> Answer:
        request_id = self._new_id()
        wanted = _METHODS.get(environ["PATH_INFO"])
        if wanted is None:
            error = RequestError(ErrorCode.NOT_FOUND, "There is no such path.")
            return self._service.refuse(error, request_id=request_id)
        if environ["REQUEST_METHOD"] != wanted:
            error = RequestError(
                ErrorCode.METHOD_NOT_ALLOWED, f"Send a {wanted} request."
            )
            return self._service.refuse(
                error, request_id=request_id, headers={"Allow": wanted}
            )
        return self._service.answer(
            Request(
                # One byte over the limit is enough to know.
                body=environ["wsgi.input"].read(strict_json.MAX_BYTES + 1),
                content_type=environ.get("CONTENT_TYPE"),
                request_id=request_id,
            )
        )
