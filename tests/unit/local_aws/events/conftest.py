"""A local AWS whose schedules, rules and queues go by a clock that moves."""

import itertools
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.served import REGION, Served, serving, wait_until

_numbers = itertools.count(1)

# What it is told goes to a queue, so that tests see it.
RECORDER = """
import json, os, boto3

def handle(event, context):
    sqs = boto3.client("sqs")
    sqs.send_message(
        QueueUrl=os.environ["QUEUE_URL"],
        MessageBody=json.dumps({"event": event, "arn": context.invoked_function_arn}),
    )
    sqs.send_message(QueueUrl=os.environ["QUEUE_URL"], MessageBody='"again"')
    return "done"
"""


@dataclass(frozen=True)
class World:
    """A served local AWS, and shortcuts."""

    served: Served
    image: str

    def client(self, service):
        return self.served.client(service)

    @property
    def account(self):
        return self.served.local.account_id

    def control(self, path, body=None):
        """Ask a control; gives status and answer."""
        request = urllib.request.Request(  # noqa: S310 - our own http URL
            f"{self.served.local.url}/_local/{path}",
            data=None if body is None else json.dumps(body).encode(),
            method="GET" if body is None else "POST",
        )
        try:
            with urllib.request.urlopen(request) as answer:  # noqa: S310
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def now(self):
        return datetime.fromisoformat(self.control("clock")[1]["now"])

    def advance(self, **by):
        seconds = timedelta(**by).total_seconds()
        status, answer = self.control("clock", {"advance_seconds": seconds})
        assert status == 200, answer
        return datetime.fromisoformat(answer["now"])

    def move_to(self, at):
        status, answer = self.control("clock", {"now": at.astimezone(UTC).isoformat()})
        assert status == 200, answer

    def queue(self, **attributes):
        """Make a queue; gives URL and ARN."""
        name = unique("queue")
        sqs = self.client("sqs")
        url = sqs.create_queue(
            QueueName=name, Attributes={k: str(v) for k, v in attributes.items()}
        )["QueueUrl"]
        return url, f"arn:aws:sqs:{REGION}:{self.account}:{name}"

    def receive(self, url, *, delete=False):
        """Return the bodies of all messages that can be seen now."""
        return [m["Body"] for m in self.messages(url, delete=delete)]

    def messages(self, url, *, delete=False):
        sqs, found = self.client("sqs"), []
        while True:
            more = sqs.receive_message(
                QueueUrl=url,
                MaxNumberOfMessages=10,
                MessageAttributeNames=["All"],
                MessageSystemAttributeNames=["All"],
            ).get("Messages", [])
            if not more:
                return found
            found += more
            for each in more if delete else ():
                sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])

    def role(self, *actions, service="scheduler.amazonaws.com"):
        return self.served.role(unique("role"), *actions, service=service)

    def recorder(self, url):
        """Make a function that sends its events to a queue; gives its alias's ARN."""
        name = self.served.function(
            unique("recorder"),
            self.image,
            self.role("sqs:*", "logs:*", service="lambda.amazonaws.com"),
            Environment={"Variables": {"QUEUE_URL": url}},
        )
        functions = self.client("lambda")
        version = functions.publish_version(FunctionName=name)["Version"]
        alias = functions.create_alias(
            FunctionName=name, Name="live", FunctionVersion=version
        )
        return alias["AliasArn"]

    def events(self, url, count):
        """Return the events that a recorder was given, once there are so many."""
        found: list[Any] = []

        def enough():
            bodies = [json.loads(b) for b in self.receive(url, delete=True)]
            found.extend(b for b in bodies if b != "again")
            return len(found) >= count

        wait_until(enough)
        return found


def unique(prefix):
    """Make a name that no other test uses, of other folders neither."""
    return f"events-{prefix}-{next(_numbers)}"


@pytest.fixture(name="unique")
def unique_names():
    return unique


# Not longer than a file: of several servers in a process the newest has the clock.
@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("events")) as running:
        yield running


@pytest.fixture(scope="module")
def world(served):
    return World(served, served.image(RECORDER, tag=unique("recorder")))
