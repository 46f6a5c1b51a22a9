"""`inferway smoke` as a person, or a pipeline, types it."""

import io
import json
import sys

import pytest

from tests.support.model_stores import BUCKET
from tests.support.served import REGION, serving
from tests.unit.smoke.conftest import OF_A_FUNCTION, OF_AN_ENDPOINT, outputs


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("smoke-command")) as served:
        yield served


@pytest.fixture(autouse=True)
def bucket(served, monkeypatch):
    for name, value in served.local.environment(REGION).items():
        monkeypatch.setenv(name, value)
    s3 = served.client("s3")
    s3.create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    yield
    s3.delete_bucket(Bucket=BUCKET)


@pytest.fixture
def written(tmp_path):
    def write(data: bytes):
        path = tmp_path / "outputs.json"
        path.write_bytes(data)
        return path

    return write


DEPLOYED = outputs(
    functions={"prediction": OF_A_FUNCTION}, endpoints={"steady": OF_AN_ENDPOINT}
)


def test_what_differs_is_a_table_and_exit_code_1(inferway, written):
    shown = inferway("smoke", written(DEPLOYED), "--timeout", "0")

    assert shown.code == 1
    lines = [line.split() for line in shown.out.splitlines()]
    assert ["WRONG", "function", "prediction", "alias"] in [one[:4] for one in lines]
    assert ["WRONG", "endpoint", "steady", "endpoint"] in [one[:4] for one in lines]
    assert f"nothing is live in {BUCKET}" in shown.out
    assert "3 of 3 checks differ" in shown.out


def test_json_says_the_same(inferway, written):
    shown = inferway("smoke", written(DEPLOYED), "--timeout", "0", "--json")

    assert shown.code == 1
    assert shown.document["right"] is False
    function = shown.document["checks"][1]
    assert function == {
        "target": "function prediction",
        "what": "alias",
        "wanted": "inferway-test-prediction:live",
        "found": "does not exist",
        "right": False,
        "remark": "",
    }


def test_an_environment_that_serves_nothing_is_right(inferway, written):
    shown = inferway("smoke", written(outputs()))

    assert (shown.code, shown.out) == (0, "\nall 0 checks agree with the state\n")


def test_outputs_come_from_stdin_too(inferway, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(outputs())))

    shown = inferway("smoke", "-", "--json")

    assert (shown.code, shown.document) == (0, {"right": True, "checks": []})


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "outputs.json is not JSON"),
        (b"{}", "apply the environment first"),
        (b'{"state_bucket": {"value": "b"}}', "has no output 'served'"),
    ],
)
def test_other_outputs_are_refused(inferway, written, data, said):
    shown = inferway("smoke", written(data), "--json")

    assert (shown.code, shown.document["error"]["code"]) == (1, "refused")
    assert said in shown.document["error"]["message"]


def test_a_file_that_is_not_there(inferway, tmp_path):
    shown = inferway("smoke", tmp_path / "none.json", "--json")

    assert shown.code == 1
    assert "cannot be read" in shown.document["error"]["message"]


def test_who_cannot_ask_learns_why(inferway, written, monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))

    shown = inferway("smoke", written(DEPLOYED), "--json")

    assert (shown.code, shown.document["error"]["code"]) == (3, "unavailable")


def test_a_store_that_is_not_there_is_no_finding(inferway, written):
    source = json.loads(DEPLOYED)
    source["served"]["value"]["model_store"]["bucket"] = "no-such-bucket"

    shown = inferway("smoke", written(json.dumps(source).encode()), "--json")

    assert shown.code == 3
    assert "no-such-bucket does not exist" in shown.document["error"]["message"]
