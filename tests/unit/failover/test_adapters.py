"""The adapters, on an AWS in process."""

from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
import urllib3
from botocore.exceptions import EndpointConnectionError
from moto import mock_aws

from failover.cloudwatch_lag import CloudWatchLag
from failover.dynamo_adoptions import DynamoAdoptions
from failover.dynamo_probes import DynamoProbes
from failover.http_vantage import HttpVantage
from failover.route53_checks import Route53Checks
from failover.states_starts import StatesStarts
from inferences.active_region import ActiveRegion
from inferences.dynamo_active_region import DynamoActiveRegion
from inferences.dynamo_records import DynamoRecords
from inferences.errors import UnavailableError
from inferences.record import Failure
from tests.unit.failover.conftest import HERE, HOME

RECORDS, CONFIG = "failover-unit-records", "failover-unit-config"


@pytest.fixture
def aws(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    # A service of a server elsewhere would not be the one in process.
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield


@pytest.fixture
def tables(aws):
    clients = {
        region: boto3.client("dynamodb", region_name=region) for region in (HERE, HOME)
    }
    for client in clients.values():
        for table, key in ((RECORDS, "id"), (CONFIG, "configKey")):
            client.create_table(
                TableName=table,
                KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
            )
    return clients


@pytest.fixture
def records(tables):
    return DynamoRecords(tables[HERE], RECORDS)


@pytest.fixture
def adoptions(tables):
    return DynamoAdoptions(tables[HERE], RECORDS, here=HERE, home=HOME)


def test_a_record_is_adopted_once(records, adoptions, record):
    one = record(1, run=2)
    records.create(one, attend_by=100)
    records.await_window(one.id, "of-there", attend_by=100)
    records.enter_window(one.id, "of-there", attend_by=100)

    assert adoptions.adopt(one.id, 3, attend_by=60)
    assert not adoptions.adopt(one.id, 4, attend_by=60)

    after = records.get(one.id)
    assert (after.home_region, after.run) == (HERE, 3)
    assert (after.task_token, after.window) == (None, None)


def test_what_has_ended_or_moved_on_is_not_adopted(records, adoptions, record):
    ended, moved, ours = record(1), record(2), record(3, home=HERE)
    for each in (ended, moved, ours):
        records.create(each, attend_by=100)
    records.fail(ended.id, Failure(code="c", message="m"))
    records.begin_run(moved.id, 1, home="eu-west-1", attend_by=100)

    assert not any(adoptions.adopt(r.id, 1, attend_by=60) for r in (ended, moved, ours))
    assert not adoptions.adopt(record(9).id, 1, attend_by=60)


@pytest.fixture
def active(tables):
    return DynamoActiveRegion(tables[HERE], CONFIG)


def an_active(turn, **fields):
    return ActiveRegion(
        **{
            "region": HERE,
            "lost": HOME,
            "since": "2026-11-22T06:00:00+00:00",
            "turn": turn,
            "by": "a-run",
            **fields,
        }
    )


def test_who_serves_is_written_turn_by_turn(active):
    assert active.read() is None
    assert active.write(an_active(1))
    assert not active.write(an_active(1, by="another"))
    assert active.read() == an_active(1)
    back = an_active(2, region=HOME, lost=None)
    assert active.write(back)
    assert active.read() == back
    assert not active.write(an_active(2))


def test_marks_cross_by_replication_alone(tables):
    probes = DynamoProbes(tables, CONFIG)
    probes.write("first")
    assert probes.behind("first") == [HERE, HOME]

    # What a global table does.
    for here, there in ((HERE, HOME), (HOME, HERE)):
        key = {"configKey": {"S": f"failover#probe-{here}"}}
        item = tables[here].get_item(TableName=CONFIG, Key=key)["Item"]
        tables[there].put_item(TableName=CONFIG, Item=item)
    assert probes.behind("first") == []

    # An older mark is none.
    probes.write("second")
    assert probes.behind("second") == [HERE, HOME]


def test_the_latency_is_the_worst_of_both_ways(aws):
    clients = {
        region: boto3.client("cloudwatch", region_name=region)
        for region in (HERE, HOME)
    }
    lag = CloudWatchLag(clients, RECORDS)
    assert lag.seconds() is None
    now = datetime.now(UTC)
    for sender, receiver, milliseconds, at in (
        (HERE, HOME, 900, now - timedelta(minutes=1)),
        (HOME, HERE, 2500, now - timedelta(minutes=2)),
        (HOME, HERE, 99_000, now - timedelta(minutes=30)),
    ):
        clients[sender].put_metric_data(
            Namespace="AWS/DynamoDB",
            MetricData=[
                {
                    "MetricName": "ReplicationLatency",
                    "Dimensions": [
                        {"Name": "TableName", "Value": RECORDS},
                        {"Name": "ReceivingRegion", "Value": receiver},
                    ],
                    "Timestamp": at,
                    "Value": milliseconds,
                }
            ],
        )

    assert lag.seconds() == 2.5


@pytest.fixture
def route53(aws):
    return boto3.client("route53", region_name="us-east-1")


def check(route53, **config):
    return route53.create_health_check(
        CallerReference=str(config), HealthCheckConfig=config
    )["HealthCheck"]["Id"]


def test_health_checks_are_read(route53):
    endpoint = check(
        route53, Type="HTTPS", FullyQualifiedDomainName="a.example.com", Port=443
    )
    switch = check(
        route53, Type="CALCULATED", ChildHealthChecks=[endpoint], HealthThreshold=0
    )
    checks = Route53Checks(route53, endpoint=endpoint, switch=switch)

    before = checks.state()
    route53.update_health_check(HealthCheckId=switch, Inverted=True)
    route53.update_health_check(HealthCheckId=endpoint, Disabled=True)
    after = checks.state()

    assert (before.declared, before.disabled) == (False, False)
    assert (after.declared, after.disabled) == (True, True)
    assert (before.good, before.asked) == (1, 1)


def test_a_check_that_is_gone_is_told(route53):
    with pytest.raises(UnavailableError, match="Route 53"):
        Route53Checks(route53, endpoint="gone", switch="gone").state()


def test_an_execution_is_begun_once(aws):
    states = boto3.client("stepfunctions", region_name=HERE)
    arn = states.create_state_machine(
        name="failover-unit",
        definition='{"StartAt": "End", "States": {"End": {"Type": "Succeed"}}}',
        roleArn="arn:aws:iam::123456789012:role/machine",
    )["stateMachineArn"]
    starts = StatesStarts(states, arn)

    assert starts.start("outage-1", "{}")
    assert not starts.start("outage-1", '{"a": 1}')


class Gone:
    """A service that cannot be reached."""

    def __getattr__(self, _):
        def call(**_):
            raise EndpointConnectionError(endpoint_url="https://gone")

        return call


@pytest.mark.parametrize(
    "ask",
    [
        lambda gone: DynamoActiveRegion(gone, CONFIG).read(),
        lambda gone: DynamoActiveRegion(gone, CONFIG).write(an_active(1)),
        lambda gone: DynamoProbes({HERE: gone}, CONFIG).write("mark"),
        lambda gone: DynamoProbes({HERE: gone, HOME: gone}, CONFIG).behind("mark"),
        lambda gone: CloudWatchLag({HERE: gone, HOME: gone}, RECORDS).seconds(),
        lambda gone: StatesStarts(gone, "arn").start("name", "{}"),
    ],
)
def test_what_cannot_be_reached_is_unavailable(ask):
    with pytest.raises(UnavailableError):
        ask(Gone())


class Answered:
    def __init__(self, answer):
        self.answer = answer

    def request(self, *_, **__):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(
    ("answer", "sight"),
    [
        (
            urllib3.HTTPResponse(status=503, headers={"x-readiness": "fenced"}),
            (503, "fenced", "HTTP 503, fenced"),
        ),
        (urllib3.HTTPResponse(status=502), (502, "", "HTTP 502")),
        (
            urllib3.exceptions.ReadTimeoutError,
            (None, "", "no answer: ReadTimeoutError"),
        ),
        (OSError("refused"), (None, "", "no answer: OSError")),
    ],
)
def test_every_answer_of_home_is_a_sight(answer, sight):
    if answer is urllib3.exceptions.ReadTimeoutError:
        answer = urllib3.exceptions.ReadTimeoutError(None, "url", "late")
    asked: Any = Answered(answer)

    found = HttpVantage("https://home.example.com/health/ready", asked).look()

    assert (found.status, found.readiness, found.what) == sight
