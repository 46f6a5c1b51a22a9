"""How a game day is watched, and what was seen."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from drill.ports import Execution
from drill.tally import Tally
from drill.timeline import Timeline

SUCCEEDED = "SUCCEEDED"
"""As Step Functions calls a run that did its work."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How it is watched.

    Attributes:
        every_seconds: Between two looks: nothing is measured more finely.
        timeout_seconds: What was not seen by then is not waited for.
        settle_seconds: How long inferences may take to end, after that.

    """

    every_seconds: float = 2.0
    timeout_seconds: float = 900.0
    settle_seconds: float = 900.0


@dataclass(kw_only=True)
class Outcome:
    """What was seen.

    Attributes:
        kind: "failover" or "failback".
        timeline: When what was seen first.
        execution: The workflow's run; None where none was seen.
        switch_left: Whether the switch is inverted at the end.
        serves: The Region that serves at the end; None where it cannot be told.
        tally: What became of the stream; None without one.
        remarks: For people.

    """

    kind: str
    timeline: Timeline
    execution: Execution | None = None
    switch_left: bool = False
    serves: str | None = None
    tally: Tally | None = None
    remarks: list[str] = field(default_factory=list)


def the_one(new: Sequence[Execution]) -> Execution:
    """Return the run that counts: one that did its work, before one that did not."""
    for wanted in (SUCCEEDED, "RUNNING"):
        for one in new:
            if one.status == wanted:
                return one
    return new[0]
