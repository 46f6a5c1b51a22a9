"""Test controls below `/_local/`; AWS has nothing like them.

GET    /_local/health   200 once everything is up
GET    /_local/clock    {"now"}
POST   /_local/clock    move it on: {"now": "2026-11-23T09:00:00-05:00"} or
                        {"advance_seconds": 60}; answers when all has happened
                        that was due
POST   /_local/faults   the next calls fail: {"service", "operation", "calls",
                        "code", "status"} and, if wanted, "message",
                        "from_functions" and "every"
DELETE /_local/faults   no more faults
POST   /_local/functions/NAME/recycle
                        its idle environments end, as AWS may do at any time
POST   /_local/functions/NAME/die
                        the environment that makes its (n+1)-th call of AWS from
                        now is killed, once: {"after_calls": n}, before the call
                        is carried out, or with "after_done": true before it is
                        answered; 404 for no function

A data plane brings controls of its own: see the `controls` of each.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from local_aws.clock import Clock, ClockError
from local_aws.control import Answer, Control
from local_aws.faults import Fault, Faults
from local_aws.runtime.deaths import Death
from local_aws.runtime.functions import exists
from local_aws.runtime.plane import LambdaPlane
from local_aws.settings import ServerSettings

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

PREFIX = "/_local/"


class Controls:
    """The WSGI application of the test controls."""

    def __init__(self, controls: Iterable[Control]) -> None:
        """Take what can be controlled."""
        self._controls = tuple(controls)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request, always with JSON."""
        size = int(environ.get("CONTENT_LENGTH") or 0)
        status, answer = self._answer(
            environ["REQUEST_METHOD"],
            environ["PATH_INFO"].removeprefix(PREFIX),
            environ["wsgi.input"].read(size),
        )
        body = json.dumps(answer).encode()
        start_response(
            f"{status.value} {status.phrase}",
            [
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(body))),
            ],
        )
        return [body]

    def _answer(self, method: str, path: str, body: bytes) -> Answer:
        for control in self._controls:
            match = control.path.fullmatch(path)
            if match is None or control.method != method:
                continue
            try:
                return control.handle(
                    match.groupdict(), json.loads(body) if body else None
                )
            except (ClockError, KeyError, TypeError, ValueError) as error:
                return HTTPStatus.BAD_REQUEST, {"error": str(error)}
        return HTTPStatus.NOT_FOUND, {"error": f"no control {method} {path}"}


def server_controls(
    settings: ServerSettings, clock: Clock, faults: Faults, plane: LambdaPlane
) -> Sequence[Control]:
    """Return the controls of the server itself, its clock and its functions."""

    def health(_: Mapping[str, str], __: object) -> Answer:
        return HTTPStatus.OK, {"status": "ok", "url": settings.url}

    def tell(_: Mapping[str, str], __: object) -> Answer:
        return HTTPStatus.OK, {"now": clock.now().isoformat()}

    def move(_: Mapping[str, str], body: Any) -> Answer:  # noqa: ANN401 - any JSON
        if "now" in body:
            now = clock.set(datetime.fromisoformat(body["now"]))
        else:
            now = clock.advance(timedelta(seconds=body["advance_seconds"]))
        return HTTPStatus.OK, {"now": now.isoformat()}

    def add_fault(_: Mapping[str, str], body: Any) -> Answer:  # noqa: ANN401 - any JSON
        faults.add(Fault(**body))
        return HTTPStatus.CREATED, {}

    def clear_faults(_: Mapping[str, str], __: object) -> Answer:
        faults.clear()
        return HTTPStatus.OK, {}

    def recycle(names: Mapping[str, str], _: object) -> Answer:
        return HTTPStatus.OK, {"ended": plane.recycle(names["name"])}

    def die(names: Mapping[str, str], body: Any) -> Answer:  # noqa: ANN401 - any JSON
        name = names["name"]
        if not exists(settings.account_id, name):
            return HTTPStatus.NOT_FOUND, {"error": f"no function {name}"}
        plane.deaths.order(
            Death(
                function=name,
                after_calls=int(body["after_calls"]),
                after_done=bool(body.get("after_done", False)),
            )
        )
        return HTTPStatus.CREATED, {}

    return [
        Control(method=method, path=re.compile(path), handle=handle)
        for method, path, handle in (
            ("GET", "health", health),
            ("GET", "clock", tell),
            ("POST", "clock", move),
            ("POST", "faults", add_fault),
            ("DELETE", "faults", clear_faults),
            ("POST", r"functions/(?P<name>[\w-]+)/recycle", recycle),
            ("POST", r"functions/(?P<name>[\w-]+)/die", die),
        )
    ]
