"""What the workflow asks of its step function, read strictly."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inferences.paths import Path


class StepEventError(Exception):
    """An event that the workflow's definition does not make."""


@dataclass(frozen=True, kw_only=True)
class AttemptStep:
    """Ask the endpoint behind a path once."""

    id: str
    path: Path


@dataclass(frozen=True, kw_only=True)
class QueueStep:
    """Put the inference into the queue of the batch window.

    Attributes:
        id: Of its record.
        token: What the workflow waits for.

    """

    id: str
    token: str


@dataclass(frozen=True, kw_only=True)
class FailStep:
    """End the inference: every path of its chain is used up.

    Attributes:
        id: Of its record.
        error: Name of the last error.

    """

    id: str
    error: str


Step = AttemptStep | QueueStep | FailStep


def read_step(event: object) -> Step:
    """Return what an event asks for.

    Raises:
        StepEventError: It asks for nothing that there is.

    """
    if not isinstance(event, dict):
        message = "the event is no object"
        raise StepEventError(message)
    record_id = _text(event, "id")
    match event.get("action"):
        case "attempt":
            return AttemptStep(id=record_id, path=_path(event))
        case "queue":
            return QueueStep(id=record_id, token=_text(event, "token"))
        case "fail":
            error = event.get("error")
            name = error.get("Error") if isinstance(error, dict) else None
            return FailStep(id=record_id, error=str(name))
    message = "the event has no known action"
    raise StepEventError(message)


def _path(event: Mapping[str, Any]) -> Path:
    found = _text(event, "path")
    if found not in {Path.PROVISIONED, Path.SERVERLESS}:
        message = f"{found!r} is no path to attempt"
        raise StepEventError(message)
    return Path(found)


def _text(event: Mapping[str, Any], key: str) -> str:
    found = event.get(key)
    if not isinstance(found, str) or not found:
        message = f"the event has no {key}"
        raise StepEventError(message)
    return found
