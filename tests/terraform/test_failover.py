"""A Region is lost, taken over from, and given back to, as AWS would do it."""

import json
import threading
import time
import urllib.request
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import boto3
import pytest
from pytest_terraform import terraform

from inferences.active_region import KEY
from inferences.dynamo_records import DynamoRecords
from local_aws.images import push_process_image
from tests.support.inferences import a_record
from tests.terraform.plans import changes, changes_from_before

REPO = Path(__file__).parents[2]
HERE, HOME = "eu-west-1", "eu-central-1"
DOMAIN = "api.failover.example.com"
CONFIG = "inferway-test-failover-config"
QUEUE = "inferway-test-failover-told"
ALARM = "inferway-test-failover-home-unhealthy"


@dataclass
class Front:
    """Answers readiness for both Regions.

    Attributes:
        url: Where.
        lost: Whether the home Region answers 502, as a gateway without function.

    """

    url: str = ""
    lost: bool = False

    def readiness(self) -> tuple[int, str]:
        """Return what the home Region answers, by its own replica."""
        if self.lost:
            return 502, ""
        client = boto3.client("dynamodb", region_name=HOME)
        try:
            found = client.get_item(TableName=CONFIG, Key={"configKey": {"S": KEY}})
        except client.exceptions.ResourceNotFoundException:
            # Before the table is made, and after it is gone.
            return 503, "unavailable"
        fenced = found.get("Item", {}).get("lost", {}).get("S") == HOME
        return (503, "fenced") if fenced else (200, "ready")


@pytest.fixture(scope="module")
def front():
    found = Front()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, word = (200, "ready")
            if self.path.startswith("/home"):
                status, word = found.readiness()
            self.send_response(status)
            self.send_header("X-Readiness", word)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


# Automatic, so that they are there before the folder is applied.
@pytest.fixture(scope="module", autouse=True)
def image(local_aws):
    ecr = boto3.client("ecr")
    ecr.create_repository(repositoryName="tests/failover")
    push_process_image(
        local_aws,
        repository="tests/failover",
        tag="1",
        dockerfile=REPO / "lambdas/failover/Dockerfile",
        sources=[REPO / "lambdas/common/src", REPO / "lambdas/failover/src"],
        lock=REPO / "requirements/failover.txt",
        region=HERE,
    )
    yield
    ecr.delete_repository(repositoryName="tests/failover", force=True)


@pytest.fixture(scope="module", autouse=True)
def variables(local_aws, front):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TF_VAR_home_url", front.url)
        yield


class World:
    """The applied folder, the local AWS's controls, and what people were told."""

    def __init__(self, applied: Any, local: Any, front: Front) -> None:
        self.applied, self.local, self.front = applied, local, front
        self.queue = boto3.client("sqs").create_queue(QueueName=QUEUE)["QueueUrl"]
        arn = f"arn:aws:sqs:{HERE}:111111111111:{QUEUE}"
        policy = {
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "sns.amazonaws.com"},
                    "Action": "sqs:SendMessage",
                    "Resource": arn,
                }
            ]
        }
        boto3.client("sqs").set_queue_attributes(
            QueueUrl=self.queue, Attributes={"Policy": json.dumps(policy)}
        )
        boto3.client("sns").subscribe(
            TopicArn=self.value("topic_arn"), Protocol="sqs", Endpoint=arn
        )

    def value(self, name: str) -> Any:
        return self.applied.outputs[name]["value"]

    def control(self, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(  # noqa: S310 - our own http URL
            f"{self.local.url}/_local/{path}",
            data=None if body is None else json.dumps(body).encode(),
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return json.load(answer)

    def advance(self, seconds: float) -> None:
        self.control("clock", {"advance_seconds": seconds})

    def answers(self) -> str:
        """Return whom DNS sends clients to."""
        [answer] = self.control(f"dns/{DOMAIN}")["answers"]
        return {"PRIMARY": HOME, "SECONDARY": HERE}[answer["failover"]]

    def active(self, region: str = HERE) -> dict[str, str]:
        item = boto3.client("dynamodb", region_name=region).get_item(
            TableName=CONFIG, Key={"configKey": {"S": KEY}}
        )
        return {name: next(iter(v.values())) for name, v in item["Item"].items()}

    def records(self, region: str = HERE) -> DynamoRecords:
        client = boto3.client("dynamodb", region_name=region)
        return DynamoRecords(client, self.value("records_table"))

    def executions(self, machine: str) -> dict[str, str]:
        """Return the names of executions that have ended, and how."""
        found = boto3.client("stepfunctions").list_executions(
            stateMachineArn=self.value(machine)
        )["executions"]
        return {e["name"]: e["status"] for e in found}

    def ended(self, machine: str, known: set[str], step: float = 5.0) -> str:
        """Wait for an execution beside those known to end; gives how."""
        until = time.monotonic() + 120
        while time.monotonic() < until:
            new = {n: s for n, s in self.executions(machine).items() if n not in known}
            if new and "RUNNING" not in new.values():
                [status] = new.values()
                return status
            self.advance(step)
            time.sleep(0.2)
        message = f"{machine}: {self.executions(machine)}"
        raise AssertionError(message)

    def begin(self, machine: str, **content: str) -> str:
        """Begin a workflow as a person does; gives how it ended."""
        known = set(self.executions(machine))
        boto3.client("stepfunctions").start_execution(
            stateMachineArn=self.value(machine), input=json.dumps(content)
        )
        return self.ended(machine, known)

    def told(self) -> list[tuple[str, str]]:
        """Return what people were told since they were asked last."""
        found, sqs = [], boto3.client("sqs")
        while messages := sqs.receive_message(
            QueueUrl=self.queue, MaxNumberOfMessages=10
        ).get("Messages"):
            for message in messages:
                body = json.loads(message["Body"])
                found.append((body.get("Subject", ""), body["Message"]))
                sqs.delete_message(
                    QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"]
                )
        return [told for told in found if told[0].startswith("Fail")]

    def calm(self) -> None:
        """Move the clock until the alarm does not ring: only a change is an event."""
        alarms = boto3.client("cloudwatch", region_name="us-east-1")
        for _ in range(20):
            [found] = alarms.describe_alarms(AlarmNames=[ALARM])["MetricAlarms"]
            if found["StateValue"] == "OK":
                return
            self.advance(30)
            time.sleep(0.1)
        message = f"{ALARM} is {found['StateValue']}"
        raise AssertionError(message)

    def lose_home(self) -> None:
        """Wait until Route 53 has seen it, and the alarm."""
        self.front.lost = True
        self.advance(150)


@pytest.fixture(scope="module")
def world(failover, local_aws, front):
    world = World(failover, local_aws, front)
    # The checkers make up their minds, and the alarm.
    world.advance(90)
    world.calm()
    yield world
    boto3.client("sqs").delete_queue(QueueUrl=world.queue)


@terraform("failover", scope="module", replay=False)
def test_a_second_plan_is_empty(failover):
    assert changes(failover) == ""


def test_what_was_made_before_is_moved(failover):
    moves = {
        "module.watch_schedule.aws_scheduler_schedule_group.schedules": (
            "aws_scheduler_schedule_group.watch"
        ),
        'module.watch_schedule.aws_scheduler_schedule.schedules["look"]': (
            "aws_scheduler_schedule.watch"
        ),
        "module.watch_schedule.aws_iam_role.schedules": ("aws_iam_role.watch_schedule"),
        "module.watch_schedule.aws_iam_role_policy.schedules": (
            "aws_iam_role_policy.watch_schedule"
        ),
        "module.topic.aws_sns_topic.alerts": "aws_sns_topic.failover",
        "module.topic.aws_sns_topic_policy.alerts": ("aws_sns_topic_policy.failover"),
    }

    assert changes_from_before(failover, "module.failover", moves) == ""


# From here on each test begins where the one before it ended.


def test_clients_go_home_as_a_rule(world):
    assert world.answers() == HOME
    assert world.executions("failover") == {}


def test_an_outage_moves_clients_and_work(world):
    ids = [f"{number:x}" * 32 for number in range(16)]
    for one in ids:
        world.records(HOME).create(
            a_record(id=one, home_region=HOME), attend_by=2_000_000_000
        )
    ours = a_record(id="f" * 31 + "0", home_region=HERE)
    world.records(HERE).create(ours, attend_by=2_000_000_000)
    world.advance(5)

    world.lose_home()

    assert world.answers() == HERE
    assert world.ended("failover", set()) == "SUCCEEDED"
    assert set(world.executions("inferences")) == {f"{one}-0" for one in ids}
    assert {world.records().get(one).home_region for one in ids} == {HERE}
    assert world.records().get(ours.id).run == ours.run
    active = world.active()
    assert (active["region"], active["lost"], active["turn"]) == (HERE, HOME, "1")
    [(subject, message)] = world.told()
    assert subject == f"Failover done: {HERE} serves in place of {HOME}"
    assert "Inferences begun again: 16" in message
    assert "from here: HTTP 502" in message
    assert "good answer: 0 of 3" in message


def test_a_second_run_begins_nothing_twice(world):
    before = world.executions("inferences")

    assert world.begin("failover", seen_at="2026-11-22T06:00:00+00:00") == "SUCCEEDED"

    assert world.executions("inferences") == before
    assert world.active()["turn"] == "1"
    [(_, message)] = world.told()
    assert "Inferences begun again: 0" in message


def test_nobody_is_sent_back_to_a_region_that_is_ill(world):
    assert world.begin("failback", reason="too early") == "FAILED"

    [(subject, message)] = world.told()
    assert "REFUSED" in subject
    assert "HomeNotReadyError" in message
    assert world.active()["region"] == HERE


def test_a_home_that_comes_back_stays_out(world):
    world.front.lost = False
    world.advance(120)

    assert world.front.readiness() == (503, "fenced")
    assert world.answers() == HERE


def test_nobody_is_sent_back_to_a_region_that_lacks_something(world):
    world.control("replication", {"paused": True})
    try:
        assert world.begin("failback", reason="in vain") == "FAILED"
    finally:
        world.control("replication", {"paused": False})

    [(_, message)] = world.told()
    assert "ReplicationBehindError" in message
    assert world.active()["region"] == HERE


def test_it_is_given_back_by_hand(world):
    world.advance(60)

    assert world.begin("failback", reason="well again") == "SUCCEEDED"

    [(subject, _)] = world.told()
    assert "Failback of inferway-test-failover done" in subject
    world.advance(90)
    assert world.active(HOME)["region"] == HOME
    assert world.answers() == HOME


def test_an_alarm_that_nobody_else_sees_moves_nothing(world):
    world.calm()
    known = set(world.executions("failover"))
    boto3.client("cloudwatch", region_name="us-east-1").set_alarm_state(
        AlarmName=ALARM,
        StateValue="ALARM",
        StateReason="a mistake",
    )

    assert world.ended("failover", known) == "SUCCEEDED"

    [(subject, message)] = world.told()
    assert "not done" in subject
    assert "HTTP 200, ready" in message
    assert world.active()["region"] == HOME


def test_people_may_declare_it_lost_and_the_fence_holds_after_that(world):
    route53 = boto3.client("route53")
    switch = world.value("health_check_ids")["home_switch"]
    world.calm()
    known = set(world.executions("failover"))

    route53.update_health_check(HealthCheckId=switch, Inverted=True)
    world.advance(120)

    assert world.ended("failover", known) == "SUCCEEDED"
    [(_, message)] = world.told()
    assert "People had declared it lost." in message
    assert world.answers() == HERE
    world.advance(60)
    route53.update_health_check(HealthCheckId=switch, Inverted=False)
    world.advance(60)
    assert world.answers() == HERE


def test_a_disabled_check_is_told(world):
    route53 = boto3.client("route53")
    endpoint = world.value("health_check_ids")["home_endpoint"]
    route53.update_health_check(HealthCheckId=endpoint, Disabled=True)
    try:
        world.begin("failover", seen_at="2026-11-22T06:00:00+00:00")
    finally:
        route53.update_health_check(HealthCheckId=endpoint, Disabled=False)

    [(_, message)] = world.told()
    assert "THE HEALTH CHECK IS DISABLED" in message
