"""The entry points: settings in, events in, answers out."""

import importlib
import json
from collections import defaultdict
from datetime import UTC, datetime

import boto3
import pytest
from moto import mock_aws

from functions.environment import SettingsError
from inferences.dynamo_records import DynamoRecords
from tests.support.inferences import a_record
from tests.unit.batch.names import CONTEXT, ENV, REGION

FRONTS = ("window_front", "results_front", "sweeper_front")
NEEDED = {
    "window_front": set(ENV) - {"STATE_MACHINE_ARN", "RESULTS_FUNCTION"},
    "results_front": {"RECORDS_TABLE", "INFERENCES_BUCKET", "JOB_NAME_PREFIX"},
    "sweeper_front": {
        "RECORDS_TABLE",
        "STATE_MACHINE_ARN",
        "RESULTS_FUNCTION",
        "JOB_NAME_PREFIX",
    },
}
ALL = {"AWS_REGION", "LOG_LEVEL", "METRICS_NAMESPACE", "SERVICE_NAME"}


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        s3 = boto3.client("s3", region_name=REGION)
        s3.create_bucket(
            Bucket=ENV["INFERENCES_BUCKET"],
            CreateBucketConfiguration={"LocationConstraint": REGION},
        )
        sqs = boto3.client("sqs", region_name=REGION)
        url = sqs.create_queue(QueueName="unit-batch-fronts")["QueueUrl"]
        boto3.client("dynamodb", region_name=REGION).create_table(
            TableName=ENV["RECORDS_TABLE"],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": kind}
                for name, kind in (("id", "S"), ("unfinished", "S"), ("attendBy", "N"))
            ],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "unfinished-index",
                    "KeySchema": [
                        {"AttributeName": "unfinished", "KeyType": "HASH"},
                        {"AttributeName": "attendBy", "KeyType": "RANGE"},
                    ],
                    "Projection": {
                        "ProjectionType": "INCLUDE",
                        "NonKeyAttributes": ["homeRegion", "run", "window"],
                    },
                }
            ],
            BillingMode="PAY_PER_REQUEST",
        )
        yield url


@pytest.fixture(scope="session")
def modules():
    """Return the modules, whose import needs the environment and no AWS."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENV.items():
            patch.setenv(name, value)
        return {name: importlib.import_module(f"batch.{name}") for name in FRONTS}


@pytest.fixture
def front(modules, world):
    """Return what makes a front that asks the AWS in process."""
    return lambda name: modules[name].build({**ENV, "BATCH_QUEUE_URL": world})


def test_an_empty_queue_makes_no_job(front):
    handle = front("window_front")

    event = {"scheduled_time": "2026-11-22T03:05:00Z"}
    assert handle(event, CONTEXT) == {"window": "20261122T0305", "outcome": "empty"}


def test_a_message_of_nobody_is_deleted(front):
    sqs = boto3.client("sqs", region_name=REGION)
    url = sqs.get_queue_url(QueueName="unit-batch-fronts")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps({"id": "0" * 32}))

    assert front("window_front")({"window": "a"}, CONTEXT)["outcome"] == "empty"
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    assert found["Attributes"]["ApproximateNumberOfMessagesNotVisible"] == "0"


@pytest.mark.parametrize(
    ("event", "window"),
    [
        ({"window": "20261122T0305"}, "20261122T0305"),
        (
            {"detail": {"TransformJobName": "inferway-20261122T0305"}},
            "20261122T0305",
        ),
        ({"detail": {"TransformJobName": "others-20261122T0305"}}, None),
    ],
)
def test_results_of_windows_alone_are_collected(front, event, window):
    assert front("results_front")(event, CONTEXT) == {"window": window}


def test_a_sweep_says_what_it_did(front):
    assert front("sweeper_front")({}, CONTEXT) == {
        "begun": 0,
        "attended": 0,
        "windows": 0,
        "failed": 0,
        "complete": True,
    }


@pytest.mark.parametrize(
    ("event", "seen"),
    [
        ({}, 0),
        ({"scheduled_time": "never"}, 0),
        ({"scheduled_time": "2026-01-01T00:00:00Z"}, 0),
        ({"scheduled_time": f"{datetime.now(UTC).year + 1}-01-01T00:00:00Z"}, 1),
    ],
)
def test_a_sweep_is_of_the_time_of_its_schedule(front, event, seen):
    soon = int(datetime.now(UTC).timestamp()) + 3600
    handler = front("sweeper_front")
    table = DynamoRecords(boto3.client("dynamodb", REGION), ENV["RECORDS_TABLE"])
    table.create(a_record(), attend_by=soon)

    # There is no state machine to begin.
    assert handler(event, CONTEXT)["failed"] == seen


@pytest.mark.parametrize(
    ("name", "missing"),
    [(name, it) for name in FRONTS for it in sorted(NEEDED[name] | ALL)],
)
def test_a_missing_setting_is_named(modules, monkeypatch, name, missing):
    found = modules[name]
    # Clients take long to make.
    monkeypatch.setattr(found, "Clients", lambda _: defaultdict(object))
    needed = {it: ENV[it] for it in NEEDED[name] | ALL}
    found.build(needed)
    del needed[missing]

    with pytest.raises(SettingsError, match=missing):
        found.build(needed)
