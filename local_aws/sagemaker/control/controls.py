"""Test controls of endpoints, below `/_local/`.

POST   /_local/endpoints/NAME/rollback
                        the next UpdateEndpoint ends InService with what served
                        before, and no word of it: AWS does so at times
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from moto.sagemaker.models import sagemaker_backends

from local_aws.control import Answer, Control
from local_aws.sagemaker.control.endpoint import CHANGED, Endpoint


def endpoint_controls(account_id: str) -> Sequence[Control]:
    """Return the controls of an account's endpoints, in whichever Region."""

    def roll_back(names: Mapping[str, str], _: object) -> Answer:
        found = _find(account_id, names["name"])
        with CHANGED:
            for endpoint in found:
                endpoint.rolls_back = True
        return HTTPStatus.OK, {"endpoints": [endpoint.arn for endpoint in found]}

    path = re.compile(r"endpoints/(?P<name>[\w-]+)/rollback")
    return [Control(method="POST", path=path, handle=roll_back)]


def _find(account_id: str, name: str) -> list[Endpoint]:
    regions: Iterable[Any] = sagemaker_backends[account_id].values()
    found = [r.endpoints[name] for r in regions if name in r.endpoints]
    if not found:
        message = f"no endpoint {name}"
        raise ValueError(message)
    return found
