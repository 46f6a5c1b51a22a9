"""What was sent, and what became of it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One inference, as who sent it knows it.

    Attributes:
        key: Its Idempotency-Key.
        at: When it was sent, by the game day's clock.
        id: Of its record; None where it got no 2xx.
        answered_by: Which address took it; "" without a 2xx.
        problem: Why there is no 2xx.

    """

    key: str
    at: float
    id: str | None = None
    answered_by: str = ""
    problem: str = ""


@dataclass(kw_only=True)
class Tally:
    """What became of the stream.

    Attributes:
        sent: All of it.
        accepted: What got a 2xx, and has to end.
        refused: What got none, by key: nothing was promised.
        succeeded: Ended with a result.
        failed: IDs that ended with a reason.
        lost: IDs that are unknown where they were asked for, or did not end.
        unasked: IDs of which nobody could say how they ended.
        doubled: IDs with two results, or two IDs of one key.
        longest_gap_seconds: The longest time in which nothing was taken.
        problems: Why requests and questions were refused, each reason once.

    """

    sent: int = 0
    accepted: int = 0
    refused: list[str] = field(default_factory=list)
    succeeded: int = 0
    failed: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    longest_gap_seconds: float = 0.0
    problems: list[str] = field(default_factory=list)
