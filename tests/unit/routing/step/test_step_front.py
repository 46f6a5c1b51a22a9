"""The step function as it is wired, on an AWS in process."""

import importlib
import json
import sys

import boto3
import pytest
from moto import mock_aws

from functions.environment import SettingsError
from inferences.dynamo_records import DynamoRecords
from inferences.errors import UnavailableError
from inferences.failures import EndpointGoneError
from tests.support.inferences import a_record

REGION = "eu-west-1"
TABLE = "step-front-records"
RECORD = a_record(7)


class Context:
    def get_remaining_time_in_millis(self):
        return 90_000


@pytest.fixture
def environment(monkeypatch, request):
    variables = {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_REGION": REGION,
        "LOG_LEVEL": "INFO",
        "METRICS_NAMESPACE": "Inferway",
        # Powertools keeps a logger, and its stream, for each name.
        "SERVICE_NAME": request.node.name,
        "RECORDS_TABLE": TABLE,
        "INFERENCES_BUCKET": "step-front-inferences",
        "PROVISIONED_ENDPOINT": "",
        "PROVISIONED_COMPONENT": "",
        "SERVERLESS_ENDPOINT": "",
        "BATCH_QUEUE_URL": "https://sqs.example/none",
        "WINDOW_SECONDS": "300",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    # A service of a server elsewhere would not be the one in process.
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    return monkeypatch


@pytest.fixture
def aws(environment):
    with mock_aws():
        yield environment


@pytest.fixture
def queue(aws):
    client = boto3.client("sqs", region_name=REGION)
    url = client.create_queue(QueueName="step-front-windows")["QueueUrl"]
    aws.setenv("BATCH_QUEUE_URL", url)
    return lambda: [
        json.loads(message["Body"])
        for message in client.receive_message(QueueUrl=url).get("Messages", [])
    ]


@pytest.fixture
def records(aws):
    client = boto3.client("dynamodb", region_name=REGION)
    client.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    found = DynamoRecords(client, TABLE)
    found.create(RECORD, attend_by=0)
    return found


def handle(event):
    sys.modules.pop("routing.step_front", None)
    return importlib.import_module("routing.step_front").handle(event, Context())


def test_an_inference_is_queued(records, queue):
    event = {"action": "queue", "id": RECORD.id, "run": 0, "token": "t"}

    assert handle(event) == {"outcome": "queued"}

    assert queue() == [{"id": RECORD.id}]
    assert records.get(RECORD.id).task_token == "t"  # noqa: S105 - of a task


def test_an_attempt_is_noted_and_told(records, queue, capsys):
    event = {"action": "attempt", "id": RECORD.id, "run": 0, "path": "serverless"}

    with pytest.raises(EndpointGoneError):
        handle(event)

    (attempt,) = records.get(RECORD.id).attempts
    assert attempt.outcome == "EndpointGoneError"
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (log,) = (line for line in lines if line.get("level"))
    assert (log["level"], log["inference_id"]) == ("ERROR", RECORD.id)
    assert log["reason"] == "there is no serverless endpoint"
    (metrics,) = (line for line in lines if "_aws" in line)
    assert metrics["Attempts"] == [1.0]
    assert (metrics["path"], metrics["outcome"]) == ("serverless", "EndpointGoneError")
    assert "some text" not in json.dumps(lines)


def test_a_failure_ends_the_record(records, queue):
    event = {"action": "fail", "id": RECORD.id, "run": 0, "error": {"Error": "x"}}

    assert handle(event) == {"outcome": "failed"}
    assert records.get(RECORD.id).failure.code == "internal_error"


def test_a_queue_that_refuses_is_unavailable(records):
    event = {"action": "queue", "id": RECORD.id, "run": 0, "token": "t"}

    with pytest.raises(UnavailableError):
        handle(event)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RECORDS_TABLE", ""),
        ("INFERENCES_BUCKET", ""),
        ("BATCH_QUEUE_URL", ""),
        ("WINDOW_SECONDS", "0"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_wrong_setting_is_named(environment, name, value):
    environment.setenv(name, value)

    with pytest.raises(SettingsError, match=name):
        handle({})
