import json
from threading import Thread

import pytest
from werkzeug import Request, Response
from werkzeug.serving import make_server

from deployment.asking import Asking
from model_store.manifest import Golden

GOLDEN = Golden(instances=("a", "b"), predictions=("x", "y"))


@pytest.fixture
def api():
    """Serve the answer that a test wants; gives it, the requests and the address."""
    told = {"status": 200, "body": b'["x", "y"]', "requests": []}

    @Request.application
    def answer(request):
        told["requests"].append((request.headers["x-api-key"], request.get_json()))
        return Response(told["body"], told["status"])

    server = make_server("127.0.0.1", 0, answer)
    Thread(target=server.serve_forever, daemon=True).start()
    told["url"] = f"http://127.0.0.1:{server.port}/predict"
    yield told
    server.shutdown()


def ask(api, **changes):
    asking = Asking(
        **{
            "url": api["url"],
            "key": "k",
            "golden": GOLDEN,
            "exact": True,
            "pause_seconds": 0,
        }
        | changes
    )
    return asking.for_seconds(0, least=3)


def test_golden_instances_are_sent_and_their_predictions_are_right(api):
    answers = ask(api)

    assert [answer.wrong for answer in answers] == ["", "", ""]
    assert all(answer.milliseconds > 0 for answer in answers)
    assert api["requests"] == [("k", ["a", "b"])] * 3


@pytest.mark.parametrize(
    ("status", "body", "wrong"),
    [
        (503, b"no", "503 b'no'"),
        (200, b'["x", "z"]', "other predictions"),
        (200, b'["x"]', "other predictions"),
        (200, b"{}", "other predictions"),
        (200, b"<html>", "Expecting value"),
    ],
)
def test_all_else_is_wrong_and_says_why(api, status, body, wrong):
    api.update(status=status, body=body)

    assert all(wrong in answer.wrong for answer in ask(api))


def test_numbers_may_differ_in_the_last_digit(api):
    golden = Golden(instances=(1,), predictions=(0.1 + 0.2,))
    api["body"] = json.dumps([0.3]).encode()

    assert [a.wrong for a in ask(api, golden=golden, exact=False)] == [""] * 3


def test_nobody_there_is_wrong(api):
    assert all(a.wrong for a in ask(api, url="http://127.0.0.1:1/predict"))
