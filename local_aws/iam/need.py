"""One permission that a call needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Need:
    """An action on a resource, and what the call adds to the context.

    Attributes:
        action: Such as "s3:GetObject".
        context: Condition keys beside those every call has.
        owned_by_policy: The resource's policy must allow it too, or let the
            account's own policies decide, as a KMS key's does. Elsewhere a
            resource's policy is another way to be allowed.
        resource: An ARN, or "*" for actions that have no resource.
        resource_policies: Policies of the resource.

    """

    action: str
    context: Mapping[str, Sequence[str]] = field(default_factory=dict)
    owned_by_policy: bool = False
    resource: str
    resource_policies: tuple[str, ...] = ()
