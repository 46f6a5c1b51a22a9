"""The test control of replication.

GET    /_local/replication   {"waiting": [{"service", "source", "destination",
                             "label", "accepted"}], "paces": {SERVICE:
                             {"lag_seconds", "paused"}}}
POST   /_local/replication   {"lag_seconds": 5, "paused": false}, either alone, of
                             the "service" dynamodb, s3 or ecr, or of all; answers
                             when all that is due by now has arrived
"""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from local_aws.control import Answer, Control
from local_aws.replication.engine import ReplicationEngine
from local_aws.replication.shipments import SERVICES

_KNOWN = frozenset({"lag_seconds", "paused", "service"})


def replication_controls(engine: ReplicationEngine) -> Sequence[Control]:
    """Return the controls of an engine."""

    def state() -> dict[str, Any]:
        return {
            "paces": {name: _pace(engine, name) for name in SERVICES},
            "waiting": [
                {
                    "service": each.service,
                    "source": each.source,
                    "destination": each.destination,
                    "label": each.label,
                    "accepted": each.accepted.isoformat(),
                }
                for each in engine.waiting()
            ],
        }

    def tell(_: Mapping[str, str], __: object) -> Answer:
        return HTTPStatus.OK, state()

    def order(_: Mapping[str, str], body: Any) -> Answer:  # noqa: ANN401 - any JSON
        unknown = sorted(body.keys() - _KNOWN)
        if unknown:
            message = f"unknown: {', '.join(unknown)}"
            raise ValueError(message)
        engine.paces.set(
            body.get("service"),
            lag_seconds=body.get("lag_seconds"),
            paused=body.get("paused"),
        )
        engine.look()
        return HTTPStatus.OK, state()

    path = re.compile("replication")
    return [
        Control(method="GET", path=path, handle=tell),
        Control(method="POST", path=path, handle=order),
    ]


def _pace(engine: ReplicationEngine, name: Any) -> dict[str, Any]:  # noqa: ANN401 - a service
    pace = engine.paces.of(name)
    return {"lag_seconds": pace.lag.total_seconds(), "paused": pace.paused}
