"""Looks again and again, and notes when what was seen first."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from drill.outcome import SUCCEEDED, Outcome, Pace, the_one
from drill.ports import Machine, Parts
from drill.recovery import Place, Recovery
from drill.timeline import Seen, Timeline
from model.errors import UnavailableError

T = TypeVar("T")
Looks = Mapping[Seen, Callable[[], bool]]
"""What is looked for, and how."""


class Watcher:
    """Watches a workflow and what it turns, and sends inferences meanwhile."""

    def __init__(self, recovery: Recovery, parts: Parts, pace: Pace) -> None:
        """Take what it goes by."""
        self._recovery = recovery
        self._parts = parts
        self._pace = pace

    def looks(self, *, serving: Place) -> dict[Seen, Callable[[], bool]]:
        """Return what is looked for where a Region is to serve."""
        parts, region = self._parts, serving.region

        def is_active() -> bool:
            found = parts.active.read()
            return found is not None and found.region == region

        looks: dict[Seen, Callable[[], bool]] = {
            Seen.ACTIVE: is_active,
            Seen.NAME: lambda: parts.names.leads_to() == region,
        }
        if region == self._recovery.standby.region:
            looks[Seen.ALARM] = parts.alarm.rings
            looks[Seen.FENCED] = parts.sight.is_fenced
        elif self._recovery.automatic:
            looks[Seen.ARMED] = lambda: not parts.alarm.rings()
        return looks

    def watch(
        self,
        outcome: Outcome,
        known: set[str],
        machine: Machine,
        looks: Looks,
    ) -> None:
        """Watch until all of it was seen, the workflow failed, or time is up.

        Args:
            outcome: Is told what was seen.
            known: Names of runs that were there before.
            machine: The workflow.
            looks: What is looked for.

        """
        clock, timeline = self._parts.clock, outcome.timeline
        while True:
            now = clock.now()
            if self._parts.stream is not None:
                self._parts.stream.send(now - timeline.began)
            self._look_at(outcome, known, machine, looks)
            if timeline.has(Seen.ENDED) and (
                self._is_complete(timeline, looks) or self._is_broken(outcome)
            ):
                return
            if clock.now() - timeline.began >= self._pace.timeout_seconds:
                outcome.remarks.append(
                    f"Not everything was seen within {self._pace.timeout_seconds:g} s."
                )
                return
            clock.sleep(self._pace.every_seconds)

    def _look_at(
        self,
        outcome: Outcome,
        known: set[str],
        machine: Machine,
        looks: Looks,
    ) -> None:
        timeline = outcome.timeline
        runs = self._tried(outcome, machine.executions) or ()
        new = [one for one in runs if one.name not in known]
        self._notice(timeline, Seen.BEGUN, lambda: bool(new))
        if new:
            outcome.execution = the_one(new)
            ended = not outcome.execution.runs
            self._notice(timeline, Seen.ENDED, lambda: ended)
        for what, look in looks.items():
            self._tried(outcome, partial(self._notice, timeline, what, look))

    def _is_complete(self, timeline: Timeline, looks: Looks) -> bool:
        # The alarm may ring late where the workflow did not wait for it.
        wanted = [one for one in looks if one is not Seen.ALARM]
        missing = {one for one in wanted if not timeline.has(one)}
        if missing == {Seen.FENCED}:
            # A Region that is down keeps nobody away, and cannot say that it would.
            return self._parts.sight.is_silent()
        return not missing

    def _tried(self, outcome: Outcome, ask: Callable[[], T]) -> T | None:
        """Ask, in a world in which a Region may be gone; it is asked again soon."""
        try:
            return ask()
        except UnavailableError as error:
            remark = f"For a while: {error}"
            if remark not in outcome.remarks:
                outcome.remarks.append(remark)
                self._parts.tell(str(error))
            return None

    def _notice(self, timeline: Timeline, what: Seen, look: Callable[[], bool]) -> None:
        if timeline.watch(what, self._parts.clock.now(), look):
            self._parts.tell(f"{what.value}: {timeline.at[what]:.0f} s")

    def _is_broken(self, outcome: Outcome) -> bool:
        found = outcome.execution
        return found is not None and not found.runs and found.status != SUCCEEDED

    def linger(self, outcome: Outcome, seconds: float) -> None:
        """Send inferences for so long, and look for nothing."""
        clock = self._parts.clock
        until = clock.now() + seconds
        while clock.now() < until:
            clock.sleep(min(self._pace.every_seconds, until - clock.now()))
            if self._parts.stream is not None:
                self._parts.stream.send(clock.now() - outcome.timeline.began)
