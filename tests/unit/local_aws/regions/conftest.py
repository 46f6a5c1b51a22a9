"""Two Regions of a local AWS of this process, both up when a test begins."""

import pytest

from tests.support.served import serving
from tests.support.two_regions import AWAY, HOME, TwoRegions


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("regions")) as served:
        yield TwoRegions(served, "regions")


@pytest.fixture
def world(both):
    yield both
    for name in (HOME, AWAY):
        both.region(name, "up")


@pytest.fixture
def queue(world):
    """Make a queue in a Region; gives its URL and ARN."""

    def make(region=HOME):
        name = world.unique("queue")
        url = world.client("sqs", region).create_queue(QueueName=name)["QueueUrl"]
        return url, f"arn:aws:sqs:{region}:{world.account}:{name}"

    return make


@pytest.fixture
def bodies(world):
    """Return what a queue holds, and take it."""

    def receive(url, region=HOME):
        sqs = world.client("sqs", region)
        got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
        for each in got.get("Messages", []):
            sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
        return [each["Body"] for each in got.get("Messages", [])]

    return receive
