"""What an environment ran before a change: what it goes back to."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from deployment.errors import DeploymentError
from deployment.traffic import Traffic


@dataclass(frozen=True, kw_only=True)
class Release:
    """A state of an environment that was good.

    Attributes:
        images: Digests by image.
        model: Name and version of the live model; None before the first promote.
        traffic: As it was measured then; None where no model answered.

    """

    images: Mapping[str, str]
    model: tuple[str, str] | None
    traffic: Traffic | None

    def to_json(self) -> str:
        """Return it in one line."""
        return json.dumps(asdict(self), sort_keys=True)


def read_release(text: str) -> Release | None:
    """Read what `to_json` wrote; empty text is none, before the first apply.

    Raises:
        DeploymentError: It is something else.

    """
    if not text.strip():
        return None
    try:
        content = json.loads(text)
        model, traffic = content["model"], content["traffic"]
        return Release(
            images=content["images"],
            model=None if model is None else (model[0], model[1]),
            traffic=None if traffic is None else Traffic(**traffic),
        )
    except (IndexError, KeyError, TypeError, ValueError) as error:
        message = "BEFORE is not what `make remember` printed"
        raise DeploymentError(message) from error
