"""`POST /inferences` where what it works with is lost on the way."""

import json
import uuid

import pytest

from inferences.s3_documents import INLINE_BYTES
from tests.support.deployment import eventually
from tests.support.routed import WORDS, Routed, predicted

# A record holds less than this.
LONG = [" ".join(WORDS) * (INLINE_BYTES // 10)]


@pytest.fixture(autouse=True)
def no_faults(stack):
    yield
    stack.no_more_faults()


def lose_payload(stack: Routed, inference: str) -> None:
    s3 = stack.client("s3")
    [bucket] = [
        one["Name"]
        for one in s3.list_buckets()["Buckets"]
        if "-inferences-" in one["Name"]
    ]
    found = s3.list_objects_v2(Bucket=bucket, Prefix=f"payloads/{inference}-")
    [payload] = found["Contents"]
    s3.delete_object(Bucket=bucket, Key=payload["Key"])


def test_a_payload_that_is_gone_is_the_reason_and_a_dead_letter(stack: Routed):
    # Endpoints that stay cold, so that it is read once more.
    stack.fault(
        "sagemaker-runtime",
        "InvokeEndpoint",
        "ModelNotReadyException",
        status=429,
        calls=10_000,
    )
    posted = stack.post(LONG, traffic_class="serverless_preferred")
    assert posted.status == 202, posted
    lose_payload(stack, posted.body["id"])

    [ended] = stack.until_ended([posted.body["id"]], step=300).values()

    assert (ended["status"], ended["error"]["code"]) == (
        "failed",
        "payload_unavailable",
    )
    sqs = stack.client("sqs")
    url = stack.outputs["inference_queues"]["dead_letters"]
    letters = eventually(
        lambda: sqs.receive_message(QueueUrl=url).get("Messages"), within_seconds=30
    )
    [letter] = [json.loads(one["Body"]) for one in letters]
    assert (letter["id"], letter["error"]) == (
        posted.body["id"],
        "DocumentMissingError",
    )


@pytest.fixture
def unheard(stack: Routed):
    """Have nobody told that a job has ended."""
    events = stack.client("events")
    [rule] = [
        one["Name"]
        for one in events.list_rules()["Rules"]
        if one["Name"].endswith("-job-ended")
    ]
    events.disable_rule(Name=rule)
    yield
    events.enable_rule(Name=rule)


def test_a_job_whose_end_nobody_heard_of_is_collected_all_the_same(
    stack: Routed, unheard
):
    posted = stack.post(["oak"], traffic_class="batch_preferred")

    [ended] = stack.until_ended([posted.body["id"]]).values()

    assert (ended["path"], ended["predictions"]) == ("batch", predicted(["oak"]))


def test_a_window_that_is_begun_again_begins_no_second_job(stack: Routed):
    posted = stack.post(["elm"], traffic_class="batch_preferred")
    stack.until_ended([posted.body["id"]])
    [window] = [
        one["window"]["S"]
        for one in stack.records()
        if one["id"]["S"] == posted.body["id"]
    ]
    before = stack.jobs()

    answer = stack.client("lambda").invoke(
        FunctionName=stack.function("window"),
        Qualifier="live",
        Payload=json.dumps({"window": window}).encode(),
    )

    assert "FunctionError" not in answer, answer["Payload"].read()
    assert stack.jobs() == before


def test_a_second_execution_of_what_has_ended_waits_for_nothing(stack: Routed):
    posted = stack.post(["yew"], traffic_class="batch_preferred")
    stack.until_ended([posted.body["id"]])
    states = stack.client("stepfunctions")
    [machine] = [
        one["stateMachineArn"]
        for one in states.list_state_machines()["stateMachines"]
        if one["name"].endswith("-inferences")
    ]

    # As the sweeper begins one for whatever nobody seems to work on.
    again = states.start_execution(
        stateMachineArn=machine,
        name=uuid.uuid4().hex,
        input=json.dumps(
            {
                "id": posted.body["id"],
                "run": "again",
                "steps": ["batch", "fail"],
                "position": 0,
            }
        ),
    )["executionArn"]

    assert (
        eventually(
            lambda: (
                (found := states.describe_execution(executionArn=again)["status"])
                != "RUNNING"
                and found
            ),
            within_seconds=60,
        )
        == "SUCCEEDED"
    )
