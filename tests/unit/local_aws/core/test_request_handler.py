"""Connections stay open, whatever became of the request before."""

import contextlib
import http.client
import threading

import pytest
from werkzeug.serving import make_server

from local_aws.request_handler import HEADERS, RequestHandler

_STATUSES = {"/nothing": "204 No Content", "/same": "304 Not Modified"}


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/fails":
        raise RuntimeError
    body = environ["wsgi.input"].read() if path == "/echo" else b"unread"
    if path == "/headers":
        body = repr(environ[HEADERS]).encode()
    status = _STATUSES.get(path, "200 OK")
    start_response(status, [("X-Answer", "yes")])
    return [body]


@pytest.fixture
def serve():
    """Serve the application with a handler; gives a client that is connected."""
    with contextlib.ExitStack() as stack:

        def start(handler):
            server = make_server(
                "127.0.0.1", 0, application, threaded=True, request_handler=handler
            )
            stack.callback(server.server_close)
            thread = threading.Thread(target=server.serve_forever, args=(0.05,))
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.shutdown)
            client = http.client.HTTPConnection(
                "127.0.0.1", server.server_port, timeout=5
            )
            client.connect()
            stack.callback(client.close)
            return client

        yield start


@pytest.fixture
def connection(serve):
    return serve(RequestHandler)


def ask(connection, method, path, body=None, **options):
    connection.request(method, path, body, **options)
    answer = connection.getresponse()
    return answer.status, answer.read(), answer


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("POST", "/echo", b"said", (200, b"said")),
        ("POST", "/unread", b"x" * 3_000_000, (200, b"unread")),
        ("GET", "/nothing", None, (204, b"")),
        ("HEAD", "/echo", None, (200, b"")),
        ("POST", "/fails", b"x", (500, b"The local AWS failed: its log says why.")),
    ],
)
def test_the_next_request_goes_by_the_same_connection(
    connection, method, path, body, expected
):
    used = connection.sock

    status, text, answer = ask(connection, method, path, body)

    assert (status, text) == expected
    assert not answer.will_close
    assert ask(connection, "POST", "/echo", b"next")[:2] == (200, b"next")
    assert connection.sock is used


@pytest.mark.parametrize("path", ["/nothing", "/same"])
def test_an_answer_without_a_body_has_no_length_either(connection, path):
    # Read as it comes: a client may leave out a body that is there.
    connection.sock.sendall(
        f"GET {path} HTTP/1.1\r\nHost: local\r\nConnection: close\r\n\r\n".encode()
    )

    received = b"".join(iter(lambda: connection.sock.recv(65_536), b""))

    head, _, body = received.partition(b"\r\n\r\n")
    assert b"X-Answer: yes" in head
    assert b"content-length" not in head.lower()
    assert body == b""


def test_a_small_answer_leaves_in_one_piece(serve):
    written, go_on = threading.Event(), threading.Event()

    class Pausing(RequestHandler):
        def end_headers(self):
            super().end_headers()
            written.set()
            assert go_on.wait(5)

    client = serve(Pausing)
    client.request("GET", "/unread")
    assert written.wait(5)
    client.sock.setblocking(False)  # noqa: FBT003 - the socket's own

    with pytest.raises(BlockingIOError):
        client.sock.recv(1)

    client.sock.settimeout(5)
    go_on.set()
    assert client.getresponse().read() == b"unread"


def test_a_body_in_chunks_is_read_to_its_end(connection):
    chunks = iter([b"first ", b"second"])

    read = ask(connection, "POST", "/echo", chunks, encode_chunked=True)

    assert read[:2] == (200, b"first second")
    assert ask(connection, "POST", "/unread", iter([b"a"]))[:2] == (200, b"unread")
    assert ask(connection, "POST", "/echo", b"next")[:2] == (200, b"next")


def test_a_length_that_is_none_ends_the_connection(connection):
    connection.putrequest("POST", "/echo")
    connection.putheader("Content-Length", "-5")
    connection.endheaders()

    assert connection.getresponse().will_close


def test_headers_are_kept_as_they_were_sent(connection):
    connection.putrequest("GET", "/headers")
    for value in ("1", "2"):
        connection.putheader("x-Twice", value)
    connection.endheaders()

    text = connection.getresponse().read().decode()

    assert "('x-Twice', '1'), ('x-Twice', '2')" in text
