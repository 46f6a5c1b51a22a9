"""SNS: subscriptions that wait for a confirmation, and a way to see deliveries.

moto confirms every subscription itself, sends e-mail nowhere, and really calls
URLs. Here all that would leave the account is kept for tests to read.
"""

import logging
from typing import Any

from moto.core.responses import ActionResult
from moto.sns.exceptions import SNSInvalidParameter, TopicNotFound
from moto.sns.models import SNSBackend, Subscription
from moto.sns.responses import SNSResponse
from moto.sqs.exceptions import QueueDoesNotExist

from local_aws.patches.replacing import Method, replace
from local_aws.scaling.hook import now
from local_aws.topics import outbox
from local_aws.topics.outbox import Message
from local_aws.topics.publishing import PUBLISHED
from local_aws.topics.subscriptions import (
    CONFIRMED_BY_HAND,
    ask,
    confirm,
    drop_expired,
    is_pending,
    of_topic,
)

logger = logging.getLogger(__name__)

_LEAVES = CONFIRMED_BY_HAND | {"sms"}


def apply() -> None:
    """Change moto's SNS."""
    replace(SNSBackend, "subscribe", _asking)
    for name in (
        "get_subscription_attributes",
        "list_subscriptions",
        "list_subscriptions_by_topic",
    ):
        replace(SNSBackend, name, _without_expired)
    replace(Subscription, "publish", _delivering)
    replace(SNSResponse, "subscribe", _saying_that_it_waits)
    replace(SNSResponse, "list_subscriptions", _listing)
    replace(SNSResponse, "list_subscriptions_by_topic", _listing)
    replace(SNSResponse, "get_topic_attributes", _counting)
    replace(SNSResponse, "confirm_subscription", _confirming)


def _asking(original: Method) -> Method:
    def subscribe(self: Any, topic_arn: str, endpoint: str, protocol: str) -> Any:  # noqa: ANN401 - moto is untyped
        known = set(self.subscriptions)
        made = original(self, topic_arn, endpoint, protocol)
        new = made.arn not in known
        # Who subscribes again is asked again.
        if protocol in CONFIRMED_BY_HAND and (new or is_pending(made)):
            ask(made, now())
        return made

    return subscribe


def _without_expired(original: Method) -> Method:
    def method(self: Any, *rest: Any, **more: Any) -> Any:  # noqa: ANN401 - moto is untyped
        drop_expired(self, now())
        return original(self, *rest, **more)

    return method


def _delivering(original: Method) -> Method:
    def publish(
        self: Any,  # noqa: ANN401 - moto is untyped
        message: str,
        message_id: str,
        subject: str | None = None,
        **more: Any,  # noqa: ANN401 - moto is untyped
    ) -> None:
        if self.protocol not in _LEAVES:
            try:
                original(self, message, message_id, subject=subject, **more)
            except QueueDoesNotExist:
                # Who publishes is told nothing of it: the message is lost.
                # https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
                logger.warning("%s: no queue %s", self.topic_arn, self.endpoint)
            return
        if is_pending(self):
            return
        matcher = self._filter_policy_matcher
        if matcher is not None and not matcher.matches(
            more.get("message_attributes"), message
        ):
            return
        if more.get("message_structure") == "json":
            message = self._parse_message_structure(message, self.protocol)
        outbox.put(
            Message(
                at=PUBLISHED.get() or now(),
                endpoint=self.endpoint,
                protocol=self.protocol,
                source=self.topic_arn,
                subject=subject,
                text=message,
            )
        )

    return publish


def _saying_that_it_waits(original: Method) -> Method:
    """Give the ARN of what waits only to who asks for it."""

    def subscribe(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
        answer = original(self)
        arn = answer.result["SubscriptionArn"]
        waits = is_pending(self.backend.subscriptions[arn])
        if waits and not self._get_param("ReturnSubscriptionArn"):
            return ActionResult({"SubscriptionArn": "pending confirmation"})
        return ActionResult({"SubscriptionArn": arn})

    return subscribe


def _listing(original: Method) -> Method:
    """Name no ARN of what waits."""

    def list_subscriptions(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
        result = dict(original(self).result)
        result["Subscriptions"] = [
            {
                "SubscriptionArn": "PendingConfirmation"
                if is_pending(each)
                else each.arn,
                "Owner": each.owner,
                "Protocol": each.protocol,
                "Endpoint": each.endpoint,
                "TopicArn": each.topic_arn,
            }
            for each in result["Subscriptions"]
        ]
        return ActionResult(result)

    return list_subscriptions


def _counting(original: Method) -> Method:
    def get_topic_attributes(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
        result = original(self).result
        drop_expired(self.backend, now())
        waits = [
            is_pending(each)
            for each in of_topic(self.backend, result["Attributes"]["TopicArn"])
        ]
        counts = {
            "SubscriptionsPending": waits.count(True),
            "SubscriptionsConfirmed": waits.count(False),
        }
        return ActionResult({"Attributes": {**result["Attributes"], **counts}})

    return get_topic_attributes


def _confirming(_: Method) -> Method:
    def confirm_subscription(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
        topic_arn, token = self._get_param("TopicArn"), self._get_param("Token")
        if topic_arn not in self.backend.topics:
            raise TopicNotFound
        drop_expired(self.backend, now())
        for each in of_topic(self.backend, topic_arn):
            if getattr(each, "token", None) == token:
                confirm(each)
                return ActionResult({"SubscriptionArn": each.arn})
        text = "Invalid parameter: Token"
        raise SNSInvalidParameter(text)

    return confirm_subscription
