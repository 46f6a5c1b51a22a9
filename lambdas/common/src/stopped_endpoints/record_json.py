"""Records as JSON text."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from stopped_endpoints.record import (
    Action,
    Component,
    StoppedEndpoint,
    Target,
    Variant,
)


class RecordError(ValueError):
    """A text is no record of a stopped endpoint; the message says why."""


def to_json(record: StoppedEndpoint) -> str:
    """Return a record as JSON, ASCII alone, without white space."""
    return json.dumps(asdict(record), allow_nan=False, separators=(",", ":"))


def from_json(text: str) -> StoppedEndpoint:
    """Read what `to_json` wrote; fields that are not known are passed over.

    Raises:
        RecordError: The text is not JSON, or a field is missing or of another type.

    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        message = f"the record is not JSON: {error}"
        raise RecordError(message) from error
    try:
        return _record(content)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"the record lacks a field or has a wrong one: {error!r}"
        raise RecordError(message) from error


def _record(content: Mapping[str, Any]) -> StoppedEndpoint:
    at = _text(content["at"])
    if datetime.fromisoformat(at).tzinfo is None:
        message = f"{at} has no time zone"
        raise ValueError(message)
    if not isinstance(content["done"], bool):
        message = "done is neither true nor false"
        raise TypeError(message)
    return StoppedEndpoint(
        endpoint=_text(content["endpoint"]),
        action=Action(content["action"]),
        at=at,
        by=_text(content["by"]),
        reason=_text(content["reason"]),
        config=_text(content["config"]),
        tags=_tags(content["tags"]),
        targets=tuple(_target(found) for found in _objects(content["targets"])),
        variants=tuple(
            Variant(name=_text(found["name"]), desired=_count(found["desired"]))
            for found in _objects(content["variants"])
        ),
        components=tuple(
            _component(found) for found in _objects(content.get("components", []))
        ),
        deployment=_deployment(content.get("deployment")),
        done=content["done"],
    )


def _target(found: Mapping[str, Any]) -> Target:
    return Target(
        service_namespace=_text(found["service_namespace"]),
        resource_id=_text(found["resource_id"]),
        dimension=_text(found["dimension"]),
        min=_count(found["min"]),
        max=_count(found["max"]),
        policies=_objects(found["policies"]),
        scheduled_actions=_objects(found["scheduled_actions"]),
        tags=_tags(found.get("tags", {})),
    )


def _component(found: Mapping[str, Any]) -> Component:
    [specification] = _objects([found["specification"]])
    return Component(
        name=_text(found["name"]),
        variant=_text(found["variant"]),
        copies=_count(found["copies"]),
        specification=specification,
    )


def _tags(found: Mapping[str, Any]) -> Mapping[str, str]:
    return {_text(key): _text(value) for key, value in found.items()}


def _deployment(found: object) -> Mapping[str, Any] | None:
    if found is None:
        return None
    [deployment] = _objects([found])
    return deployment


def _text(value: object) -> str:
    if not isinstance(value, str):
        message = f"{value!r} is not a text"
        raise TypeError(message)
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        message = f"{value!r} is not a count"
        raise TypeError(message)
    return value


def _objects(found: object) -> tuple[Mapping[str, Any], ...]:
    if not isinstance(found, list) or any(not isinstance(it, dict) for it in found):
        message = f"{found!r} is not a list of objects"
        raise TypeError(message)
    return tuple(found)
