"""The module that Lambda imports: it works when it is imported."""

import importlib
import json
import sys

import boto3
import pytest
from moto import mock_aws

from functions.environment import SettingsError
from inferences.dynamo_records import DynamoRecords
from tests.support.inference_api import Context, get_event, post_event
from tests.support.inferences import an_answer

REGION = "eu-west-1"
PREFIX = "routing-api-front"
ENV = {
    "AWS_REGION": REGION,
    "RECORDS_TABLE": f"{PREFIX}-records",
    "CONFIG_TABLE": f"{PREFIX}-config",
    "INFERENCES_BUCKET": f"{PREFIX}-bucket",
    "STATE_MACHINE_ARN": (
        f"arn:aws:states:{REGION}:123456789012:stateMachine:{PREFIX}-machine"
    ),
    "PROVISIONED_ENDPOINT": "",
    "PROVISIONED_COMPONENT": "",
    "SERVERLESS_ENDPOINT": "",
    "LOG_LEVEL": "INFO",
    "METRICS_NAMESPACE": "Inferway",
}
HEADERS = {"content-type": "application/json"}


@pytest.fixture
def aws(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    # A service of a server elsewhere would not be the one in process.
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield


@pytest.fixture
def records(aws):
    dynamodb = boto3.client("dynamodb", region_name=REGION)
    for table, key, index in (
        (ENV["RECORDS_TABLE"], "id", "unfinished"),
        (ENV["CONFIG_TABLE"], "configKey", "trafficClass"),
    ):
        dynamodb.create_table(
            TableName=table,
            KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": "S"} for name in (key, index)
            ],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": f"{index}-index",
                    "KeySchema": [{"AttributeName": index, "KeyType": "HASH"}],
                    "Projection": {"ProjectionType": "ALL"},
                }
            ],
            BillingMode="PAY_PER_REQUEST",
        )
    boto3.client("s3", region_name=REGION).create_bucket(
        Bucket=ENV["INFERENCES_BUCKET"],
        CreateBucketConfiguration={"LocationConstraint": REGION},
    )
    return DynamoRecords(dynamodb, ENV["RECORDS_TABLE"])


@pytest.fixture
def machine(aws):
    states = boto3.client("stepfunctions", region_name=REGION)
    states.create_state_machine(
        name=f"{PREFIX}-machine",
        definition='{"StartAt": "End", "States": {"End": {"Type": "Succeed"}}}',
        roleArn="arn:aws:iam::123456789012:role/machine",
    )
    return states


@pytest.fixture
def boot(records, machine, monkeypatch, request):
    """Import the module as Lambda does."""
    for name, value in ENV.items():
        monkeypatch.setenv(name, value)
    # A logger of the same name would write where an earlier test read.
    monkeypatch.setenv("SERVICE_NAME", request.node.name)

    def start():
        monkeypatch.delitem(sys.modules, "routing.api_front", raising=False)
        return importlib.import_module("routing.api_front").handle

    yield start
    sys.modules.pop("routing.api_front", None)


def test_an_inference_goes_in_and_its_predictions_come_out(
    boot, records, machine, capsys
):
    handle = boot()

    key = "never to be logged"
    posted = handle(post_event('["some text"]', headers=HEADERS, owner=key), Context())
    assert posted["statusCode"] == 202
    inference = json.loads(posted["body"])["id"]
    [begun] = machine.list_executions(stateMachineArn=ENV["STATE_MACHINE_ARN"])[
        "executions"
    ]
    assert begun["name"] == f"{inference}-0"
    records.succeed(inference, an_answer())
    got = handle(get_event(inference, owner=key), Context())

    assert got["statusCode"] == 200
    assert json.loads(got["body"])["predictions"] == ["alt.atheism"]
    log = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    answered = [line for line in log if line.get("message") == "request answered"]
    assert [line["outcome"] for line in answered] == ["pending", "succeeded"]
    assert answered[0]["chain"] == "batch"
    assert "some text" not in str(log)
    assert key not in str([log, posted, got, records.get(inference)])


def test_the_config_of_an_operator_is_followed(boot, capsys):
    boto3.client("dynamodb", region_name=REGION).put_item(
        TableName=ENV["CONFIG_TABLE"],
        Item={
            "configKey": {"S": "operator#gold"},
            "trafficClass": {"S": "gold"},
            "preferred": {"S": "batch"},
        },
    )
    handle = boot()
    body = '{"instances": ["a"], "traffic_class": "%s"}'

    gold = handle(post_event(body % "gold", headers=HEADERS), Context())
    lead = handle(post_event(body % "lead", headers=HEADERS), Context())

    assert (gold["statusCode"], lead["statusCode"]) == (202, 400)


@pytest.mark.parametrize(
    "name",
    sorted(
        set(ENV)
        - {"PROVISIONED_ENDPOINT", "PROVISIONED_COMPONENT", "SERVERLESS_ENDPOINT"}
    ),
)
def test_a_missing_setting_fails_the_import_by_name(boot, monkeypatch, name):
    monkeypatch.delenv(name)

    with pytest.raises(SettingsError, match=name):
        boot()


def test_readiness_is_asked_of_both_tables(boot):
    handle = boot()
    event = {
        "resource": "/health/ready",
        "httpMethod": "GET",
        "headers": None,
        "requestContext": {"identity": {}, "requestId": "a-check"},
    }

    answer = handle(event, Context())

    assert (answer["statusCode"], answer["headers"]["X-Readiness"]) == (200, "ready")
