"""Reads requests and writes answers on connections that are kept open.

werkzeug's own handler closes each connection. A client that has just been
answered on one that is closing may take the call for lost and make it again:
Terraform then creates things twice.
"""

import logging
from collections.abc import Callable
from http import HTTPStatus
from io import BufferedIOBase
from typing import TYPE_CHECKING, Any

from moto.moto_server.werkzeug_app import MotoRequestHandler

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

# The headers as they were sent: WSGI loses the case of their names and joins
# those that come twice, and the event of a Lambda proxy integration has both.
HEADERS = "local_aws.headers"

# Longer than clients keep a connection that they do not use (Go's: 90 s), so that
# none is closed under a request.
_IDLE_SECONDS = 300

# What is read of a body that the application left unread, to get to the next
# request; with more, the connection is closed instead.
_DRAIN_LIMIT = 64 * 1024 * 1024
_DRAIN_STEP = 1024 * 1024

_WITHOUT_BODY = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)

logger = logging.getLogger(__name__)


class RequestHandler(MotoRequestHandler):
    """Serves a WSGI application over HTTP/1.1."""

    protocol_version = "HTTP/1.1"
    timeout = _IDLE_SECONDS
    # Answers leave in several pieces; each would wait 40 ms for the last one's
    # acknowledgement.
    disable_nagle_algorithm = True
    # A small answer leaves in one piece: Go's client, on a busy machine, closes a
    # connection whose answer came before it was done with the request, and loses
    # what is still on its way.
    wbufsize = -1

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log a request that was answered."""
        logger.info("%s %s %s %s", self.command, self.path, code, size)

    def make_environ(self) -> "WSGIEnvironment":
        """Return the environment of a request."""
        environ: WSGIEnvironment = super().make_environ()
        environ[HEADERS] = tuple(self.headers.items())
        if "wsgi.input_terminated" not in environ:  # else its chunks end it
            length = environ.get("CONTENT_LENGTH") or "0"
            if not length.isdigit():
                self.close_connection = True
                length = "0"
            environ["wsgi.input"] = _Body(self.rfile, int(length))
        return environ

    def run_wsgi(self) -> None:
        """Answer one request."""
        if self.headers.get("Expect", "").strip().lower() == "100-continue":
            self.send_response_only(HTTPStatus.CONTINUE)
            self.end_headers()
            self.wfile.flush()
        self.environ = environ = self.make_environ()
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], *_: object
        ) -> Callable[[bytes], object]:
            begun.append((status, headers))
            return lambda _: None

        try:
            pieces = self.server.app(environ, start_response)
            body = b"".join(pieces)
            status, headers = begun[-1]
        except Exception:
            # The next request on the connection is not to suffer for this one.
            logger.exception("%s %s", self.command, self.path)
            body = b"The local AWS failed: its log says why."
            status, headers = "500 Internal Server Error", []
        if not _drained(environ["wsgi.input"]):
            self.close_connection = True
        self._send(status, headers, body)

    def _send(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        code, _, phrase = status.partition(" ")
        self.send_response(int(code), phrase)
        for name, value in headers:
            self.send_header(name, value)
        bare = int(code) in _WITHOUT_BODY
        if not bare and not any(n.lower() == "content-length" for n, _ in headers):
            self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if not bare and self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()


class _Body(BufferedIOBase):
    """A request's body, which ends where its Content-Length says."""

    def __init__(self, stream: Any, length: int) -> None:  # noqa: ANN401 - a socket's file
        self._stream = stream
        self._left = length

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        data: bytes = self._stream.read(wanted) if wanted else b""
        self._left = self._left - len(data) if data else 0
        return data

    read1 = read

    def readline(self, size: int | None = -1) -> bytes:
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        data: bytes = self._stream.readline(wanted) if wanted else b""
        self._left -= len(data)
        return data


def _drained(body: Any) -> bool:  # noqa: ANN401 - ours, or werkzeug's for chunks
    """Read what is left of a body; tell whether that brought it to its end."""
    read = 0
    try:
        while read < _DRAIN_LIMIT:
            data = body.read(_DRAIN_STEP)
            if not data:
                return True
            read += len(data)
    except OSError:  # chunks that are none
        logger.info("a body does not end as it should")
    return False
