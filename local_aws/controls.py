"""Test controls below `/_local/`; AWS has nothing like them.

GET    /_local/health   200 once everything is up
POST   /_local/faults   the next calls fail: {"service", "operation", "calls",
                        "code", "status"} and, if wanted, "message" and
                        "from_functions"
DELETE /_local/faults   no more faults
POST   /_local/functions/NAME/recycle
                        its idle environments end, as AWS may do at any time
"""

import json
import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from local_aws.faults import Fault, Faults
from local_aws.runtime.plane import LambdaPlane
from local_aws.settings import ServerSettings

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

PREFIX = "/_local/"

_RECYCLE = re.compile(r"POST functions/(?P<name>[\w-]+)/recycle")


class Controls:
    """The WSGI application of the test controls."""

    def __init__(
        self, settings: ServerSettings, faults: Faults, plane: LambdaPlane
    ) -> None:
        """Take the faults that calls are held against, and where functions run."""
        self._settings = settings
        self._faults = faults
        self._plane = plane

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

    def _answer(
        self, method: str, path: str, body: bytes
    ) -> tuple[HTTPStatus, dict[str, Any]]:
        if (method, path) == ("GET", "health"):
            return HTTPStatus.OK, {"status": "ok", "url": self._settings.url}
        if (method, path) == ("POST", "faults"):
            return self._add_fault(body)
        if (method, path) == ("DELETE", "faults"):
            self._faults.clear()
            return HTTPStatus.OK, {}
        recycled = _RECYCLE.fullmatch(f"{method} {path}")
        if recycled:
            return HTTPStatus.OK, {"ended": self._plane.recycle(recycled["name"])}
        return HTTPStatus.NOT_FOUND, {"error": f"no control {method} {path}"}

    def _add_fault(self, body: bytes) -> tuple[HTTPStatus, dict[str, Any]]:
        try:
            self._faults.add(Fault(**json.loads(body)))
        except (TypeError, ValueError) as error:
            return HTTPStatus.BAD_REQUEST, {"error": str(error)}
        return HTTPStatus.CREATED, {}
