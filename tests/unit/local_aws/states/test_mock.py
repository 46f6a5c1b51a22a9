"""moto's mock in a process that serves a local AWS: it stays as it is."""

import boto3
import pytest
from moto import mock_aws

from tests.support.served import REGION


@pytest.fixture
def client(served, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    # Whoever else lives in this process keeps what he has.
    mock = mock_aws()
    mock.start(reset=False)
    yield boto3.client("stepfunctions", region_name=REGION)
    mock.stop(remove_data=False)


def test_nothing_runs_there(client):
    arn = client.create_state_machine(
        name="states-mock",
        definition="{}",
        roleArn="arn:aws:iam::123456789012:role/ghost",
    )["stateMachineArn"]

    execution = client.start_execution(stateMachineArn=arn, name="one")["executionArn"]

    told = client.describe_execution(executionArn=execution)
    assert (told["name"], told["status"]) == ("one", "RUNNING")
    listed = client.list_executions(stateMachineArn=arn)["executions"]
    assert [each["name"] for each in listed] == ["one"]
