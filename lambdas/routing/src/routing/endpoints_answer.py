"""The answer of an endpoint, read strictly: a wrong one is no answer."""

from dataclasses import dataclass
from typing import Any, NoReturn

from http_contract.json_text import to_json
from http_contract.strict_json import NotJsonError, check_depth, value
from inferences.failures import ModelFailedError

_OF_MODEL = {"name", "version"}
_REQUIRED = {"predictions", "model"}
_OPTIONAL = {"probabilities", "classes"}


@dataclass(frozen=True, kw_only=True)
class EndpointAnswer:
    """What a model predicted.

    Attributes:
        model_name: Of the model.
        model_version: Its version.
        predictions_text: JSON text of {"predictions": [...]} and, if asked for,
            "probabilities" and "classes".

    """

    model_name: str
    model_version: str
    predictions_text: str


def read_answer(body: bytes, *, instances: int) -> EndpointAnswer:
    """Return what an answer says.

    Args:
        body: Of the answer.
        instances: How many were sent: as many predictions are due.

    Raises:
        ModelFailedError: It is not the answer of the contract.

    """
    content = _json(body)
    if not isinstance(content, dict) or not (
        _REQUIRED <= content.keys() <= _REQUIRED | _OPTIONAL
    ):
        _refuse("it is not an object of predictions and model")
    model = content.pop("model")
    if (
        not isinstance(model, dict)
        or model.keys() != _OF_MODEL
        or not all(isinstance(said, str) and said for said in model.values())
    ):
        _refuse("its model has no name or version")
    for key in ("predictions", "probabilities"):
        values = content.get(key, content["predictions"])
        if not isinstance(values, list) or len(values) != instances:
            _refuse(f"its {key} are not {instances}")
    return EndpointAnswer(
        model_name=model["name"],
        model_version=model["version"],
        predictions_text=to_json(content),
    )


def _json(body: bytes) -> Any:  # noqa: ANN401 - JSON is any of its types
    try:
        text = body.decode()
        check_depth(body)
        return value(text)
    except (UnicodeDecodeError, NotJsonError, RecursionError):
        _refuse("it is not JSON")


def _refuse(reason: str) -> NoReturn:
    message = f"no answer of a model: {reason}"
    raise ModelFailedError(message) from None
