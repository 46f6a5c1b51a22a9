"""The test control of Regions.

GET    /_local/regions        {"cut": {NAME: "failing"|"hanging"}}
POST   /_local/regions/NAME   {"state": "up"|"failing"|"hanging"}; answers when the
                              Region is cut off, or is back with what it had
"""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from local_aws.control import Answer, Control
from local_aws.regions.outages import Outages


def region_controls(outages: Outages) -> Sequence[Control]:
    """Return the controls that cut Regions off."""

    def tell(_: Mapping[str, str], __: object) -> Answer:
        return HTTPStatus.OK, {"cut": outages.states()}

    def order(names: Mapping[str, str], body: Any) -> Answer:  # noqa: ANN401 - any JSON
        outages.set(names["name"], body["state"])
        return HTTPStatus.OK, {"cut": outages.states()}

    return [
        Control(method="GET", path=re.compile("regions"), handle=tell),
        Control(
            method="POST",
            path=re.compile(r"regions/(?P<name>[a-z]{2}(-[a-z]+)+-\d)"),
            handle=order,
        ),
    ]
