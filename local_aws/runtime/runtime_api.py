"""The Runtime API: how a function's runtime gets events and gives answers.

One server an execution environment, on its own port of the loopback interface,
so that a runtime can reach no event but its own.

Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import json
import socket
import threading
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol

_PREFIX = "/2018-06-01/runtime/"
_ACCEPTED = b'{"status":"OK"}'


@dataclass(frozen=True, kw_only=True)
class Event:
    """What one invocation hands to the runtime.

    Attributes:
        request_id: Of the invocation.
        payload: JSON.
        deadline_ms: When the function runs out of time, Unix milliseconds.
        function_arn: As it was invoked, with its qualifier.
        trace_id: X-Ray's header.
        client_context: JSON, or None.

    """

    request_id: str
    payload: bytes
    deadline_ms: int
    function_arn: str
    trace_id: str
    client_context: str | None


class Invocations(Protocol):
    """What the server asks and tells."""

    def next_event(self) -> Event | None:
        """Wait for an event; None once the environment is closed."""

    def answer(self, request_id: str, payload: bytes) -> HTTPStatus:
        """Take the function's answer."""

    def fail(
        self, request_id: str, error_type: str | None, payload: bytes
    ) -> HTTPStatus:
        """Take the function's error."""

    def fail_init(self, error_type: str | None, payload: bytes) -> None:
        """Take the error that ended the INIT phase."""


class RuntimeApi:
    """Serves one environment from construction until `close`."""

    def __init__(self, invocations: Invocations, host: str = "127.0.0.1") -> None:
        """Listen on a free port of the host's address."""
        self._host = host
        self._server = _Server((host, 0), _Handler)
        self._server.invocations = invocations
        self.port: int = self._server.server_address[1]
        self._closing = False
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        # Without polling: an idle environment costs nothing.
        while not self._closing:
            self._server.handle_request()

    def close(self) -> None:
        """Stop listening."""
        self._closing = True
        # Wakes the thread that waits for a connection.
        with socket.create_connection((self._host, self.port)):
            pass
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A killed runtime's threads may wait for ever; nobody is to wait for them.
    block_on_close = False
    invocations: Invocations

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a killed runtime resets its connections."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    # Head and body in one segment: no waiting for a delayed acknowledgement.
    wbufsize = 65536
    server: _Server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing: each invocation has its lines in the function's log."""

    def do_GET(self) -> None:
        if self.path != f"{_PREFIX}invocation/next":
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        event = self.server.invocations.next_event()
        if event is None:
            self.close_connection = True
            return
        self.send_response(HTTPStatus.OK)
        self.send_header("Lambda-Runtime-Aws-Request-Id", event.request_id)
        self.send_header("Lambda-Runtime-Deadline-Ms", str(event.deadline_ms))
        self.send_header("Lambda-Runtime-Invoked-Function-Arn", event.function_arn)
        self.send_header("Lambda-Runtime-Trace-Id", event.trace_id)
        if event.client_context is not None:
            self.send_header("Lambda-Runtime-Client-Context", event.client_context)
        self._finish(event.payload)

    def do_POST(self) -> None:
        body = self._body()
        error_type = self.headers.get("Lambda-Runtime-Function-Error-Type")
        steps = self.path.removeprefix(_PREFIX).split("/")
        match steps:
            case ["init", "error"]:
                self.server.invocations.fail_init(error_type, body)
                status = HTTPStatus.ACCEPTED
            case ["invocation", request_id, "response"]:
                status = self.server.invocations.answer(request_id, body)
            case ["invocation", request_id, "error"]:
                status = self.server.invocations.fail(request_id, error_type, body)
            case _:
                status = HTTPStatus.NOT_FOUND
        if status is HTTPStatus.ACCEPTED:
            self.send_response(status)
            self._finish(_ACCEPTED)
        else:
            self._refuse(status)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline().partition(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _refuse(self, status: HTTPStatus) -> None:
        error_type = {
            HTTPStatus.BAD_REQUEST: "InvalidRequestID",
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "RequestEntityTooLarge",
        }.get(status, "NotFound")
        self.send_response(status)
        self._finish(
            json.dumps(
                {"errorMessage": status.phrase, "errorType": error_type}
            ).encode()
        )

    def _finish(self, body: bytes) -> None:
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()
