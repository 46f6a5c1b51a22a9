"""Asks a deployed model, as patiently as its limits need."""

import email.utils
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError, LocationValueError

from model.errors import PredictionError, UnavailableError
from model.patience import Patience

# What passes by itself: a rate that was exceeded, a function that has no
# environment or no model yet.
_RETRIED = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_CONNECT_SECONDS = 5.0

# Of an answer that is not in the error form: a proxy's page, say.
_SHOWN_BYTES = 200

# By HTTP status.
_HINTS: dict[int, str] = {
    HTTPStatus.FORBIDDEN: ". Check the key, and that the address ends in /predict",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ". Send fewer instances a request: --batch",
    HTTPStatus.TOO_MANY_REQUESTS: ". The rate or the day's quota of the key is spent",
}


@dataclass(kw_only=True)
class Answer:
    """What the model said to all batches together.

    Attributes:
        predictions: One an instance.
        models: Name and version of each model that answered; more than one
            where a promote came in between.
        probabilities: One list an instance; None where not asked for, or the
            model has none.
        classes: What the probabilities are of.

    """

    predictions: list[Any] = field(default_factory=list)
    models: list[dict[str, str]] = field(default_factory=list)
    probabilities: list[list[float]] | None = None
    classes: list[Any] | None = None


class Client:
    """One deployed URL, asked with one key."""

    def __init__(self, url: str, key: str, patience: Patience | None = None) -> None:
        """Take the address of /predict and the API key; nothing is sent yet.

        Raises:
            PredictionError: The address is none of HTTP.

        """
        if not url.startswith(("http://", "https://")):
            message = f"{url!r} is no address: it has to begin with https://"
            raise PredictionError(message)
        self._url = url
        self._key = key
        self._patience = patience or Patience()
        self._pool = urllib3.PoolManager(
            retries=False,
            timeout=urllib3.Timeout(
                connect=_CONNECT_SECONDS, read=self._patience.read_seconds
            ),
        )

    def predict(
        self, instances: Sequence[Any], *, batch: int, probabilities: bool = False
    ) -> Answer:
        """Return predictions for the instances, so many a request.

        Raises:
            PredictionError: A request is refused, and would be again.
            UnavailableError: No answer after every try.

        """
        answer = Answer()
        for start in range(0, len(instances), batch):
            payload: dict[str, Any] = {"instances": instances[start : start + batch]}
            if probabilities:
                payload["parameters"] = {"probabilities": True}
            _add(answer, self._post(payload))
        return answer

    def _post(self, payload: dict[str, Any]) -> dict[str, Any]:
        body = json.dumps(payload, allow_nan=False).encode()
        failures = 0
        while True:
            found = self._try(body)
            if not isinstance(found, _Failure):
                return found
            failures += 1
            if failures == self._patience.tries:
                message = f"{found.problem} (tried {failures} times)"
                raise UnavailableError(message)
            self._patience.sleep(self._patience.delay(failures, found.retry_after))

    def _try(self, body: bytes) -> "dict[str, Any] | _Failure":
        try:
            response = self._pool.request(
                "POST",
                self._url,
                body=body,
                headers={"content-type": "application/json", "x-api-key": self._key},
            )
        except LocationValueError as error:
            message = f"{self._url!r} is no address: {error}"
            raise PredictionError(message) from error
        except HTTPError as error:
            return _Failure(f"{self._url} cannot be reached: {error}")
        if response.status == HTTPStatus.OK:
            return _predictions(self._url, response)
        problem = _problem(response)
        if response.status not in _RETRIED:
            raise PredictionError(problem)
        return _Failure(problem, self._retry_after(response))

    def _retry_after(self, response: urllib3.BaseHTTPResponse) -> float | None:
        value = response.headers.get("retry-after", "")
        if value.isdecimal():
            return float(value)
        try:
            moment = email.utils.parsedate_to_datetime(value)
        except ValueError:
            return None
        return max(0.0, moment.timestamp() - self._patience.now())


@dataclass(frozen=True)
class _Failure:
    """A try that may go better the next time."""

    problem: str
    retry_after: float | None = None


def _predictions(url: str, response: urllib3.BaseHTTPResponse) -> dict[str, Any]:
    try:
        content = response.json()
    except ValueError:
        content = None
    if not isinstance(content, dict) or not isinstance(
        content.get("predictions"), list
    ):
        message = f"{url} answered 200 without predictions: is it a /predict?"
        raise PredictionError(message)
    return content


def _problem(response: urllib3.BaseHTTPResponse) -> str:
    """Return an error answer as one line."""
    try:
        error = response.json()["error"]
        said = f"{error['code']}: {error['message']}"
        if error.get("request_id"):
            said += f" [request {error['request_id']}]"
    except (ValueError, LookupError, TypeError):
        said = (
            response.data[:_SHOWN_BYTES].decode(errors="replace") or "no reason given"
        )
    hint = _HINTS.get(response.status, "")
    return f"HTTP {response.status}, {said}{hint}"


def _add(answer: Answer, content: dict[str, Any]) -> None:
    answer.predictions += content["predictions"]
    model = content.get("model")
    if model is not None and model not in answer.models:
        answer.models.append(model)
    if "probabilities" in content:
        answer.probabilities = (answer.probabilities or []) + content["probabilities"]
        answer.classes = content.get("classes")
