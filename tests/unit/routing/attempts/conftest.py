import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from inferences.failures import ModelNotReadyError
from routing.endpoints_answer import EndpointAnswer
from tests.support.inferences import MemoryDocuments, MemoryRecords, a_record

TEXT = '{"predictions":["alt.atheism"]}'
FOUND = EndpointAnswer(
    model_name="newsgroups", model_version="0123456789abcdef", predictions_text=TEXT
)


class Clock:
    """Time that passes only where something takes it."""

    def __init__(self):
        self.seconds = 1000.0
        self.slept = []

    def __call__(self):
        return self.seconds

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.seconds += seconds


class ScriptedInvoker:
    """Does by endpoint what it was told, call by call; the last for ever."""

    def __init__(self, clock):
        self.clock = clock
        self.script = {}
        self.takes = 0.1
        self.calls = []

    def invoke(self, endpoint, payload, *, seconds):
        self.calls.append((endpoint.name, payload, seconds))
        self.clock.seconds += min(self.takes, seconds)
        acts = self.script.get(endpoint.name, [ModelNotReadyError("cold")])
        act = acts.pop(0) if len(acts) > 1 else acts[0]
        if isinstance(act, Exception):
            raise act
        return act

    def asked(self):
        return [name for name, _, _ in self.calls]


class Told:
    def __init__(self):
        self.attempts = []

    def attempted(self, record_id, attempt, failure):
        self.attempts.append((record_id, attempt, failure))


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
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
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
