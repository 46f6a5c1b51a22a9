"""Queues by the local clock, and with several threads at once."""

import json
from concurrent.futures import ThreadPoolExecutor


def send(world, url, *bodies, **more):
    for body in bodies:
        world.client("sqs").send_message(QueueUrl=url, MessageBody=body, **more)


def test_a_message_comes_back_when_its_time_is_up(world):
    url, _ = world.queue(VisibilityTimeout=600)
    send(world, url, "one")

    first = world.receive(url)
    world.advance(seconds=590)
    early = world.receive(url)
    world.advance(seconds=20)

    assert (first, early, world.receive(url)) == (["one"], [], ["one"])


def test_a_delay_passes(world):
    url, _ = world.queue()
    send(world, url, "late", DelaySeconds=900)

    early = world.receive(url)
    world.advance(seconds=901)

    assert (early, world.receive(url)) == ([], ["late"])


def test_what_is_never_done_goes_to_the_dead_letters(world):
    dead_url, dead_arn = world.queue()
    redrive = {"deadLetterTargetArn": dead_arn, "maxReceiveCount": 2}
    url, _ = world.queue(VisibilityTimeout=60, RedrivePolicy=json.dumps(redrive))
    send(world, url, "bad")

    seen = []
    for _ in range(3):
        seen.append(world.receive(url))
        world.advance(seconds=61)

    assert seen == [["bad"], ["bad"], []]
    assert world.receive(dead_url) == ["bad"]


def test_messages_are_not_kept_for_ever(world):
    url, _ = world.queue(MessageRetentionPeriod=3600)
    send(world, url, "old")
    world.advance(minutes=40)
    send(world, url, "new")
    world.advance(minutes=30)

    found = world.client("sqs").get_queue_attributes(
        QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"]
    )["Attributes"]["ApproximateNumberOfMessages"]

    assert found == "1"
    assert world.receive(url) == ["new"]


def test_nothing_is_lost_between_threads(world):
    url, _ = world.queue(VisibilityTimeout=3600)
    numbers = [str(n) for n in range(120)]

    def work(number):
        send(world, url, number)
        return world.receive(url, delete=True)

    with ThreadPoolExecutor(6) as threads:
        found = [body for bodies in threads.map(work, numbers) for body in bodies]
    found += world.receive(url, delete=True)

    assert sorted(found) == sorted(numbers)
