"""State machines on a local AWS of this process; each test names its own things."""

import itertools
import json
import urllib.request
from contextlib import suppress
from datetime import datetime

import pytest

from local_aws.states import hook
from tests.support.served import serving, wait_until

CODE = """
import os, time

class ThrottledError(Exception):
    pass

def handle(event, context):
    kind = event.get("kind") if isinstance(event, dict) else None
    if kind == "throttled":
        raise ThrottledError("try again")
    if kind == "die":
        os._exit(3)
    if kind == "sleep":
        time.sleep(10)
    if kind == "wait":
        while not os.path.exists(event["path"]):
            time.sleep(0.01)
    if kind == "large":
        return "x" * 300000
    return {"got": event}
"""
ENDED = ("ABORTED", "FAILED", "SUCCEEDED", "TIMED_OUT")

_numbers = itertools.count(1)


def _unique(prefix):
    return f"states-{prefix}-{next(_numbers)}"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("states")) as running:
        yield running


@pytest.fixture(scope="module")
def function(served):
    """Deploy a function that does as its event says; gives its name."""
    digest = served.image(CODE, tag="states")
    role = served.role(_unique("function"))
    return served.function(_unique("function"), digest, role, Timeout=2)


@pytest.fixture(scope="module")
def patient(served):
    """Deploy it with more time."""
    digest = served.image(CODE, tag="states-patient")
    role = served.role(_unique("patient"))
    return served.function(_unique("patient"), digest, role, Timeout=60)


@pytest.fixture
def held(patient, tmp_path):
    """Make a task whose function answers when it is let go."""
    gate = tmp_path / "gate"
    payload = {"kind": "wait", "path": str(gate)}

    def make(**settings):
        return {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName": patient, "Payload": payload},
            **settings,
        }

    yield make, gate.touch
    gate.touch()


@pytest.fixture(scope="module")
def role(served):
    """Make a role that may do what the tests' tasks do."""
    return served.role(
        _unique("machine"),
        "dynamodb:*",
        "lambda:InvokeFunction",
        "sagemaker:CreateTransformJob",
        "sqs:SendMessage",
        service="states.amazonaws.com",
    )


@pytest.fixture
def unique():
    """Make names that no other test uses."""
    return _unique


@pytest.fixture
def queue(served, unique):
    """Make a queue; its URL."""
    return served.client("sqs").create_queue(QueueName=unique("queue"))["QueueUrl"]


class Machine:
    """A state machine, and what tests ask of it."""

    def __init__(self, served, arn):
        self.arn = arn
        self._served = served
        self._states = served.client("stepfunctions")

    def start(self, given=None, **named):
        return self._states.start_execution(
            stateMachineArn=self.arn, input=json.dumps(given or {}), **named
        )["executionArn"]

    def describe(self, execution):
        return self._states.describe_execution(executionArn=execution)

    def ended(self, execution):
        """Wait for the end of an execution; gives its description."""
        wait_until(lambda: self.describe(execution)["status"] in ENDED, 20)
        return self.describe(execution)

    def run(self, given=None):
        return self.ended(self.start(given))

    def events(self, execution):
        pages = self._states.get_paginator("get_execution_history").paginate(
            executionArn=execution
        )
        return [event["type"] for page in pages for event in page["events"]]

    def reached(self, execution, event, times=1):
        """Wait until something is in the history so many times."""
        wait_until(lambda: self.events(execution).count(event) >= times, 20)


@pytest.fixture
def machine(served, role, unique):
    """Make state machines of states, or of one that ends."""

    def make(states, *, role_arn=role, **settings):
        if "Type" in states:
            states = {"Only": {**states, "End": True}}
        made = served.client("stepfunctions").create_state_machine(
            name=unique("machine"),
            definition=json.dumps(
                {
                    "StartAt": next(iter(states)),
                    "States": states,
                    **settings,
                }
            ),
            roleArn=role_arn,
        )
        return Machine(served, made["stateMachineArn"])

    return make


@pytest.fixture
def invoke(function):
    """Make tasks that invoke the function with their input."""

    def make(*, payload=None, **settings):
        passed = {"Payload.$": "$"} if payload is None else {"Payload": payload}
        return {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName": function, **passed},
            "OutputPath": "$.Payload",
            **settings,
        }

    return make


@pytest.fixture
def ask(queue):
    """Make tasks that send their token to the queue and wait."""

    def make(**settings):
        return {
            "Type": "Task",
            "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "Parameters": {
                "QueueUrl": queue,
                "MessageBody": {"token.$": "$$.Task.Token"},
            },
            **settings,
        }

    return make


@pytest.fixture
def receive(served, queue):
    """Wait for the next token in the queue."""

    def get():
        sqs = served.client("sqs")
        [message] = wait_until(
            lambda: sqs.receive_message(QueueUrl=queue).get("Messages"), 20
        )
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return json.loads(message["Body"])["token"]

    return get


@pytest.fixture
def advance(served):
    """Move the clock on, once what was begun has come to wait for it."""
    waits = hook.serving(f"127.0.0.1:{served.local.port}").waits

    def move(seconds):
        # A function that is held does not come to rest.
        with suppress(AssertionError):
            wait_until(waits.at_rest, 3)
        _clock(served, {"advance_seconds": seconds})

    return move


@pytest.fixture
def now(served):
    """Tell the time of the clock."""
    return lambda: datetime.fromisoformat(_clock(served)["now"])


def _clock(served, move=None):
    request = urllib.request.Request(  # noqa: S310 - our own URL
        f"{served.local.url}/_local/clock",
        data=None if move is None else json.dumps(move).encode(),
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return json.load(answer)
