"""What a run decides over an endpoint, and what all of it adds up to."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from auto_stop.judging import Reason
from auto_stop.stopping import Outcome
from stopped_endpoints.record import Action

_STOPPED = {Outcome.DELETED, Outcome.REDUCED, Outcome.STOPPING}


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What becomes of an endpoint.

    Attributes:
        endpoint: Its name.
        dry_run: Whether it is only told.
        reason: Why it is spared; None for what is stopped, or would be.
        why: In words, where the reason alone does not tell.
        action: What a stop is, of an idle one; None for all others.
        outcome: What was done; None for nothing.
        saving: US dollars a month of a stop; None where a price is not known.

    """

    endpoint: str
    dry_run: bool
    reason: Reason | None = None
    why: str = ""
    action: Action | None = None
    outcome: Outcome | None = None
    saving: Decimal | None = None

    @property
    def idle(self) -> bool:
        """Whether it costs something that nobody uses."""
        return self.action is not None

    @property
    def verdict(self) -> str:
        """In one word."""
        if self.reason is not None:
            return "spared"
        if self.dry_run:
            return f"would_{self.action}"
        return str(self.outcome)


@dataclass(kw_only=True)
class Summary:
    """What a run came to.

    Attributes:
        seen: Endpoints that the rule covers.
        idle: That cost something and are not used.
        stopped: Deleted, reduced, or begun to be.
        failed: That AWS refused to stop.
        not_priced: Idle ones whose saving is not known.
        saving: US dollars a month of all idle ones with a price.
        spared: How many by reason.

    """

    seen: int = 0
    idle: int = 0
    stopped: int = 0
    failed: int = 0
    not_priced: int = 0
    saving: Decimal = Decimal(0)
    spared: Counter[str] = field(default_factory=Counter)

    def add(self, decision: Decision) -> None:
        """Count a decision."""
        self.seen += 1
        self.idle += decision.idle
        self.stopped += decision.outcome in _STOPPED
        self.failed += decision.reason is Reason.FAILED
        if decision.idle:
            self.not_priced += decision.saving is None
            self.saving += decision.saving or 0
        if decision.reason is not None:
            self.spared[decision.reason.value] += 1
