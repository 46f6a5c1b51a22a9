"""What roles asked for, and which statements of theirs let them.

From it one can tell whether a role has more than it needs: a statement that let
nothing is for nothing.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from local_aws.iam.policies import Effect, Request, statements_for

Outcome = Literal["allowed", "allowed by the resource", "denied"]
"""By the role's own policies, by the resource's alone, or not at all."""

# They change from call to call and say nothing of what was asked for.
_FLEETING = frozenset({"aws:CurrentTime", "aws:EpochTime", "aws:UserAgent"})


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One kind of request of a role, as it was first made.

    Attributes:
        request: What was asked for.
        statements: The `Sid` of each statement of the role that spoke of it.
        outcome: What came of it.

    """

    request: Request
    statements: tuple[str, ...]
    outcome: Outcome


@dataclass(frozen=True)
class _Holder:
    """A role with the policies that it had."""

    role_arn: str
    policies: tuple[str, ...]


class Privileges:
    """Keeps one request of each kind; of one kind are those that look alike.

    They do if role, policies, action, statements and outcome are the same.
    """

    def __init__(self) -> None:
        """Know of nothing yet."""
        self._lock = threading.Lock()
        self._asked: dict[_Holder, dict[tuple[Any, ...], Asked]] = {}

    def note(
        self,
        role_arn: str,
        policies: Sequence[str],
        request: Request,
        outcome: Outcome,
    ) -> None:
        """Remember that a role asked."""
        spoke = statements_for(policies, request)
        sids = tuple(sorted({s.get("Sid", "") for s in spoke}))
        asked = Asked(request=request, statements=sids, outcome=outcome)
        with self._lock:
            kinds = self._asked.setdefault(_Holder(role_arn, tuple(policies)), {})
            kinds.setdefault((request.action, sids, outcome), asked)

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._asked.clear()

    def told(self, present: Mapping[str, tuple[str, ...]]) -> list[dict[str, Any]]:
        """Return each role with its policies and what it asked for.

        Args:
            present: The policies of the roles that there are now, by ARN. Roles
                that are gone are told with the policies that they had.

        """
        with self._lock:
            asked = {holder: list(k.values()) for holder, k in self._asked.items()}
        for role_arn, policies in present.items():
            asked.setdefault(_Holder(role_arn, policies), [])
        return [
            {
                "role_arn": holder.role_arn,
                "policies": list(holder.policies),
                "asked": [_plain(one) for one in kinds],
            }
            for holder, kinds in asked.items()
        ]


def outcome_of(by_identity: Effect, *, direct: bool, refused: bool) -> Outcome:
    """Say what came of a request.

    Args:
        by_identity: What the role's own policies say.
        direct: Whether the resource's policy allows it by itself.
        refused: Whether the answer was no.

    """
    if refused:
        return "denied"
    if direct or by_identity is not Effect.ALLOW:
        return "allowed by the resource"
    return "allowed"


def _plain(asked: Asked) -> dict[str, Any]:
    request = asked.request
    return {
        "action": request.action,
        "context": {
            name: list(values)
            for name, values in request.context.items()
            if name not in _FLEETING
        },
        "outcome": asked.outcome,
        "resource": request.resource,
        "statements": list(asked.statements),
    }


PRIVILEGES = Privileges()
"""Of the process: policies are the process's, too (moto's)."""
