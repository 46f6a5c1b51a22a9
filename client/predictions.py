"""Asks for predictions, as patiently as the API's limits need."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from client.addresses import Address
from client.replies import Reply
from client.rounds import Request, Rounds
from model.errors import PredictionError


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
        answered_by: Names of the addresses that answered, in the order in which
            they began to.

    """

    predictions: list[Any] = field(default_factory=list)
    models: list[dict[str, str]] = field(default_factory=list)
    probabilities: list[list[float]] | None = None
    classes: list[Any] | None = None
    answered_by: list[str] = field(default_factory=list)


class Predictions:
    """POST /predict, with one key."""

    def __init__(self, rounds: Rounds, key: str) -> None:
        """Take the addresses of /predict and the API key; nothing is sent yet."""
        self._rounds = rounds
        self._key = key

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
            _add(answer, *self._post(payload))
        return answer

    def _post(self, payload: dict[str, Any]) -> tuple[Address, dict[str, Any]]:
        request = Request(
            body=json.dumps(payload, allow_nan=False).encode(),
            headers={"content-type": "application/json", "x-api-key": self._key},
        )
        address, reply = self._rounds.send(request, self._rounds.deadline())
        return address, _predictions(address, reply)


def _predictions(address: Address, reply: Reply) -> dict[str, Any]:
    content = reply.document()
    if not isinstance(content, dict) or not isinstance(
        content.get("predictions"), list
    ):
        message = (
            f"{address.url} answered {reply.status} without predictions: is it a"
            " /predict?"
        )
        raise PredictionError(message)
    return content


def _add(answer: Answer, address: Address, content: dict[str, Any]) -> None:
    answer.predictions += content["predictions"]
    model = content.get("model")
    if model is not None and model not in answer.models:
        answer.models.append(model)
    if "probabilities" in content:
        answer.probabilities = (answer.probabilities or []) + content["probabilities"]
        answer.classes = content.get("classes")
    if address.name not in answer.answered_by:
        answer.answered_by.append(address.name)
