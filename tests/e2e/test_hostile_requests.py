"""Whatever is sent, the answer has our form and the right status."""

import base64
import json
import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.deployment import Answer, Deployment
from tests.support.openapi import check_answer

# What the contract knows; 500 is the model's own fault, and ours has none.
STATUSES = {200, 400, 403, 404, 405, 413, 415, 422, 429, 431, 503}

# Words of the inside that no caller may read.
INNER = ("Traceback", "sklearn", "numpy", "/var/task", "botocore", ".py", "Error(")

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: (
        st.lists(children, max_size=5)
        | st.dictionaries(st.text(max_size=10), children, max_size=5)
    ),
    max_leaves=20,
)
payloads = json_values | st.fixed_dictionaries(
    {"instances": json_values},
    optional={"parameters": json_values, "traffic_class": json_values},
)
bodies = st.binary(max_size=200) | payloads.map(
    lambda value: json.dumps(value).encode()
)
header_text = st.text(string.ascii_letters + string.digits + " /;=,.*+-", max_size=40)
headers = st.fixed_dictionaries(
    {},
    optional={
        "content-type": header_text
        | st.sampled_from(
            ["application/json; charset=latin-1", "text/plain", "APPLICATION/JSON"]
        ),
        "accept": header_text,
        "x-amzn-trace-id": header_text,
        "accept-encoding": header_text,
    },
)


@pytest.fixture(scope="module")
def key(deployment: Deployment):
    with deployment.client_key("hostile") as value:
        yield value


def assert_honest(answer: Answer, *, method: str = "post") -> None:
    """Hold an answer against the contract: form, status, nothing of the inside."""
    assert answer.status in STATUSES, answer
    check_answer(
        method=method,
        path="/predict",
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
    )
    if answer.status != 200:
        assert set(answer.body) == {"error"}
        assert set(answer.body["error"]) == {"code", "message", "request_id"}
        text = json.dumps(answer.body)
        assert not [word for word in INNER if word in text], text


@given(body=bodies, sent=headers)
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_body_under_any_headers(deployment: Deployment, key: str, body, sent):
    answer = deployment.request(body=body, headers={**sent, "x-api-key": key})

    assert_honest(answer)


NAMED = {
    "nothing": (b"", 400, None),
    "not JSON": (b"{", 400, None),
    "NaN": (b"[NaN]", 400, "invalid_json"),
    "infinity by overflow": (b"[1e999]", 400, None),
    "deep nesting": (b"[" * 100_000 + b"]" * 100_000, 400, None),
    "no instances": (b"[]", 400, None),
    "an empty envelope": (b'{"instances": []}', 400, "no_instances"),
    "a wrong type in the middle": (
        json.dumps({"instances": ["a"] * 50 + [7] + ["a"] * 50}).encode(),
        400,
        "invalid_instance",
    ),
    "invalid UTF-8": (b'["\xff\xfe"]', None, None),
    "base64": (base64.b64encode(b'["text"]'), 400, None),
}


@pytest.mark.parametrize("name", NAMED)
def test_known_attacks(deployment: Deployment, key: str, name: str):
    body, status, code = NAMED[name]

    answer = deployment.request(body=body, headers={"x-api-key": key})

    assert_honest(answer)
    if status is not None:
        assert answer.status == status, answer
    if code is not None:
        assert answer.body["error"]["code"] == code


def test_the_first_bad_index_is_named(deployment: Deployment, key: str):
    if deployment.demo["model"]["name"] != "newsgroups":
        pytest.skip("the tabular fallback model takes no strings; unit tests cover it")
    answer = deployment.predict({"instances": ["a", "b", 3, 4]}, key=key)

    assert answer.status == 400
    assert "2" in answer.body["error"]["message"]


def test_a_hundred_thousand_instances(deployment: Deployment, key: str):
    instance = deployment.demo["instances"][0]
    small = "a" if isinstance(instance, str) else instance

    answer = deployment.predict([small] * 100_000, key=key)

    assert_honest(answer)
    assert answer.status in {200, 413}
    if answer.status == 200:
        assert len(answer.body) == 100_000


@pytest.mark.parametrize("size", [6_300_000, 10_500_000])
def test_six_megabytes_and_over(deployment: Deployment, key: str, size: int):
    answer = deployment.request(
        body=json.dumps(["a" * size]).encode(), headers={"x-api-key": key}
    )

    assert_honest(answer)
    assert answer.status == 413


def test_get_on_predict(deployment: Deployment):
    answer = deployment.request("GET")

    assert (answer.status, answer.body["error"]["code"]) == (405, "method_not_allowed")
    assert_honest(answer, method="get")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods(deployment: Deployment, method: str):
    assert deployment.request(method).status == 405


def test_an_unknown_path(deployment: Deployment):
    answer = deployment.request(url=deployment.demo["url"] + "/nothing")

    assert (answer.status, answer.body["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize("headers", [{}, {"x-api-key": "not-a-key-of-this-api"}])
def test_without_a_key(deployment: Deployment, headers):
    answer = deployment.request(body=b'["text"]', headers=headers)

    assert (answer.status, answer.body["error"]["code"]) == (403, "forbidden")
    assert_honest(answer)


def test_another_content_type(deployment: Deployment, key: str):
    answer = deployment.request(
        body=b"text", headers={"content-type": "text/plain", "x-api-key": key}
    )

    assert (answer.status, answer.body["error"]["code"]) == (
        415,
        "unsupported_media_type",
    )


def test_health_needs_no_key(deployment: Deployment):
    url = deployment.local.api_url(deployment.outputs["health_url"])

    answer = deployment.request("GET", url=url)

    assert (answer.status, answer.body) == (200, {"status": "ok"})


def test_a_client_over_its_rate_is_throttled_in_our_form(deployment: Deployment):
    with deployment.client_key("burst", rate=1, burst=2) as key:
        answers = [deployment.predict(["a"], key=key) for _ in range(8)]

    throttled = [a for a in answers if a.status == 429]
    assert throttled
    assert throttled[0].body["error"]["code"] == "throttled"
    assert_honest(throttled[0])


def test_a_client_over_its_quota_is_throttled_in_our_form(deployment: Deployment):
    with deployment.client_key("quota", quota=2) as key:
        answers = [deployment.predict(["a"], key=key) for _ in range(4)]

    assert [a.status for a in answers[2:]] == [429, 429]
    assert_honest(answers[-1])
