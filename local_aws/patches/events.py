"""EventBridge's rules: targets that are really called, as their policies allow.

moto calls queues past their policies, no functions, and takes no account of a
rule's state. What calls them is `local_aws.events`.
"""

from typing import Any

from moto.events.models import Rule

from local_aws.events import hook
from local_aws.patches.replacing import Method, replace


def apply() -> None:
    """Change moto's EventBridge."""
    replace(Rule, "send_to_targets", _delivering)


def _delivering(_: Method) -> Method:
    def send_to_targets(self: Any, event: Any, transform_input: bool = True) -> None:  # noqa: ANN401, ARG001, FBT001, FBT002 - moto is untyped
        bus = hook.current()
        if bus is not None:
            bus.send(self, event)

    return send_to_targets
