"""A game day from its first check to its report, and what the watch tells."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from drill.figures import make_report
from drill.report import to_json, to_markdown
from drill.timeline import Seen
from inferences.dynamo_records import DynamoRecords
from inferway.recovery_status import find_status
from tests.support.inferences import a_record
from tests.support.outage_day import EVERY
from tests.support.outage_stack import AWAY, HOME, OutageStack

QUEUE = "outages-drill-told"


@pytest.fixture(scope="module")
def check(day, tmp_path_factory):
    """Ask the command whether a game day could begin."""
    path = tmp_path_factory.mktemp("drill") / "outputs.json"
    path.write_text(json.dumps({"recovery": {"value": day.stack.recovery}}))
    resolver = f"{day.stack.deployment.local.url}/_local/dns"

    def ask(kind: str, *, code: int) -> Any:
        return day.stack.deployment.inferway(
            *("drill", kind, "--check", "--outputs", path, "--resolver", resolver),
            code=code,
        )

    return ask


class Told:
    """What people hear by the topic of failovers."""

    def __init__(self, stack: OutageStack) -> None:
        self.sqs = stack.client("sqs", AWAY)
        self.url = self.sqs.create_queue(QueueName=QUEUE)["QueueUrl"]
        account = stack.deployment.local.account_id
        arn = f"arn:aws:sqs:{AWAY}:{account}:{QUEUE}"
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
        }
        self.sqs.set_queue_attributes(
            QueueUrl=self.url,
            Attributes={"Policy": json.dumps({"Statement": [statement]})},
        )
        sns = stack.client("sns", AWAY)
        topic = stack.recovery["topic_arn"]
        found = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
        self.sns, self.subscription = sns, found["SubscriptionArn"]
        self.heard: list[str] = []

    def has(self, words: str) -> bool:
        """Say whether people heard of something, since they were asked last."""
        while messages := self.sqs.receive_message(
            QueueUrl=self.url, MaxNumberOfMessages=10
        ).get("Messages"):
            for one in messages:
                self.heard.append(json.loads(one["Body"])["Message"])
                self.sqs.delete_message(
                    QueueUrl=self.url, ReceiptHandle=one["ReceiptHandle"]
                )
        return any(words in one for one in self.heard)


@pytest.fixture(scope="module")
def told(two_regions) -> Iterator[Told]:
    found = Told(two_regions)
    yield found
    found.sns.unsubscribe(SubscriptionArn=found.subscription)
    found.sqs.delete_queue(QueueUrl=found.url)


def by_schedule(stack: OutageStack, told: Told, words: str) -> None:
    """Move the clock until the watch has told of something."""
    stack.until(lambda: told.has(words), step=100, what=words)
    told.heard.clear()


def calm(stack: OutageStack, told: Told) -> None:
    """Move the clock until the watch has found nothing for a while.

    By a clock that is moved in steps its looks overtake one another on a busy machine.
    One of them may then miss the mark that another has just written, tell of a lag, and
    keep what it told only later: what is told already is not told again.
    """
    marks: set[str] = set()

    def nothing_found() -> bool:
        memory = memory_of_the_watch(stack)
        if memory["keys"]:
            marks.clear()
        else:
            # Another one by each look.
            marks.add(memory["mark"])
        return len(marks) > 4

    stack.until(nothing_found, step=100, what="a watch that finds nothing")
    told.has("")
    told.heard.clear()


def memory_of_the_watch(stack: OutageStack) -> dict[str, Any]:
    """Return it; its keys are of what people have been told."""
    found = stack.client("dynamodb", AWAY).get_item(
        TableName=stack.recovery["routing_config_table"],
        Key={"configKey": {"S": "failover#watch"}},
    )
    memory: dict[str, Any] = json.loads(found["Item"]["memory"]["S"])
    return memory


# From here on each test begins where the one before it ended.


def test_nothing_is_in_the_way(day, check):
    assert check("failover", code=0) == {
        "ready": True,
        "refused": None,
        "obstacles": [],
    }
    found = find_status(day.recovery, day.aws, day.parts())

    assert (found.serves, found.name_leads_to) == (HOME, HOME)
    assert not found.switch_inverted
    assert found.running == []
    assert found.obstacles == []


def test_a_failover_keeps_what_is_promised_and_loses_nothing(day):
    outcome = day.game().fail_over(name="unused", by_alarm=True)

    report = make_report(day.recovery, outcome, by_alarm=True, resolution=EVERY)
    shown = to_markdown(day.recovery, report)
    assert report.right, shown
    # As people are told it beforehand.
    seconds, at = day.stack.recovery["recovery_seconds"], outcome.timeline.at
    clients, work, _ = report.figures
    assert clients.promised_seconds == seconds["health_check"] + seconds["dns"]
    workflow = at[Seen.ENDED] - at[Seen.BEGUN]
    assert work.promised_seconds == pytest.approx(
        seconds["health_check"] + seconds["alarm"] + workflow
    )
    # A resolver that asked just before keeps its answer for the minute of an alias.
    assert clients.measured_seconds >= seconds["dns"] - EVERY
    # What comes about between two looks is noted in the order in which they look.
    assert set(Seen) - {Seen.ARMED} == set(at)
    assert at[Seen.BEGUN] <= at[Seen.ENDED]
    # The switch is back, and the fence holds.
    assert not outcome.switch_left
    assert (outcome.serves, day.stack.answers()) == (AWAY, AWAY)
    document = to_json(day.recovery, report)
    tally = document["inferences"]
    assert tally["accepted"] == tally["sent"] > 10
    assert tally["accepted"] == tally["succeeded"] + len(tally["failed"])
    assert (tally["lost"], tally["doubled"]) == ([], [])


def test_a_failback_is_measured_likewise(day, check):
    assert "serves already" in check("failover", code=1)["refused"]

    outcome = day.game().fail_back(name="drill-failback")

    report = make_report(day.recovery, outcome, by_alarm=False, resolution=EVERY)
    assert report.right, to_markdown(day.recovery, report)
    assert (outcome.serves, day.stack.answers()) == (HOME, HOME)
    assert outcome.tally.lost == outcome.tally.doubled == []


def test_a_disabled_check_is_told(day, told):
    route53 = day.stack.client("route53")
    check = day.recovery.check_ids["home_endpoint"]
    route53.update_health_check(HealthCheckId=check, Disabled=True)
    try:
        assert [one.key for one in day.obstacles()] == ["check-disabled:home_endpoint"]
        by_schedule(day.stack, told, "is disabled: it counts as healthy")
    finally:
        route53.update_health_check(HealthCheckId=check, Disabled=False)
    by_schedule(day.stack, told, "Gone: check-disabled:home_endpoint")


def test_a_lagging_replica_is_told(day, told):
    calm(day.stack, told)
    day.stack.replication(paused=True, service="dynamodb")
    words = f"{AWAY} lacks what the other Region wrote"

    def is_told() -> bool:
        if told.has(words):
            return True
        # Before the pause, by a look that was overtaken.
        return f"lag:{AWAY}" in memory_of_the_watch(day.stack)["keys"]

    try:
        day.stack.until(is_told, step=100, what=words)
    finally:
        day.stack.replication(paused=False, service="dynamodb")
    by_schedule(day.stack, told, f"Gone: lag:{AWAY}")


def test_a_model_that_is_behind_is_told(day, told):
    s3, home = day.stack.client("s3"), day.recovery.home
    place = {"Bucket": home.model_bucket, "Key": home.model_pointer_key}
    day.stack.replication(paused=True, service="s3")
    try:
        # The same pointer, written once more: the other Region has the older one.
        s3.put_object(**place, Body=s3.get_object(**place)["Body"].read())
        by_schedule(day.stack, told, "is live, and here it would be")
    finally:
        day.stack.replication(paused=False, service="s3")
    by_schedule(day.stack, told, "Gone: model-pointer")


def test_a_model_that_is_not_there_is_told(day, told):
    s3, standby = day.stack.client("s3", AWAY), day.recovery.standby
    place = {"Bucket": standby.model_bucket, "Key": standby.model_pointer_key}
    marker = s3.delete_object(**place)["VersionId"]
    try:
        by_schedule(day.stack, told, "nothing is live in this Region's model store")
    finally:
        s3.delete_object(**place, VersionId=marker)
    by_schedule(day.stack, told, "Gone: model-pointer")


def test_an_inference_that_nobody_begins_is_told(day, told):
    records = DynamoRecords(
        day.stack.client("dynamodb", AWAY), day.recovery.records_table
    )
    # Of a Region whose sweeper is not there any more.
    left = a_record(id="d" * 32, home_region="eu-north-1")
    records.create(left, attend_by=1_700_000_000)
    try:
        by_schedule(day.stack, told, f"inference {left.id} is not finished")
    finally:
        day.stack.client("dynamodb", AWAY).delete_item(
            TableName=day.recovery.records_table, Key={"id": {"S": left.id}}
        )
    by_schedule(day.stack, told, f"Gone: record:{left.id}")
