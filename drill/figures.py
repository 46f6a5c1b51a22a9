"""What was promised, what was measured, and what lagged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drill.outcome import SUCCEEDED, Outcome
from drill.recovery import Recovery
from drill.tally import Tally
from drill.timeline import Seen

# What tier 1 promises in all.
_TIER_1_SECONDS = 300.0


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One thing that was promised.

    Attributes:
        what: For people.
        promised_seconds: At most.
        made_of: What that is made of.
        measured_seconds: What it took; None where it was never seen.
        resolution_seconds: Of the measurement.

    """

    what: str
    promised_seconds: float
    made_of: str
    measured_seconds: float | None
    resolution_seconds: float

    @property
    def kept(self) -> bool:
        """Whether it took no longer, as finely as it was measured."""
        return (
            self.measured_seconds is not None
            and self.measured_seconds <= self.promised_seconds + self.resolution_seconds
        )


@dataclass(frozen=True, kw_only=True)
class Report:
    """A game day that is over.

    Attributes:
        right: Whether all that was promised was kept, and nothing was lost.
        wrong: What was not, for people.
        figures: What was promised, beside what was measured.
        outcome: What was seen.

    """

    right: bool
    wrong: Sequence[str]
    figures: Sequence[Figure]
    outcome: Outcome


def make_report(
    recovery: Recovery, outcome: Outcome, *, by_alarm: bool, resolution: float
) -> Report:
    """Hold what was measured against what was promised.

    Args:
        recovery: What is promised.
        outcome: What was seen.
        by_alarm: Whether the alarm was to begin the workflow.
        resolution: Seconds between two looks.

    """
    figures = list(
        _figures(recovery, outcome, by_alarm=by_alarm, resolution=resolution)
    )
    wrong = list(_wrong(recovery, outcome, figures))
    return Report(right=not wrong, wrong=wrong, figures=figures, outcome=outcome)


def _figures(
    recovery: Recovery, outcome: Outcome, *, by_alarm: bool, resolution: float
) -> Iterator[Figure]:
    promise, at = recovery.promise, outcome.timeline.at

    def figure(what: str, promised: float, made_of: str, took: float | None) -> Figure:
        return Figure(
            what=what,
            promised_seconds=promised,
            made_of=made_of,
            measured_seconds=took,
            resolution_seconds=resolution,
        )

    clients = f"health check {promise.health_check:g} + DNS {promise.dns:g}"
    moved = at.get(Seen.NAME)
    if outcome.kind == "failback":
        given = at.get(Seen.ACTIVE)
        took = None if moved is None or given is None else moved - given
        yield figure(
            "clients are at home again, once it serves",
            promise.health_check + promise.dns,
            clients,
            took,
        )
        return
    yield figure(
        "clients are led to the other Region",
        promise.health_check + promise.dns,
        clients,
        moved,
    )
    ended, begun = at.get(Seen.ENDED), at.get(Seen.BEGUN)
    workflow = 0.0 if ended is None or begun is None else ended - begun
    before = promise.health_check + promise.alarm if by_alarm else 0.0
    parts = f"health check {promise.health_check:g} + alarm {promise.alarm:g} + "
    yield figure(
        "work goes on in the other Region",
        before + workflow,
        f"{parts if by_alarm else ''}workflow {workflow:.0f}",
        ended,
    )
    if recovery.automatic:
        both = None if moved is None or ended is None else max(moved, ended)
        yield figure("recovered in all", _TIER_1_SECONDS, "recovery tier 1", both)


def _wrong(
    recovery: Recovery, outcome: Outcome, figures: Sequence[Figure]
) -> Iterator[str]:
    yield from _wrong_in_the_workflow(outcome)
    for one in figures:
        if one.measured_seconds is None:
            yield f"{one.what}: not seen"
        elif not one.kept:
            yield (
                f"{one.what}: {one.measured_seconds:.0f} s, and"
                f" {one.promised_seconds:.0f} s are promised"
            )
    place = recovery.standby if outcome.kind == "failover" else recovery.home
    if outcome.serves != place.region:
        yield f"{recovery.domain} leads to {outcome.serves}, not to {place.region}"
    if outcome.switch_left and (recovery.automatic or outcome.kind == "failback"):
        yield "the switch is still inverted"
    if outcome.tally is not None:
        yield from _wrong_of(outcome.tally)


def _wrong_of(tally: Tally) -> Iterator[str]:
    found = {
        "lost": tally.lost,
        "done twice": tally.doubled,
        "could not be asked for": tally.unasked,
    }
    for what, ids in found.items():
        if ids:
            yield f"{len(ids)} inferences {what}: {', '.join(ids)}"
    if tally.unasked:
        yield f"why: {'; '.join(tally.problems)}"


def _wrong_in_the_workflow(outcome: Outcome) -> Iterator[str]:
    execution = outcome.execution
    if execution is None:
        yield "no execution of the workflow was seen"
    elif execution.status != SUCCEEDED:
        yield f"the execution {execution.name} is {execution.status}"
