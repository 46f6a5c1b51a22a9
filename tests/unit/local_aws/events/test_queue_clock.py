"""Queues by the local clock, and with several threads at once."""

import json
import threading

from moto.sqs.models import sqs_backends

from tests.support.served import REGION


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


def test_what_is_sent_while_another_is_deleted_stays(world):
    url, _ = world.queue(VisibilityTimeout=3600)
    queue = sqs_backends[world.account][REGION].queues[url.rpartition("/")[2]]
    send(world, url, "first")
    [first] = world.messages(url)
    senders = []

    class Watched(list):
        """Knows when somebody has looked at every message."""

        def __iter__(self):
            yield from super().__iter__()
            if not senders:
                senders.append(
                    threading.Thread(target=send, args=(world, url, "second"))
                )
                senders[0].start()
                # Whoever sends has to wait until the deletion is done.
                senders[0].join(0.5)

    queue._messages = Watched(queue._messages)  # noqa: SLF001 - moto has no other way
    world.client("sqs").delete_message(
        QueueUrl=url, ReceiptHandle=first["ReceiptHandle"]
    )
    senders[0].join()

    assert world.receive(url) == ["second"]
