"""Is the home Region lost? Two that see it from different places must agree."""

from dataclasses import dataclass
from enum import StrEnum

from failover.ports import CheckState, HealthChecks, Sight, Vantage
from inferences.errors import UnavailableError


class Verdict(StrEnum):
    """What is thought of the home Region."""

    DECLARED = "declared"
    SEEN = "seen"
    NOT_SEEN = "not_seen"


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """A verdict, and what it rests on.

    Attributes:
        verdict: What is thought.
        remarks: For people: what was seen, and what is not as it should be.

    """

    verdict: Verdict
    remarks: list[str]


def confirm(vantage: Vantage, checks: HealthChecks) -> Confirmation:
    """Look at the home Region, and ask what the health checkers saw.

    That Route 53's API cannot be asked decides nothing: it lives in one Region,
    which may be the lost one.
    """
    sight = vantage.look()
    remarks = [f"from here: {sight.what}"]
    state = None
    try:
        state = checks.state()
    except UnavailableError as error:
        remarks.append(f"the health checks could not be read: {error}")
    else:
        remarks.append(
            f"health checkers with a good answer: {state.good} of {state.asked}"
        )
        if state.disabled:
            remarks.append(
                "THE HEALTH CHECK IS DISABLED: it counts as healthy, and no outage"
                " would move clients; enable it"
            )
    return Confirmation(verdict=_judge(sight, state), remarks=remarks)


def _judge(sight: Sight, state: CheckState | None) -> Verdict:
    if state is not None and state.declared:
        return Verdict.DECLARED
    if sight.serves:
        return Verdict.NOT_SEEN
    # Only we cannot see it: then it is our way there that is broken.
    contradicted = state is not None and state.asked and state.good > state.asked / 2
    if contradicted and not sight.readiness:
        return Verdict.NOT_SEEN
    return Verdict.SEEN
