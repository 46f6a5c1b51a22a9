"""Bodies of requests and of answers."""

import json

from model_store.manifest import Golden
from smoke.found import Answer, Failure
from smoke.wanted import ModelName

_SHOWN = 200


def body_of(golden: Golden) -> bytes:
    """Return the request that asks for the golden predictions."""
    return json.dumps({"instances": golden.instances}).encode()


def answer_of(body: str | bytes) -> Answer | Failure:
    """Return the predictions in a body, in the form that an envelope gets."""
    try:
        content = json.loads(body)
    except ValueError:
        content = None
    if not isinstance(content, dict) or not isinstance(
        content.get("predictions"), list
    ):
        text = body if isinstance(body, str) else body.decode(errors="replace")
        return Failure(
            reason=f"an answer without predictions: {text[:_SHOWN]}", passes=False
        )
    return Answer(
        predictions=content["predictions"], model=_model(content.get("model"))
    )


def _model(source: object) -> ModelName | None:
    match source:
        case {"name": str(name), "version": str(version)}:
            return ModelName(name=name, version=version)
        case _:
            return None
