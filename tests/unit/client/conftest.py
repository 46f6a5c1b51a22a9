"""Regions on loopback, each well or failing in a way of its own."""

import json
import socket
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from client.patience import Patience

NOW = 1_900_000_000


class Region:
    """A server of /inferences and /predict; remembers what it was asked."""

    def __init__(self, name: str, answer) -> None:
        """Answer by `answer(region, method, path, headers, body)`; None hangs up."""
        self.name = name
        self.answer = answer
        self.requests = []
        self.records = {}
        self.stopped = threading.Event()
        region = self

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self):
                length = int(self.headers.get("content-length", 0))
                body = json.loads(self.rfile.read(length)) if length else None
                headers = {name.lower(): value for name, value in self.headers.items()}
                region.requests.append((self.command, self.path, headers, body))
                found = region.answer(region, self.command, self.path, headers, body)
                if found is None:
                    self.connection.shutdown(socket.SHUT_RDWR)
                    self.close_connection = True
                    return
                status, more, content = found
                data = json.dumps(content).encode()
                self.send_response(status)
                for header in more.items():
                    self.send_header(*header)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = handle_any  # noqa: N815 - http.server's names

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_):
                """Say nothing of clients that went away."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}
        )
        self._thread.start()

    def close(self):
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def regions():
    """Make Regions; they end with the test."""
    made = []

    def make(name, answer):
        made.append(Region(name, answer))
        return made[-1]

    yield make
    for one in made:
        one.close()


@dataclass
class FakeTime:
    """A clock that only sleeping moves."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def patience(self, **other) -> Patience:
        settings = {
            "tries": 3,
            "read_seconds": 5.0,
            "sleep": self.sleep,
            "uniform": lambda _, high: high,
            "now": lambda: NOW + self.seconds,
            "monotonic": lambda: self.seconds,
        }
        return Patience(**{**settings, **other})


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()
