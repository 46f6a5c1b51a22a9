"""Tells whom a budget or a subscription names: a topic, or an address directly."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from local_aws.topics import outbox
from local_aws.topics.outbox import Message
from local_aws.topics.publishing import Publisher, publish

SNS = "SNS"


def tell(
    publisher: Publisher,
    subscribers: Iterable[tuple[str, str]],
    words: Mapping[str, str],
    at: datetime,
) -> None:
    """Send what happened to each subscriber.

    Args:
        publisher: Who tells.
        subscribers: Kind ("SNS" or "EMAIL") and address of each.
        words: "subject" and "text".
        at: When it happened.

    """
    for kind, address in subscribers:
        if kind == SNS:
            publish(publisher, address, words["subject"], words["text"], at)
            continue
        outbox.put(
            Message(
                at=at,
                endpoint=address,
                protocol="email",
                source=publisher.source_arn,
                subject=words["subject"],
                text=words["text"],
            )
        )
