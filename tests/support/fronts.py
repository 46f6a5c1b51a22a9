"""The fronts of the prediction function, in process, and events for them."""

import base64
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from model_store.manifest import Manifest
from prediction.answers import Answer
from prediction.fixed_model import FixedModel
from prediction.lambda_handler import LambdaHandler
from prediction.ports import Model
from prediction.sagemaker_app import SageMakerApp
from prediction.service import PredictionService
from prediction.sklearn_model import load
from tests.support.corpus import Case
from tests.support.packaged import Packaged

_REQUEST_ID = "a-request"


@dataclass
class Told:
    """Telemetry that remembers."""

    answers: list[Answer] = field(default_factory=list)
    raised: list[BaseException] = field(default_factory=list)
    loaded: list[Manifest] = field(default_factory=list)
    refused: list[str | None] = field(default_factory=list)
    unavailable: list[str] = field(default_factory=list)

    def answered(self, answer: Answer, *, seconds: float, request_id: str) -> None:
        self.answers.append(answer)

    def model_raised(self, error: BaseException, *, request_id: str) -> None:
        self.raised.append(error)

    def model_loaded(self, manifest: Manifest, *, seconds: float) -> None:
        self.loaded.append(manifest)

    def model_refused(self, reason: str | None) -> None:
        self.refused.append(reason)

    def store_unavailable(self, reason: str) -> None:
        self.unavailable.append(reason)


def loaded(model: Packaged) -> Model:
    """Return a packaged model, through every check."""
    return load(model.manifest, model.artefact)


def lambda_front(model: Model | None, told: Told | None = None) -> LambdaHandler:
    """Return the Lambda function with this model."""
    return LambdaHandler(PredictionService(FixedModel(model), told or Told()))


def sagemaker_front(model: Model | None, told: Told | None = None) -> SageMakerApp:
    """Return the SageMaker container with this model.

    It names requests as proxy_event does, so that errors are the same bytes.
    """
    models = FixedModel(model)
    service = PredictionService(models, told or Told())
    return SageMakerApp(service, models, new_id=lambda: _REQUEST_ID)


@dataclass(frozen=True)
class Context:
    """What Lambda says of an invocation."""

    aws_request_id: str = "an-invocation"


def proxy_event(case: Case, *, method: str = "POST") -> dict[str, Any]:
    """Return the event that API Gateway makes of a request."""
    body, encoded = case.body, False
    if body is not None:
        try:
            text: str | None = body.decode()
        except UnicodeDecodeError:
            text, encoded = base64.b64encode(body).decode(), True
    else:
        text = None
    headers = {} if case.content_type is None else {"Content-Type": case.content_type}
    return {
        "resource": "/predict",
        "path": "/predict",
        "httpMethod": method,
        "headers": {"Host": "example", **headers},
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None,
        "requestContext": {"requestId": _REQUEST_ID, "stage": "v1"},
        "body": text,
        "isBase64Encoded": encoded,
    }


@dataclass(frozen=True, kw_only=True)
class HttpAnswer:
    """An answer.

    Attributes:
        status: Of HTTP.
        headers: As they were given.
        body: Read as JSON where it is JSON, else text.
        raw: Its bytes, where they are known.

    """

    status: int
    headers: Mapping[str, str]
    body: Any
    raw: bytes = b""

    @property
    def comparable(self) -> tuple[int, Any, Any]:
        """What must be the same on every path.

        All but the request's name, and the list of media types, of which
        SageMaker's front takes more.
        """
        body = self.body
        if isinstance(body, dict) and "error" in body:
            error = {**body["error"], "request_id": "any"}
            if error["message"].startswith("Send Content-Type: application/json"):
                error["message"] = "any"
            body = {"error": error}
        headers = {name.lower(): value for name, value in self.headers.items()}
        kept = ("content-type", "x-model-name", "x-model-version", "allow")
        return self.status, {name: headers.get(name) for name in kept}, body


def from_proxy(answer: dict[str, Any]) -> HttpAnswer:
    """Read what a proxy event is answered with."""
    assert answer["isBase64Encoded"] is False
    return HttpAnswer(
        status=answer["statusCode"],
        headers=answer["headers"],
        body=json.loads(answer["body"]),
        raw=answer["body"].encode(),
    )


def call_wsgi(
    app: SageMakerApp, case: Case, *, path: str = "/invocations", method: str = "POST"
) -> HttpAnswer:
    """Send a request to a WSGI application."""
    body = case.body or b""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    if case.content_type is not None:
        environ["CONTENT_TYPE"] = case.content_type
    if case.accept is not None:
        environ["HTTP_ACCEPT"] = case.accept
    started: list[tuple[str, list[tuple[str, str]]]] = []
    chunks = app(environ, lambda status, headers: started.append((status, headers)))  # type: ignore[arg-type, return-value, misc]
    [(status, headers)] = started
    raw = b"".join(chunks)
    is_json = dict(headers)["Content-Type"] == "application/json"
    return HttpAnswer(
        status=int(status.split()[0]),
        headers=dict(headers),
        body=json.loads(raw) if is_json else raw.decode(),
        raw=raw,
    )
