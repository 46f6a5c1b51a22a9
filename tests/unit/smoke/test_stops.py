"""Whether an endpoint that is not there was stopped on purpose."""

from dataclasses import replace

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from model.errors import UnavailableError
from smoke.stops import RecordedStops
from stopped_endpoints.record import Action
from stopped_endpoints.record_json import to_json
from tests.unit.stopped_endpoints.records import RECORD

PATH = "/inferway/inferway-smoke/stopped"


@pytest.fixture
def ssm():
    with mock_aws():
        yield boto3.client("ssm", region_name="eu-west-1")


def find(ssm, text):
    ssm.put_parameter(Name=f"{PATH}/{RECORD.endpoint}", Value=text, Type="String")
    return RecordedStops(ssm, PATH).find(RECORD.endpoint)


def test_a_stop_is_told_with_the_way_back(ssm):
    stop = find(ssm, to_json(RECORD))

    assert stop is not None
    assert (stop.at, stop.by, stop.reason) == (RECORD.at, RECORD.by, RECORD.reason)
    assert stop.start == f"inferway start {RECORD.endpoint} --parameters-path {PATH}"


def test_what_was_only_reduced_is_to_be_there(ssm):
    assert find(ssm, to_json(replace(RECORD, action=Action.REDUCE))) is None


def test_neither_no_record_nor_a_broken_one_explains_anything(ssm):
    assert RecordedStops(ssm, PATH).find("another") is None
    assert find(ssm, "{") is None


def test_what_may_not_be_read_is_told():
    client = boto3.client("ssm", region_name="eu-west-1")
    with Stubber(client) as stub:
        stub.add_client_error("get_parameter", "AccessDeniedException")
        with pytest.raises(UnavailableError, match="may not read what is stopped"):
            RecordedStops(client, PATH).find("a")
