"""One WSGI application for everything the local AWS answers."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    create_backend_app,
)

from local_aws.settings import ServerSettings

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

EXECUTE_API = "/_aws/execute-api/"
CONTROLS = "/_local/"


class LocalAwsApp:
    """Sends a request to the data planes, the test controls or moto."""

    def __init__(
        self, settings: ServerSettings, gateway: "WSGIApplication | None"
    ) -> None:
        """Take the data plane of API Gateway, or None where there is none."""
        self._settings = settings
        self._gateway = gateway
        self._moto: Any = DomainDispatcherApplication(create_backend_app)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "")
        if path.startswith(EXECUTE_API) and self._gateway is not None:
            return self._gateway(environ, start_response)
        if path.startswith(CONTROLS):
            body = json.dumps({"status": "ok"}).encode()
            start_response(
                "200 OK",
                [
                    ("Content-Type", "application/json"),
                    ("Content-Length", str(len(body))),
                ],
            )
            return [body]
        return self._moto(environ, start_response)
