"""`inferway failover` and `inferway drill`: what they read, ask and refuse."""

import json

import boto3
import pytest
from moto import mock_aws

from inferway.recovery_aws import CloudWatchAlarm, Route53Switch, StatesMachine
from inferway.recovery_names import AskedNames, SystemNames, targets_of
from model.errors import UnavailableError
from tests.unit.drill.conftest import HOME, STANDBY, outputs

DOMAIN = "api.example.com"
TARGETS = {
    HOME: f"d-home.execute-api.{HOME}.amazonaws.com",
    STANDBY: f"d-standby.execute-api.{STANDBY}.amazonaws.com",
}


@pytest.fixture
def aws(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    # A service of a server elsewhere would not be the one in process.
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield


@pytest.fixture
def written(tmp_path):
    def write(data: bytes):
        path = tmp_path / "outputs.json"
        path.write_bytes(data)
        return path

    return write


COMMANDS = [
    ("drill", "failover", "--without-inferences"),
    ("drill", "failback", "--without-inferences"),
    ("failover", "begin"),
    ("failover", "return"),
    ("failover", "status"),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_without_an_environment_nothing_is_done(inferway, command):
    shown = inferway(*command)

    assert shown.code == 2
    assert "say which environment" in shown.err


@pytest.mark.parametrize("command", COMMANDS)
def test_backups_alone_are_no_failover(inferway, written, command):
    shown = inferway(*command, "--outputs", written(outputs(tier=3)), "--json")

    assert shown.code == 1
    assert "recovery tier 3" in shown.document["error"]["message"]


def test_one_region_is_no_failover(inferway, written):
    path = written(b'{"recovery": {"value": null}}')

    shown = inferway("failover", "status", "--outputs", path)

    assert shown.code == 1
    assert "set recovery_tier to 1 or 2" in shown.err


def test_an_environment_that_is_not_there_is_said(inferway, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    shown = inferway("failover", "status", "--environment", "nowhere")

    assert shown.code == 1
    assert "there is no environment envs/nowhere here" in shown.err


def test_terraform_is_asked_in_the_environments_folder(inferway, tmp_path, monkeypatch):
    (tmp_path / "envs/far").mkdir(parents=True)
    terraform = tmp_path / "bin/terraform"
    terraform.parent.mkdir()
    answer = json.dumps({"recovery": {"value": None}})
    terraform.write_text(
        f"#!/bin/sh\n[ \"$*\" = '-chdir=envs/far output -json' ] || exit 1\n"
        f"echo '{answer}'\n"
    )
    terraform.chmod(0o700)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{terraform.parent}:/usr/bin:/bin")

    shown = inferway("failover", "status", "--environment", "far")

    assert "set recovery_tier to 1 or 2" in shown.err


def test_a_live_environment_is_not_touched_unasked(inferway, written, aws):
    route53 = boto3.client("route53", region_name="us-east-1")
    switch = health_check(route53)
    checks = {
        "home": "a",
        "home_endpoint": "b",
        "home_switch": switch,
        "standby_endpoint": "c",
    }
    path = written(outputs(health_check_ids=checks))

    # Nobody sits at a terminal here.
    shown = inferway(
        *("failover", "begin", "--outputs", path, "--resolver", "http://127.0.0.1:1")
    )

    assert shown.code == 2
    assert "--yes" in shown.err
    assert f"declares {HOME} lost" in shown.err
    assert not Route53Switch(route53, switch).is_inverted()


def health_check(route53):
    return route53.create_health_check(
        CallerReference="commands",
        HealthCheckConfig={
            "Type": "HTTPS",
            "FullyQualifiedDomainName": "a.example.com",
            "Port": 443,
        },
    )["HealthCheck"]["Id"]


def test_the_switch_is_turned_and_back(aws):
    route53 = boto3.client("route53", region_name="us-east-1")
    switch = Route53Switch(route53, health_check(route53))
    assert not switch.is_inverted()

    switch.invert(inverted=True)
    assert switch.is_inverted()
    switch.invert(inverted=False)
    assert not switch.is_inverted()
    with pytest.raises(UnavailableError, match="turn the switch"):
        Route53Switch(route53, "none").invert(inverted=True)


def test_the_alarm_rings_or_not(aws):
    cloudwatch = boto3.client("cloudwatch", region_name="us-east-1")
    cloudwatch.put_metric_alarm(
        AlarmName="home-unhealthy",
        Namespace="n",
        MetricName="m",
        Statistic="Minimum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="LessThanThreshold",
    )
    alarm = CloudWatchAlarm(cloudwatch, "home-unhealthy")

    def state(value):
        cloudwatch.set_alarm_state(
            AlarmName="home-unhealthy", StateValue=value, StateReason="a test"
        )
        return alarm.rings()

    assert [state("OK"), state("ALARM")] == [False, True]


def test_a_workflow_is_begun_with_what_it_needs(aws):
    states = boto3.client("stepfunctions", region_name=STANDBY)
    arn = states.create_state_machine(
        name="failover-commands",
        definition='{"StartAt": "End", "States": {"End": {"Type": "Succeed"}}}',
        roleArn="arn:aws:iam::123456789012:role/machine",
    )["stateMachineArn"]
    machine = StatesMachine(states, arn)

    machine.begin("mine", "a test")

    assert [one.name for one in machine.executions()] == ["mine"]
    [run] = states.list_executions(stateMachineArn=arn)["executions"]
    given = states.describe_execution(executionArn=run["executionArn"])["input"]
    assert set(json.loads(given)) == {"seen_at", "reason"}


def test_the_records_say_where_a_name_may_lead(aws):
    route53 = boto3.client("route53", region_name="us-east-1")
    with pytest.raises(UnavailableError, match=DOMAIN):
        targets_of(route53, DOMAIN)
    zone = route53.create_hosted_zone(Name="example.com", CallerReference="names")
    for role, target in zip(("PRIMARY", "SECONDARY"), TARGETS.values(), strict=True):
        route53.change_resource_record_sets(
            HostedZoneId=zone["HostedZone"]["Id"],
            ChangeBatch={
                "Changes": [
                    {
                        "Action": "CREATE",
                        "ResourceRecordSet": {
                            "Name": DOMAIN,
                            "Type": "A",
                            "SetIdentifier": role.lower(),
                            "Failover": role,
                            "AliasTarget": {
                                "HostedZoneId": "Z1",
                                "DNSName": target,
                                "EvaluateTargetHealth": True,
                            },
                        },
                    }
                ]
            },
        )

    assert targets_of(route53, DOMAIN) == TARGETS


def test_a_name_leads_where_its_addresses_are():
    known = {
        TARGETS[HOME]: ["192.0.2.1", "192.0.2.2"],
        TARGETS[STANDBY]: ["192.0.2.9"],
        DOMAIN: ["192.0.2.1"],
    }
    names = SystemNames(DOMAIN, TARGETS, lambda name: known[name])
    assert names.leads_to() == HOME

    # API Gateway names others the next time; what it named once is still its own.
    known[TARGETS[HOME]] = ["192.0.2.3"]
    assert names.leads_to() == HOME
    known[DOMAIN] = ["192.0.2.9"]
    assert names.leads_to() == STANDBY
    known[DOMAIN] = []
    assert names.leads_to() is None


class Asked:
    """A resolver that is asked over HTTP."""

    def __init__(self):
        self.urls, self.alias = [], TARGETS[HOME]

    def request(self, method, url, timeout):
        self.urls.append(url)
        if self.alias is None:
            raise OSError
        self.data = json.dumps({"answers": [{"alias": self.alias, "ttl": 60}]})
        return self


def test_an_answer_is_believed_for_its_minute():
    now, http = [100.0], Asked()
    names = AskedNames("http://resolver/", DOMAIN, lambda: now[0], http)
    assert names.leads_to() == HOME

    http.alias = TARGETS[STANDBY]
    now[0] += 59
    assert names.leads_to() == HOME
    now[0] += 1
    assert names.leads_to() == STANDBY
    assert http.urls == [f"http://resolver/{DOMAIN}"] * 2
    # Nobody who is not told goes on believing.
    http.alias = None
    now[0] += 60
    assert names.leads_to() is None
