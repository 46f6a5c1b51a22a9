"""What the checkers of a health check have seen, and what they make of it.

https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# "If more than 18% of health checkers report that an endpoint is healthy,
# Route 53 considers it healthy."
_SHARE = 0.18


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an endpoint answered.

    Attributes:
        good: Whether it was an answer of a healthy one.
        text: As GetHealthCheckStatus says it.

    """

    good: bool
    text: str


@dataclass(kw_only=True)
class Checker:
    """One of the places from which an endpoint is polled.

    Attributes:
        region: Where it is.
        due: When it polls next.
        threshold: So many answers alike, one after the other, change its mind.
        healthy: What it thinks; "healthy until there's enough data".
        streak: How many answers alike came last.
        last: The last answer, None before the first.
        asked_at: When it came.

    """

    region: str
    due: datetime
    threshold: int
    healthy: bool = True
    streak: int = 0
    last: Answer | None = None
    asked_at: datetime | None = None

    @property
    def settled(self) -> bool:
        """Whether another answer like the last would change nothing."""
        return self.streak >= self.threshold

    def heard(self, answer: Answer, at: datetime) -> None:
        """Take in an answer."""
        alike = self.last is not None and self.last.good == answer.good
        self.streak = self.streak + 1 if alike else 1
        self.last, self.asked_at = answer, at
        if self.settled:
            self.healthy = answer.good

    def wait(self, interval: timedelta, now: datetime) -> None:
        """Say when the next poll is due: the first one after now."""
        missed = max(0, (now - self.due) // interval)
        self.due += interval * (missed + 1)


def share_of(checkers: Sequence[Checker]) -> float:
    """Return the part of the checkers that think the endpoint healthy."""
    return sum(each.healthy for each in checkers) / len(checkers)


def agree(checkers: Sequence[Checker]) -> bool:
    """Tell whether Route 53 takes the endpoint for healthy."""
    return share_of(checkers) > _SHARE


def new_checkers(
    regions: Sequence[str], at: datetime, interval: timedelta, threshold: int
) -> list[Checker]:
    """Return checkers that poll by turns, the first of them at once."""
    return [
        Checker(
            region=region, due=at + interval * turn / len(regions), threshold=threshold
        )
        for turn, region in enumerate(regions)
    ]
