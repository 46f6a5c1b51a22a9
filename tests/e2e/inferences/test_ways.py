"""`POST /inferences` where endpoints are cold, asleep, throttled or gone."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.deployment import Answer, eventually
from tests.support.routed import SERVER_ERRORS, WORDS, Routed, predicted

TEXTS = ["oak", "elm"]


@pytest.fixture(autouse=True)
def no_faults(stack):
    yield
    stack.no_more_faults()


@pytest.fixture
def warm(stack: Routed):
    """Have both endpoints answer at once."""
    for traffic_class in ("provisioned_preferred", "serverless_preferred"):
        path = traffic_class.removesuffix("_preferred")
        eventually(
            lambda traffic_class=traffic_class, path=path: (
                stack.post(["oak"], traffic_class=traffic_class).body.get("path")
                == path
            ),
            within_seconds=90,
            every_seconds=0.5,
        )


def story(stack: Routed, answer: Answer) -> list[tuple[str, str]]:
    """Return what was tried: paths and outcomes."""
    found = stack.look(answer.body["id"])
    return [(one["path"], one["outcome"]) for one in found["attempts"]]


def test_each_class_goes_its_way_and_is_told_the_same(stack: Routed, warm):
    answers = {
        traffic_class: stack.post(TEXTS, traffic_class=traffic_class)
        for traffic_class in (
            "standard",
            "provisioned_preferred",
            "serverless_preferred",
        )
    }

    assert {name: one.body["path"] for name, one in answers.items()} == {
        "standard": "provisioned",
        "provisioned_preferred": "provisioned",
        "serverless_preferred": "serverless",
    }
    for answer in answers.values():
        assert answer.status == 200
        assert answer.body["predictions"] == predicted(TEXTS)
        looked = stack.look(answer.body["id"])
        assert answer.body.items() <= looked.items()


def test_batch_is_a_202_and_ends_with_the_window(stack: Routed):
    answer = stack.post(TEXTS, traffic_class="batch_preferred")

    assert (answer.status, answer.body["status"]) == (202, "pending")
    assert answer.headers["location"].endswith(f"/inferences/{answer.body['id']}")
    [ended] = stack.until_ended([answer.body["id"]]).values()
    assert (ended["path"], ended["predictions"]) == ("batch", predicted(TEXTS))


def test_more_instances_than_the_threshold_are_a_batch(stack: Routed):
    instances = list(WORDS) * 101

    answer = stack.post(instances)

    assert answer.status == 202
    [ended] = stack.until_ended([answer.body["id"]]).values()
    assert (ended["path"], ended["predictions"]) == ("batch", predicted(instances))


def test_a_bad_record_fails_alone_in_its_window(stack: Routed):
    posted = [
        stack.post(instances, traffic_class="batch_preferred").body["id"]
        for instances in (["oak"], [7], ["elm"])
    ]
    before = len(stack.jobs())

    ended = stack.until_ended(posted)

    assert [ended[one]["status"] for one in posted] == [
        *("succeeded", "failed", "succeeded")
    ]
    assert ended[posted[1]]["error"]["code"] == "invalid_instance"
    assert "Instance 0" in ended[posted[1]]["error"]["message"]
    assert len(stack.jobs()) == before + 1


def test_a_cold_endpoint_is_waited_for(stack: Routed, warm):
    stack.cool(45)
    found: list[Answer] = []
    asking = threading.Thread(
        target=lambda: found.append(
            stack.post(TEXTS, traffic_class="serverless_preferred")
        )
    )
    asking.start()
    while asking.is_alive():
        stack.advance(10)
        asking.join(1.0)

    [answer] = found
    assert (answer.status, answer.body["path"]) == (200, "serverless")
    assert answer.body["predictions"] == predicted(TEXTS)
    tried = story(stack, answer)
    assert ("serverless", "ModelNotReadyError") in tried
    assert tried[-1] == ("serverless", "succeeded")


def test_one_that_is_cold_for_longer_than_a_caller_waits_is_a_202(stack: Routed, warm):
    stack.cool(45)

    answer = stack.post(TEXTS, traffic_class="serverless_preferred")

    assert answer.status == 202, "the gateway waits 29 s at most"
    [ended] = stack.until_ended([answer.body["id"]], step=10).values()
    assert (ended["path"], ended["predictions"]) == ("serverless", predicted(TEXTS))


def test_a_throttled_endpoint_is_asked_again(stack: Routed, warm):
    stack.fault(
        "sagemaker-runtime",
        "InvokeEndpoint",
        "ThrottlingException",
        status=429,
        calls=2,
    )

    answer = stack.post(TEXTS, traffic_class="provisioned_preferred")

    assert (answer.status, answer.body["path"]) == (200, "provisioned")
    assert story(stack, answer) == [
        ("provisioned", "ThrottledError"),
        ("provisioned", "ThrottledError"),
        ("provisioned", "succeeded"),
    ]


def test_what_no_model_takes_is_refused_and_never_tried_again(stack: Routed, warm):
    answer = stack.post([7], traffic_class="serverless_preferred")

    assert (answer.status, answer.body["error"]["code"]) == (400, "invalid_instance")


def test_nobody_sees_the_record_of_another_key(stack: Routed, warm):
    posted = stack.post(TEXTS)
    with stack.deployment.client_key("paths-others") as other:
        answer = stack.get(posted.body["id"], key=other)

    assert (answer.status, answer.body["error"]["code"]) == (404, "not_found")
    assert stack.get(posted.body["id"]).status == 200
    assert stack.get("0" * 32).status == 404


def test_an_idempotency_key_gives_one_record(stack: Routed, warm):
    key = uuid.uuid4().hex
    with ThreadPoolExecutor(4) as clients:
        answers = list(
            clients.map(
                lambda _: stack.post(TEXTS, idempotency_key=key), range(4), timeout=60
            )
        )

    assert {answer.status for answer in answers} <= {200, 202}
    [inference] = {answer.body["id"] for answer in answers}
    [ended] = stack.until_ended([inference]).values()
    assert ended["predictions"] == predicted(TEXTS)
    assert stack.post(TEXTS, idempotency_key=key).status == 200
    other = stack.post(["yew"], idempotency_key=key)
    assert (other.status, other.body["error"]["code"]) == (409, "idempotency_conflict")


def test_a_burst_with_failures_ends_whole_in_as_many_jobs_as_windows(
    stack: Routed, warm
):
    for code, status in (("ThrottlingException", 429), ("InternalFailure", 500)):
        stack.fault(
            "sagemaker-runtime",
            "InvokeEndpoint",
            code,
            status=status,
            calls=1000,
            # One call of six, and one of six that are left: 31 of 100.
            every=6,
        )
    before = set(stack.jobs())
    asked = {
        uuid.uuid4().hex: (
            [WORDS[number % len(WORDS)]],
            ("batch_preferred", "standard", "standard")[number % 3],
        )
        for number in range(1000)
    }

    def ask(key: str) -> str:
        instances, traffic_class = asked[key]
        while True:
            answer = stack.post(
                instances, idempotency_key=key, traffic_class=traffic_class
            )
            if answer.status not in SERVER_ERRORS:
                assert answer.status in {200, 202}, answer
                return answer.body["id"]

    with ThreadPoolExecutor(8) as clients:
        ids = dict(zip(asked, clients.map(ask, asked), strict=True))
    ended = stack.until_ended(list(ids.values()))

    assert len(ended) == 1000
    for key, inference in ids.items():
        assert ended[inference]["predictions"] == predicted(asked[key][0])
    jobs = set(stack.jobs()) - before
    windows = {one["window"]["S"] for one in stack.records() if "window" in one}
    assert 1 <= len(jobs) <= 20
    assert len(jobs) <= len(windows)


def test_one_at_zero_is_passed_over_and_can_be_waited_for(stack: Routed, warm):
    component = stack.outputs["served"]["endpoints"]["steady"]["component_name"]
    sagemaker = stack.client("sagemaker")
    sagemaker.update_inference_component_runtime_config(
        InferenceComponentName=component, DesiredRuntimeConfig={"CopyCount": 0}
    )
    eventually(
        lambda: (
            sagemaker.describe_inference_component(InferenceComponentName=component)[
                "InferenceComponentStatus"
            ]
            == "InService"
        ),
        within_seconds=60,
    )

    passed_over = stack.post(TEXTS, traffic_class="provisioned_preferred")
    waiting = stack.post(TEXTS, traffic_class="patient")

    assert (passed_over.status, passed_over.body["path"]) == (200, "serverless")
    assert story(stack, passed_over)[0] == ("provisioned", "NoCapacityError")
    assert waiting.status == 202
    [ended] = stack.until_ended([waiting.body["id"]], step=60).values()
    assert (ended["path"], ended["predictions"]) == ("provisioned", predicted(TEXTS))


@pytest.fixture
def gone(stack: Routed):
    """Delete the serverless endpoint, and make it again."""
    sagemaker = stack.client("sagemaker")
    name = stack.outputs["served"]["endpoints"]["on-demand"]["endpoint_name"]
    config = sagemaker.describe_endpoint(EndpointName=name)["EndpointConfigName"]
    sagemaker.delete_endpoint(EndpointName=name)
    yield
    sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=config)
    sagemaker.get_waiter("endpoint_in_service").wait(
        EndpointName=name, WaiterConfig={"Delay": 1}
    )


def test_one_that_is_gone_is_passed_over(stack: Routed, gone):
    answer = stack.post(TEXTS, traffic_class="serverless_preferred")

    assert answer.status == 202
    [ended] = stack.until_ended([answer.body["id"]]).values()
    assert (ended["path"], ended["predictions"]) == ("batch", predicted(TEXTS))
    assert ended["attempts"][0]["outcome"] == "EndpointGoneError"
