"""SQS: attributes that stay, the local clock, and queues that lose nothing.

moto goes by the machine's time, keeps messages for ever, and two threads at one
queue lose messages: one's deletion takes away what another has just sent.
"""

import json
from typing import Any

from moto.sqs import models
from moto.sqs.models import Queue, SQSBackend

from local_aws.patches.replacing import Getter, Method, replace, replace_property
from local_aws.scaling import hook

_ALLOW = "RedriveAllowPolicy"


def apply() -> None:
    """Change moto's SQS."""
    # moto keeps what it is given, and shows what it knows.
    vars(models)["Queue"].redrive_allow_policy = None
    if _ALLOW not in Queue.BASE_ATTRIBUTES:
        Queue.BASE_ATTRIBUTES.append(_ALLOW)
    replace(Queue, "_set_attributes", _keeping_policy)
    replace_property(Queue, "attributes", _compact)
    replace_property(Queue, "messages", _retained)
    replace(Queue, "delete_message", _alone_in_queue)
    for name in ("receive_message", "change_message_visibility", "purge_queue"):
        replace(SQSBackend, name, _alone)
    vars(models).update(unix_time=_seconds, unix_time_millis=_milliseconds)


def _seconds() -> float:
    return hook.now().timestamp()


def _milliseconds() -> float:
    return hook.now().timestamp() * 1000


def _retained(original: Getter) -> Getter:
    """Forget messages that are older than the queue keeps them.

    A dead-letter queue counts from when the message was first sent.
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
    """

    def messages(self: Any) -> Any:  # noqa: ANN401 - moto is untyped
        with self._messages_lock:
            since = _milliseconds() - self.message_retention_period * 1000
            gone = [m for m in self._messages if m.sent_timestamp <= since]
            if gone:
                self._messages = [m for m in self._messages if m not in gone]
                self._pending_messages.difference_update(gone)
            return original(self)

    return messages


def _alone_in_queue(original: Method) -> Method:
    def delete_message(self: Any, receipt_handle: str) -> Any:  # noqa: ANN401 - moto is untyped
        with self._messages_lock:
            return original(self, receipt_handle)

    return delete_message


def _alone(original: Method) -> Method:
    """Let one call at a time have a queue; who waits for messages lets it go."""

    def call(self: Any, queue_name: str, *rest: Any, **more: Any) -> Any:  # noqa: ANN401 - moto is untyped
        with self.get_queue(queue_name)._messages_lock:  # noqa: SLF001 - moto's own way
            return original(self, queue_name, *rest, **more)

    return call


def _keeping_policy(original: Method) -> Method:
    """Keep a queue's policy when other attributes are set.

    moto forgets the policy with every call that does not set it again.
    """

    def set_attributes(
        self: Any,  # noqa: ANN401 - moto is untyped
        attributes: dict[str, Any],
        now: float | None = None,
    ) -> None:
        policy = getattr(self, "policy", None)
        original(self, attributes, now)
        if "Policy" not in attributes:
            self.policy = policy
        # An empty one takes it away.
        self.redrive_allow_policy = self.redrive_allow_policy or None

    return set_attributes


def _compact(original: Getter) -> Getter:
    """Write a redrive policy without blanks, as SQS does.

    Terraform compares it as text, and would change it with every apply.
    """

    def attributes(self: Any) -> dict[str, Any]:  # noqa: ANN401 - moto is untyped
        found: dict[str, Any] = original(self)
        for name in ("RedrivePolicy", _ALLOW):
            if found.get(name):
                policy = json.loads(found[name])
                found[name] = json.dumps(policy, separators=(",", ":"))
        return found

    return attributes
