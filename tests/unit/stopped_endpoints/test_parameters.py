"""Records in Parameter Store, of an AWS in process."""

from dataclasses import replace

import boto3
import pytest
from moto import mock_aws

from inferences.errors import UnavailableError
from stopped_endpoints.parameters import SsmStoppedEndpoints
from stopped_endpoints.ports import RecordTooLargeError
from stopped_endpoints.record_json import RecordError, to_json
from tests.unit.stopped_endpoints.records import RECORD

PATH = "/inferway/stopped-tests/stopped"


@pytest.fixture
def ssm(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    # A service of a server elsewhere would not be the one in process.
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield boto3.client("ssm", region_name="eu-west-1")


@pytest.fixture
def stopped(ssm):
    return SsmStoppedEndpoints(ssm, PATH)


def test_a_record_is_created_once(stopped):
    other = replace(RECORD, by="somebody else")

    assert stopped.get("stopped-a") is None
    assert stopped.create(RECORD)
    assert not stopped.create(other)
    assert stopped.get("stopped-a") == RECORD
    stopped.replace(other)
    assert stopped.get("stopped-a") == other
    stopped.delete("stopped-a")
    stopped.delete("stopped-a")
    assert stopped.get("stopped-a") is None
    assert stopped.create(other)


def test_all_of_them_more_than_a_page(stopped, ssm):
    for number in range(12):
        stopped.create(replace(RECORD, endpoint=f"e{number}"))
    ssm.put_parameter(Name=f"{PATH}/broken", Value="{}", Type="String")
    ssm.put_parameter(Name=f"{PATH}/other", Value=to_json(RECORD), Type="String")
    ssm.put_parameter(Name=f"{PATH}-not/e", Value=to_json(RECORD), Type="String")

    found = stopped.all()

    assert len(found) == 14
    assert found["e11"].endpoint == "e11"
    # Not JSON of ours, or of another endpoint: known to be there, and no more.
    assert (found["broken"], found["other"]) == (None, None)
    with pytest.raises(RecordError, match="about stopped-a"):
        stopped.get("other")


def test_a_person_sees_what_it_is(stopped, ssm):
    stopped.create(RECORD)

    [found] = ssm.describe_parameters()["Parameters"]
    assert found["Name"] == f"{PATH}/stopped-a"
    assert found["Type"] == "String"
    assert "inferway start" in found["Description"]


def test_a_record_that_does_not_fit_is_refused(stopped):
    large = replace(RECORD, tags={"Notes": "x" * 8000})

    with pytest.raises(RecordTooLargeError, match="stopped-a has 1"):
        stopped.create(replace(RECORD, tags={"Notes": "x" * 9000}))
    with pytest.raises(RecordTooLargeError):
        stopped.replace(large)
    assert stopped.all() == {}


def test_without_parameter_store_records_are_unavailable(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    client = boto3.client(
        "ssm", region_name="eu-west-1", endpoint_url="http://127.0.0.1:9"
    )
    stopped = SsmStoppedEndpoints(client, PATH)

    for call in (
        stopped.all,
        lambda: stopped.get("a"),
        lambda: stopped.create(RECORD),
        lambda: stopped.replace(RECORD),
        lambda: stopped.delete("a"),
    ):
        with pytest.raises(UnavailableError):
            call()
