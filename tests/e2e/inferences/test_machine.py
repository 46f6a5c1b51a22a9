"""Requests, faults, crashes, duplicates and clock moves in any order: none is lost.

Invariant 1 on the deployed system: at rest every id that got a 2xx has succeeded
with the right predictions, or failed with the true reason; once each.
"""

import json
import os
import uuid
from collections.abc import Iterable
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    rule,
    run_state_machine_as_test,
)

from tests.support.routed import SERVER_ERRORS, WORDS, Routed, predicted

# The same steps come again with the same seed.
SEED = int(os.environ.get("INFERWAY_MACHINE_SEED", "4"))
EXAMPLES = 5
STEPS = 60

CLASSES = ("standard", "serverless_preferred", "provisioned_preferred")
# A payload that no model takes: the words are strings.
NO_INSTANCE = 7

FAULTS = (
    ("sagemaker-runtime", "InvokeEndpoint", "ThrottlingException", 429),
    ("sagemaker-runtime", "InvokeEndpoint", "ModelNotReadyException", 429),
    ("sagemaker-runtime", "InvokeEndpoint", "InternalFailure", 500),
    ("sagemaker-runtime", "InvokeEndpoint", "ServiceUnavailable", 503),
    ("dynamodb", "PutItem", "InternalServerError", 500),
    ("dynamodb", "GetItem", "InternalServerError", 500),
    ("dynamodb", "UpdateItem", "ProvisionedThroughputExceededException", 400),
    ("dynamodb", "Query", "InternalServerError", 500),
    ("s3", "PutObject", "SlowDown", 503),
    ("s3", "GetObject", "InternalError", 500),
    ("sqs", "SendMessage", "InternalFailure", 500),
    ("sqs", "ReceiveMessage", "InternalFailure", 500),
    ("sqs", "DeleteMessageBatch", "InternalFailure", 500),
    ("stepfunctions", "StartExecution", "ThrottlingException", 400),
    ("stepfunctions", "SendTaskSuccess", "InternalServerError", 500),
    ("sagemaker", "CreateTransformJob", "ResourceLimitExceeded", 400),
)
FUNCTIONS = ("routing", "step", "window", "results", "sweeper")


PICKED = st.integers(0, 999)


def picked(names: Iterable[str], number: int) -> str:
    """Return one of some names."""
    ordered = sorted(names)
    return ordered[number % len(ordered)]


class Inferences(RuleBasedStateMachine):
    """What clients and misfortune do, and what clients were promised."""

    stack: ClassVar[Routed]

    def __init__(self) -> None:
        super().__init__()
        # By id: the words, or None where no model can take them.
        self.promised: dict[str, list[str] | None] = {}
        # By idempotency key: the words, the class, and the id once it is known.
        self.keyed: dict[str, tuple[list, str, str | None]] = {}

    words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)

    @rule(words=words, traffic_class=st.sampled_from(CLASSES), bad=st.integers(0, 7))
    def post(self, words, traffic_class, bad):
        """Ask; one in eight asks for what no model takes."""
        instances = [NO_INSTANCE] if bad == 0 else words
        key = uuid.uuid4().hex
        self.keyed[key] = (instances, traffic_class, None)
        self._ask(key)

    @rule(words=words)
    def post_for_a_window(self, words):
        key = uuid.uuid4().hex
        self.keyed[key] = (words, "batch_preferred", None)
        self._ask(key)

    # Steps are numbers that a seed decides. What they pick from is not: what has
    # been answered by then depends on how fast the machine is.

    @rule(number=PICKED)
    def post_again(self, number):
        if self.keyed:
            self._ask(picked(self.keyed, number))

    @rule(number=PICKED)
    def look(self, number):
        if self.promised:
            inference = picked(self.promised, number)
            self._check(inference, self.stack.look(inference))

    @rule(fault=st.sampled_from(FAULTS), calls=st.integers(1, 4))
    def fail(self, fault, calls):
        service, operation, code, status = fault
        self.stack.fault(service, operation, code, status=status, calls=calls)

    @rule(
        part=st.sampled_from(FUNCTIONS),
        after_calls=st.integers(0, 6),
        after_done=st.booleans(),
    )
    def die(self, part, after_calls, after_done):
        self.stack.die(part, after_calls, after_done=after_done)

    # For no longer: by the clock of the machine, a caller waits 28 s.
    @rule(seconds=st.sampled_from([1, 5]))
    def be_cold(self, seconds):
        self.stack.cool(seconds)

    @rule(seconds=st.sampled_from([5, 60, 301, 1000]))
    def move(self, seconds):
        self.stack.advance(seconds)

    @rule(number=PICKED)
    def queue_twice(self, number):
        if self.promised:
            self.stack.client("sqs").send_message(
                QueueUrl=self.stack.outputs["inference_queues"]["windows"],
                MessageBody=json.dumps({"id": picked(self.promised, number)}),
            )

    @rule()
    def sweep_twice(self):
        self.stack.invoke("sweeper", {"scheduled_time": self.stack.now()})

    @rule()
    def gather_twice(self):
        self.stack.invoke("window", {"scheduled_time": self.stack.now()})

    @rule(number=PICKED)
    def end_a_job_twice(self, number):
        if jobs := self.stack.jobs():
            self.stack.invoke(
                "results",
                {
                    "detail": {
                        "TransformJobName": picked(jobs, number),
                        "TransformJobStatus": "Completed",
                    }
                },
            )

    def teardown(self):
        """Let everything come to rest, and hold it to what was promised."""
        self.stack.no_more_faults()
        for key in self.keyed:
            self._ask(key, tries=30)
        assert all(one is not None for _, _, one in self.keyed.values())
        found = self.stack.until_ended(list(self.promised))
        for inference, ended in found.items():
            self._check(inference, ended)
        assert len(self.promised) == len(self.keyed)

    def _ask(self, key: str, tries: int = 1) -> None:
        instances, traffic_class, known = self.keyed[key]
        for _ in range(tries):
            answer = self.stack.post(
                instances, idempotency_key=key, traffic_class=traffic_class
            )
            if answer.status not in SERVER_ERRORS:
                break
        bad = instances == [NO_INSTANCE]
        if answer.status in SERVER_ERRORS:
            return
        if bad and answer.status == 400:
            # The endpoint has said so at once: nothing was promised.
            assert answer.body["error"]["code"] == "invalid_instance", answer
            del self.keyed[key]
            self.promised.pop(known, None)
            return
        assert answer.status in {200, 202}, answer
        inference = answer.body["id"]
        assert known in {None, inference}
        self.keyed[key] = (instances, traffic_class, inference)
        self.promised[inference] = None if bad else instances
        self._check(inference, answer.body)

    def _check(self, inference: str, found: dict) -> None:
        words = self.promised[inference]
        match found["status"]:
            case "pending":
                return
            case "succeeded":
                assert words is not None, found
                assert found["predictions"] == predicted(words), found
                assert found["model"]["name"] == "words"
            case "failed":
                assert words is None, found
                assert found["error"]["code"] == "invalid_instance", found
            case other:
                pytest.fail(f"{inference} is {other}")


def test_whatever_happens_every_inference_ends_once(stack: Routed):
    class OfTheStack(Inferences):
        pass

    OfTheStack.stack = stack

    run_state_machine_as_test(
        seed(SEED)(OfTheStack),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            # What went before cannot be undone: a smaller example proves nothing.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )

    # Those included whose clients never heard of an id.
    stack.until_ended(list(stack.unfinished()))
