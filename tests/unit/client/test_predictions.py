"""Asking a deployed model: patient with it, and short with the caller's faults."""

import email.utils
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from client.addresses import read_addresses
from client.patience import Patience
from client.predictions import Predictions
from client.rounds import Rounds
from client.transport import HttpTransport
from model.errors import PredictionError, UnavailableError

NOW = 1_900_000_000


class Endpoint:
    """Gives the answers of a list, then predictions; remembers what it was asked."""

    def __init__(self) -> None:
        self.answers = []
        self.requests = []
        self.model = {"name": "tiny", "version": "1"}
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                length = int(self.headers["content-length"])
                body = json.loads(self.rfile.read(length))
                endpoint.requests.append((dict(self.headers), body))
                status, headers, answer = endpoint.next_answer(body)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                data = answer if isinstance(answer, bytes) else json.dumps(answer)
                data = data if isinstance(data, bytes) else data.encode()
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/predict"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}
        )
        self._thread.start()

    def next_answer(self, body):
        if self.answers:
            return self.answers.pop(0)
        found = {
            "predictions": [one.upper() for one in body["instances"]],
            "model": self.model,
        }
        if body.get("parameters", {}).get("probabilities"):
            found["probabilities"] = [[0.5, 0.5] for _ in body["instances"]]
            found["classes"] = ["a", "b"]
        return 200, {}, found

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def asking(url, patience):
    rounds = Rounds(read_addresses([url]), HttpTransport(), patience)
    return Predictions(rounds, "the-key")


@pytest.fixture
def endpoint():
    found = Endpoint()
    yield found
    found.close()


@pytest.fixture
def waits():
    return []


@pytest.fixture
def client(endpoint, waits):
    patience = Patience(
        tries=4, sleep=waits.append, uniform=lambda _, high: high, now=lambda: NOW
    )
    return asking(endpoint.url, patience)


def failure(status, code="throttled", **headers):
    error = {"code": code, "message": "not now", "request_id": "r-1"}
    return status, headers, {"error": error}


def test_instances_go_in_batches_with_the_key(client, endpoint):
    answer = client.predict(["a", "b", "c", "d", "e"], batch=2)

    assert answer.predictions == ["A", "B", "C", "D", "E"]
    assert answer.models == [endpoint.model]
    assert [body["instances"] for _, body in endpoint.requests] == [
        ["a", "b"],
        ["c", "d"],
        ["e"],
    ]
    for headers, _ in endpoint.requests:
        assert headers["x-api-key"] == "the-key"
        assert headers["content-type"] == "application/json"


def test_probabilities_are_asked_for_and_joined(client):
    answer = client.predict(["a", "b", "c"], batch=2, probabilities=True)

    assert answer.probabilities == [[0.5, 0.5]] * 3
    assert answer.classes == ["a", "b"]


def test_every_model_that_answered_is_named(client, endpoint):
    new = {"name": "tiny", "version": "2"}
    endpoint.answers = [(200, {}, {"predictions": ["x"], "model": new})]

    answer = client.predict(["a", "b"], batch=1)

    assert answer.models == [new, endpoint.model]


@pytest.mark.parametrize("status", [429, 503])
def test_what_passes_by_itself_is_asked_again_later_each_time(
    client, endpoint, waits, status
):
    endpoint.answers = [failure(status)] * 3

    assert client.predict(["a"], batch=1).predictions == ["A"]
    assert waits == [0.5, 1.0, 2.0]


def test_it_gives_up_in_the_end(client, endpoint, waits):
    endpoint.answers = [failure(429)] * 9

    with pytest.raises(UnavailableError, match=r"throttled: not now .*tried 4 times"):
        client.predict(["a"], batch=1)

    assert len(endpoint.requests) == 4
    assert len(waits) == 3


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("7", 7.0),
        ("0", 0.5),
        (email.utils.formatdate(NOW + 9, usegmt=True), 9.0),
        (email.utils.formatdate(NOW - 9, usegmt=True), 0.5),
        ("soon", 0.5),
        ("²", 0.5),
        ("-3", 0.5),
    ],
)
def test_a_time_that_the_server_names_is_believed(client, endpoint, waits, value, wait):
    headers = {"Retry-After": value.encode().decode("latin-1")}
    endpoint.answers = [(503, headers, {"error": {"code": "c", "message": "m"}})]

    client.predict(["a"], batch=1)

    assert waits == [wait]


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 415, 422, 500, 504])
def test_what_the_caller_must_mend_is_not_asked_again(client, endpoint, waits, status):
    endpoint.answers = [failure(status, code="invalid_instance")]

    with pytest.raises(PredictionError) as raised:
        client.predict(["a"], batch=1)

    assert f"HTTP {status}, invalid_instance: not now [request r-1]" in str(
        raised.value
    )
    assert (len(endpoint.requests), waits) == (1, [])


@pytest.mark.parametrize(
    "body", [b"<html>Bad gateway</html>", b"\xff", b"", b'"x"', b'{"error": 1}']
)
def test_an_error_that_is_not_in_the_error_form_is_shown_anyway(client, endpoint, body):
    endpoint.answers = [(400, {}, body)]

    with pytest.raises(PredictionError, match="HTTP 400, "):
        client.predict(["a"], batch=1)


@pytest.mark.parametrize(
    "body", [b"<html></html>", {"message": "hi"}, ["A"], {"predictions": 1}]
)
def test_an_address_of_something_else_is_noticed(client, endpoint, body):
    endpoint.answers = [(200, {}, body)]

    with pytest.raises(PredictionError, match="without predictions"):
        client.predict(["a"], batch=1)


def test_a_redirect_does_not_get_the_key(client, endpoint):
    endpoint.answers = [(302, {"Location": endpoint.url}, b"")]

    with pytest.raises(PredictionError, match="HTTP 302"):
        client.predict(["a"], batch=1)

    assert len(endpoint.requests) == 1


def test_nobody_there(waits):
    patience = Patience(tries=2, sleep=waits.append)

    with pytest.raises(UnavailableError, match=r"cannot be reached.*tried 2 times"):
        asking("http://127.0.0.1:1/predict", patience).predict(["a"], batch=1)

    assert len(waits) == 1


def test_an_answer_that_never_comes(endpoint, waits):
    def slow(_body):
        time.sleep(0.5)
        return failure(503)

    endpoint.next_answer = slow
    patience = Patience(tries=1, read_seconds=0.1, sleep=waits.append)

    with pytest.raises(UnavailableError, match="cannot be reached"):
        asking(endpoint.url, patience).predict(["a"], batch=1)


@pytest.mark.parametrize("url", ["reviews.json", "ftp://a/b", "http://"])
def test_what_is_no_address_says_so(url):
    with pytest.raises(PredictionError, match="is no address"):
        asking(url, Patience(tries=1)).predict(["a"], batch=1)


def test_waits_grow_to_a_limit_and_never_come_together():
    patience = Patience()

    for failures in range(1, 12):
        longest = min(0.5 * 2 ** (failures - 1), 20.0)
        waits = {patience.delay(failures, None) for _ in range(50)}
        assert all(longest / 2 <= wait <= longest for wait in waits)
        assert len(waits) > 40
