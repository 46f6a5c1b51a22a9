"""The modules that Lambda imports: they work when they are imported."""

import importlib
import json
import sys

import boto3
import pytest
from moto import mock_aws

from functions.environment import SettingsError
from tests.unit.failover.conftest import HERE, HOME

MACHINE = f"arn:aws:states:{HERE}:123456789012:stateMachine:failover-fronts"
ENV = {
    "AWS_REGION": HERE,
    "ALARM_NAME": "home-unhealthy",
    "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/failover-step",
    "CONFIG_TABLE": "failover-fronts-config",
    "ENDPOINT_CHECK_ID": "endpoint",
    "HOME_READY_URL": "http://127.0.0.1:1/health/ready",
    "HOME_REGION": HOME,
    "LOG_LEVEL": "INFO",
    "MAX_REPLICATION_LAG_SECONDS": "30",
    "METRICS_NAMESPACE": "Inferway",
    "RECORDS_TABLE": "failover-fronts-records",
    "SERVICE_NAME": "failover-fronts",
    "STATE_MACHINE_ARN": MACHINE,
    "SWITCH_CHECK_ID": "switch",
    "WORKFLOW_NAME": "failover",
}
WATCH = {
    **{
        name: value
        for name, value in ENV.items()
        if name
        not in {
            "ALARM_NAME",
            "AWS_LAMBDA_LOG_GROUP_NAME",
            "ENDPOINT_CHECK_ID",
            "HOME_READY_URL",
            "STATE_MACHINE_ARN",
            "SWITCH_CHECK_ID",
        }
    },
    "AUTOMATIC": "true",
    "CHECK_IDS": json.dumps({"home": "a", "home_switch": "b"}),
    "MODELS": json.dumps(
        {"pointer_key": "live.json", "home_bucket": "h", "standby_bucket": "s"}
    ),
    "STANDBY_READY_URL": "http://127.0.0.1:1/health/ready",
    "TELL_AGAIN_HOURS": "24",
    "TOPIC_ARN": f"arn:aws:sns:{HERE}:123456789012:told",
    "UNSTARTED_AFTER_SECONDS": "300",
}
OUTAGE = {
    "detail": {
        "alarmName": "home-unhealthy",
        "state": {"value": "ALARM", "timestamp": "2026-11-22T06:01:00.123+0000"},
    }
}


@pytest.fixture
def boot(monkeypatch):
    """Import a front as Lambda does."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    # A service of a server elsewhere would not be the one in process.
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    for name, value in {**ENV, **WATCH}.items():
        monkeypatch.setenv(name, value)

    def boot(name):
        monkeypatch.delitem(sys.modules, f"failover.{name}", raising=False)
        return importlib.import_module(f"failover.{name}")

    with mock_aws():
        yield boot


class Context:
    def get_remaining_time_in_millis(self):
        return 60_000


def test_an_outage_becomes_an_execution_and_a_line_in_the_log(boot, capsys):
    states = boto3.client("stepfunctions", region_name=HERE)
    states.create_state_machine(
        name="failover-fronts",
        definition='{"StartAt": "End", "States": {"End": {"Type": "Succeed"}}}',
        roleArn="arn:aws:iam::123456789012:role/machine",
    )
    front = boot("begin_front")

    answer = front.handle(OUTAGE, Context())

    [begun] = states.list_executions(stateMachineArn=MACHINE)["executions"]
    assert begun["name"] == answer["name"]
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["message"] for line in lines] == ["failover begun"]


def test_a_home_that_does_not_answer_is_seen(boot):
    found = boot("step_front").handle({"action": "confirm"}, Context())

    # Nobody listens there, and there are no such checks.
    assert found["verdict"] == "seen"
    assert "could not be read" in found["remarks"][1]


def test_what_the_watch_cannot_look_at_is_told(boot, capsys):
    dynamodb = boto3.client("dynamodb", region_name=HERE)
    dynamodb.create_table(
        TableName=WATCH["CONFIG_TABLE"],
        KeySchema=[{"AttributeName": "configKey", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "configKey", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    sns = boto3.client("sns", region_name=HERE)
    sns.create_topic(Name="told")

    found = boot("watch_front").handle({}, Context())

    assert found["told"]
    assert set(found["obstacles"]) >= {
        "check-gone:home",
        "standby-not-ready",
        "unread:replicas",
        "unread:replication",
        "unread:models",
        "unread:unfinished inferences",
    }
    metrics = [
        line
        for line in map(json.loads, capsys.readouterr().out.splitlines())
        if "FailoverObstacles" in line
    ]
    assert [m["FailoverObstacles"] for m in metrics] == [[len(found["obstacles"])]]


@pytest.mark.parametrize(
    ("front", "name"),
    [
        *(("begin_front", n) for n in ("ALARM_NAME", "STATE_MACHINE_ARN")),
        *(("step_front", n) for n in sorted(ENV.keys() - {"ALARM_NAME", "AWS_REGION"})),
        *(("watch_front", n) for n in sorted(WATCH.keys() - {"AWS_REGION"})),
    ],
)
def test_it_does_not_start_without_a_variable(boot, monkeypatch, front, name):
    module = boot(front)

    env = {**ENV, **WATCH}
    with pytest.raises(SettingsError, match=name):
        module.build({key: value for key, value in env.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [("CHECK_IDS", "none"), ("CHECK_IDS", "[]"), ("MODELS", '{"pointer_key": "k"}')],
)
def test_the_watch_does_not_start_with_half_a_setting(boot, name, value):
    module = boot("watch_front")

    with pytest.raises(SettingsError, match=name):
        module.build({**WATCH, name: value})
