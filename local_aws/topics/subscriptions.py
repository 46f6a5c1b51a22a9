"""Subscriptions that wait until whoever is at the other end has confirmed.

https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.confirm.html
"""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from moto.sns.models import sns_backends

from local_aws.topics import outbox
from local_aws.topics.outbox import Message

# Anybody can type an address of somebody else's.
CONFIRMED_BY_HAND = frozenset({"email", "email-json", "http", "https"})
# "Amazon SNS deletes unconfirmed subscriptions" after two days.
_WAITS = timedelta(days=2)
_PENDING = "PendingConfirmation"


def is_pending(subscription: Any) -> bool:  # noqa: ANN401 - moto is untyped
    """Tell whether nobody has confirmed it yet."""
    return bool(subscription.attributes.get(_PENDING))


def ask(subscription: Any, at: datetime) -> None:  # noqa: ANN401 - moto is untyped
    """Let a subscription wait, and send the request to confirm it."""
    subscription.attributes[_PENDING] = True
    subscription.attributes["ConfirmationWasAuthenticated"] = False
    subscription.token = uuid.uuid4().hex
    subscription.__dict__.setdefault("asked", at)
    outbox.put(
        Message(
            at=at,
            endpoint=subscription.endpoint,
            protocol=subscription.protocol,
            source=subscription.topic_arn,
            subject="AWS Notification - Subscription Confirmation",
            text=f"You have chosen to subscribe to the topic {subscription.topic_arn}.",
            token=subscription.token,
        )
    )


def confirm(subscription: Any) -> None:  # noqa: ANN401 - moto is untyped
    """Deliver from now on."""
    subscription.attributes[_PENDING] = False


def confirm_endpoint(account_id: str, endpoint: str) -> list[str]:
    """Confirm whatever an address is asked to confirm; returns the ARNs.

    Raises:
        ValueError: It is asked nothing.

    """
    found = [
        each
        for backend in list(sns_backends[account_id].values())
        for each in list(backend.subscriptions.values())
        if each.endpoint == endpoint and is_pending(each)
    ]
    if not found:
        message = f"no subscription of {endpoint} waits to be confirmed"
        raise ValueError(message)
    for each in found:
        confirm(each)
    return [each.arn for each in found]


def of_topic(backend: Any, topic_arn: str) -> Iterator[Any]:  # noqa: ANN401 - moto is untyped
    """Return the subscriptions of a topic, in moto's SNS of its Region."""
    for each in list(backend.subscriptions.values()):
        if each.topic_arn == topic_arn:
            yield each


def drop_expired(backend: Any, at: datetime) -> None:  # noqa: ANN401 - moto is untyped
    """Forget what nobody confirmed in time."""
    for arn, each in list(backend.subscriptions.items()):
        if is_pending(each) and each.asked + _WAITS <= at:
            backend.subscriptions.pop(arn, None)
