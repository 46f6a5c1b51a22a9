"""infer as a person types it."""

import pytest

from tests.unit.client.conftest import Region


def succeeded(region, method, path, headers, body):
    content = {
        "id": "7",
        "status": "succeeded",
        "path": "serverless",
        "predictions": ["up", 3],
        "model": {"name": "m", "version": "1"},
    }
    if body.get("parameters", {}).get("probabilities"):
        content |= {"probabilities": [[0.25, 0.75], [1.0, 0.0]], "classes": [0, 1]}
    return 200, {}, content


def away(*_):
    return None


@pytest.fixture
def api():
    region = Region("home", succeeded)
    yield region
    region.close()


@pytest.fixture
def url(api, monkeypatch):
    monkeypatch.setenv("INFERWAY_API_KEY", "from-env")
    return f"{api.url}/inferences"


def test_a_result_as_lines(inferway, api, url):
    shown = inferway("infer", url, "a", "b", "--class", "bulk", "--probabilities")

    assert (shown.code, shown.out) == (0, "up\t[0.25, 0.75]\n3\t[1.0, 0.0]\n")
    [(_, path, headers, body)] = api.requests
    assert (path, headers["x-api-key"]) == ("/inferences", "from-env")
    assert body == {
        "instances": ["a", "b"],
        "traffic_class": "bulk",
        "parameters": {"probabilities": True},
    }
    assert len(headers["idempotency-key"]) == 32


def test_json_says_who_answered_and_under_which_key(inferway, api, url):
    shown = inferway("infer", url, "a", "--idempotency-key", "k 1", "--json")

    assert shown.document == {
        "id": "7",
        "status": "succeeded",
        "path": "serverless",
        "predictions": ["up", 3],
        "model": {"name": "m", "version": "1"},
        "idempotency_key": "k 1",
        "answered_by": "127.0.0.1",
        "resent": [],
    }
    assert api.requests[0][2]["idempotency-key"] == "k 1"


def test_another_region_answers(inferway, api, url):
    shown = inferway("infer", "http://home.invalid/x", "a", "--also", f"second={url}")

    assert (shown.code, shown.out) == (0, "up\n3\n")
    assert "answered by second" in shown.err


def test_what_is_pending_need_not_be_waited_for(inferway, api, url):
    api.answer = lambda *_: (202, {}, {"id": "7", "status": "pending"})

    assert inferway("infer", url, "a", "--no-wait").out == "7 is pending\n"
    late = inferway("infer", url, "a", "--deadline", "0.1")
    assert (late.code, late.out) == (3, "")
    assert "its ID is 7" in late.err


def test_no_region_answers(inferway, api, url):
    api.answer = away

    shown = inferway(
        "infer", url, "a", "--deadline", "0.1", "--idempotency-key", "mine"
    )

    assert shown.code == 3
    assert "--idempotency-key mine" in shown.err


@pytest.mark.parametrize("key", ["", "é", "k" * 129, "a\nb"])
def test_a_key_has_a_form(inferway, api, url, key):
    assert inferway("infer", url, "a", "--idempotency-key", key).code == 2
    assert api.requests == []
