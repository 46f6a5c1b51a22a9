import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.support.attempts import Clock, ScriptedInvoker, Told
from tests.support.inferences import MemoryDocuments, MemoryRecords, a_record


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def invoker(clock):
    return ScriptedInvoker(clock)


@pytest.fixture
def told():
    return Told()


@pytest.fixture
def record():
    return a_record()


@pytest.fixture
def records(record):
    return MemoryRecords(record)


@pytest.fixture
def documents():
    return MemoryDocuments()


class Served:
    """An HTTP server that answers as it was told and keeps what it was asked."""

    def __init__(self):
        self.answers = [(200, {}, json.dumps({}).encode())]
        self.requests = []
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                served.requests.append((self.path, dict(self.headers), body))
                answers = served.answers
                status, headers, content = (
                    answers.pop(0) if len(answers) > 1 else answers[0]
                )
                if status is None:
                    return
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in headers:
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        # Looked at often, whether it is to end: many tests have a server each.
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )
        self._thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def served():
    found = Served()
    yield found
    found.close()
