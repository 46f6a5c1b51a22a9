"""A request as the gateway reads it, and the answer that it gives."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from local_aws.request_handler import HEADERS

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request.

    Attributes:
        method: Upper case.
        path: Below the stage, percent-encoded, beginning with "/".
        headers: In order, one entry for each line.
        query: Decoded, in order.
        body: None if it was larger than is read.
        source_ip: Of the client.
        protocol: "HTTP/1.1".

    """

    method: str
    path: str
    headers: Headers
    query: Headers
    body: bytes | None
    source_ip: str
    protocol: str

    def header(self, name: str) -> str | None:
        """Return a header's last value; names are blind to case."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return values[-1] if values else None

    @property
    def media_type(self) -> str | None:
        """The content type without its parameters, lower case."""
        content_type = self.header("content-type")
        return content_type.partition(";")[0].strip().lower() if content_type else None


@dataclass(frozen=True, kw_only=True)
class Response:
    """One answer.

    Attributes:
        status: 100 to 599.
        headers: In order.
        body: Bytes.

    """

    status: int
    headers: Headers = ()
    body: bytes = field(default=b"", repr=False)

    def send(
        self, start_response: "StartResponse", *, with_body: bool
    ) -> Iterable[bytes]:
        """Send it; without its body for HEAD."""
        try:
            phrase = HTTPStatus(self.status).phrase
        except ValueError:
            phrase = "Unknown"
        length = ("Content-Length", str(len(self.body)))
        start_response(f"{self.status} {phrase}", [*self.headers, length])
        return [self.body] if with_body and self.body else []


def read_request(environ: "WSGIEnvironment", path: str, body_limit: int) -> Request:
    """Return the request; its body, chunked or not, is read up to the limit.

    Args:
        environ: Of the WSGI server.
        path: What of the path is the API's, percent-encoded.
        body_limit: Bytes; a larger body is read and dropped.

    """
    return Request(
        method=environ["REQUEST_METHOD"].upper(),
        path=path,
        headers=_headers(environ),
        query=tuple(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)),
        body=_body(environ, body_limit),
        source_ip=environ.get("REMOTE_ADDR", "127.0.0.1"),
        protocol=environ.get("SERVER_PROTOCOL", "HTTP/1.1"),
    )


def raw_path(environ: "WSGIEnvironment") -> str:
    """Return the path as it was sent, percent-encoded, without the query."""
    uri: str = environ.get("RAW_URI") or environ.get("REQUEST_URI") or ""
    if not uri.startswith("/"):
        # The absolute form, which a proxy's clients use.
        uri = "/" + uri.partition("://")[2].partition("/")[2]
    return uri.partition("?")[0]


def _headers(environ: "WSGIEnvironment") -> Headers:
    """Return the headers; they come as Latin-1, whatever they are."""
    return tuple(
        (name, value.strip().encode("latin-1", "replace").decode("utf-8", "replace"))
        for name, value in environ[HEADERS]
    )


def _body(environ: "WSGIEnvironment", limit: int) -> bytes | None:
    stream = environ["wsgi.input"]
    length = environ.get("CONTENT_LENGTH")
    if environ.get("wsgi.input_terminated"):
        left = None
    else:
        left = int(length) if length else 0
    parts: list[bytes] = []
    size = 0
    while left is None or left > 0:
        part: bytes = stream.read(65536 if left is None else min(left, 65536))
        if not part:
            break
        left = None if left is None else left - len(part)
        size += len(part)
        # The rest is read all the same: the connection goes on to be used.
        if size <= limit:
            parts.append(part)
    return b"".join(parts) if size <= limit else None
