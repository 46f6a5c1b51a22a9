"""SQS: attributes that stay, and come back as they were given."""

import json
from typing import Any

from moto.sqs.models import Queue

from local_aws.patches.replacing import Getter, Method, replace, replace_property


def apply() -> None:
    """Change moto's SQS."""
    replace(Queue, "_set_attributes", _keeping_policy)
    replace_property(Queue, "attributes", _compact)


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

    return set_attributes


def _compact(original: Getter) -> Getter:
    """Write a redrive policy without blanks, as SQS does.

    Terraform compares it as text, and would change it with every apply.
    """

    def attributes(self: Any) -> dict[str, Any]:  # noqa: ANN401 - moto is untyped
        found: dict[str, Any] = original(self)
        if found.get("RedrivePolicy"):
            policy = json.loads(found["RedrivePolicy"])
            found["RedrivePolicy"] = json.dumps(policy, separators=(",", ":"))
        return found

    return attributes
