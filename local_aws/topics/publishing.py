"""Services that publish to a topic: what its policy and its key let them.

What they may not is lost in silence, as on AWS; only the log says so.
https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
"""

import logging
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from moto.sns.models import Topic, sns_backends

from local_aws.iam.callers import PARTITION
from local_aws.iam.conditions import UnsupportedConditionError
from local_aws.iam.keys import find_key
from local_aws.iam.policies import Effect, Request, evaluate

logger = logging.getLogger(__name__)

PUBLISHED: ContextVar[datetime | None] = ContextVar("PUBLISHED", default=None)
"""When what is being delivered was published; None for now."""

CLOUDWATCH = "cloudwatch.amazonaws.com"

_KEY_USES = ("kms:Decrypt", "kms:GenerateDataKey")
# The policy that SNS itself gives a topic asks for "AWS:SourceOwner", which few
# services send; for the others a topic needs a statement of its own.
_SENDS_OWNER = frozenset({CLOUDWATCH})


@dataclass(frozen=True, kw_only=True)
class Publisher:
    """A service, and on whose behalf it publishes.

    Attributes:
        account_id: 12 digits.
        principal: Of the service, such as "budgets.amazonaws.com".
        source_arn: Of the alarm, the budget or whatever it is.

    """

    account_id: str
    principal: str
    source_arn: str

    @property
    def context(self) -> Mapping[str, Sequence[str]]:
        """Return the condition keys that the service sends."""
        owner = {"aws:SourceOwner": [self.account_id]}
        return {
            "aws:SourceAccount": [self.account_id],
            "aws:SourceArn": [self.source_arn],
            **(owner if self.principal in _SENDS_OWNER else {}),
        }


def publish(
    publisher: Publisher, topic_arn: str, subject: str, text: str, at: datetime
) -> bool:
    """Publish for a service; tell whether the topic took it.

    Args:
        publisher: The service.
        topic_arn: Where to.
        subject: Of the message.
        text: Of the message.
        at: When the service does so: within a move of the clock, the time that
            it goes through, not the one that the clock shows already.

    """
    topic = _find(topic_arn)
    if topic is None:
        logger.warning("%s: no topic %s", publisher.source_arn, topic_arn)
        return False
    try:
        lacking = _lacking(publisher, topic)
    except UnsupportedConditionError as error:
        lacking = f"the local AWS lacks this: {error}"
    if lacking:
        logger.warning("%s: lost: %s", publisher.source_arn, lacking)
        return False
    token = PUBLISHED.set(at)
    try:
        topic.publish(text, subject=subject)
    finally:
        PUBLISHED.reset(token)
    return True


def _find(topic_arn: str) -> Topic | None:
    _, _, _, region, account_id, _ = topic_arn.split(":", 5)
    return sns_backends[account_id][region].topics.get(topic_arn)


def _lacking(publisher: Publisher, topic: Topic) -> str | None:
    """Return what keeps a service from publishing, None if nothing does."""
    request = Request(
        action="sns:Publish",
        context=publisher.context,
        principals=frozenset({"*", publisher.principal}),
        resource=topic.arn,
    )
    if evaluate([topic.policy], request) is not Effect.ALLOW:
        return f"the policy of {topic.arn} does not let {publisher.principal} publish"
    key = topic.kms_master_key_id
    if key and not _may_use(publisher, topic, key):
        return f"{publisher.principal} may not use the key of {topic.arn}"
    return None


def _may_use(publisher: Publisher, topic: Topic, name: str) -> bool:
    region = topic.arn.split(":")[3]
    # The policy of AWS's own key, alias/aws/sns, names no service.
    own = name.endswith("alias/aws/sns")
    key = None if own else find_key(topic.account_id, region, name)
    return key is not None and all(
        evaluate(
            [key.policy],
            Request(
                action=action,
                context={
                    **publisher.context,
                    "kms:ViaService": [f"sns.{region}.amazonaws.com"],
                },
                principals=frozenset({"*", publisher.principal}),
                resource=f"arn:{PARTITION}:kms:{region}:{key.account_id}:key/{key.id}",
            ),
        )
        is Effect.ALLOW
        for action in _KEY_USES
    )
