"""Does a step of the workflows; whatever it does may be done again."""

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from failover.confirmation import confirm
from failover.ports import HealthChecks, Lag, Probes, Vantage
from failover.replication import check_home, check_marks, new_mark
from failover.report import Story, tell
from failover.restarting import RestartParts, restart
from failover.step_event import (
    StepEventError,
    text,
    to_confirmation,
    to_restarted,
    to_shards,
    to_turn,
)
from failover.telemetry import FailoverTelemetry
from failover.turning import Order, give_back, take_over
from inferences.active_region import ActiveRegions


class StepContext(Protocol):
    """What is read of the context that Lambda gives."""

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the function may still run."""
        ...


@dataclass(frozen=True, kw_only=True)
class StepParts:
    """What the steps need.

    Attributes:
        name: Of the workflow, for people.
        log_group: Of this function, for people.
        most_lag_seconds: Replication that is slower is behind.

    """

    name: str
    log_group: str
    most_lag_seconds: float
    vantage: Vantage
    checks: HealthChecks
    active: ActiveRegions
    probes: Probes
    lag: Lag
    restart: RestartParts
    telemetry: FailoverTelemetry
    now: Callable[[], float] = time.time


class StepHandler:
    """The step function of both workflows."""

    def __init__(self, parts: StepParts) -> None:
        """Take the parts."""
        self._parts = parts
        self._steps: Mapping[
            str, Callable[[Mapping[str, Any], StepContext], dict[str, Any]]
        ] = {
            "confirm": self._confirm,
            "take_over": self._take_over,
            "restart": self._restart,
            "report": self._report,
            "check_home": self._check_home,
            "mark": self._mark,
            "check_marks": self._check_marks,
            "give_back": self._give_back,
        }

    def __call__(self, event: object, context: StepContext) -> dict[str, Any]:
        """Do a step.

        Raises:
            UnavailableError: A service that it needs cannot be reached.
            HomeNotReadyError: The home Region cannot be given back to.
            ReplicationBehindError: Nor can it while it does not have everything.
            StepEventError: There is no such step.

        """
        asked: Mapping[str, Any] = event if isinstance(event, dict) else {}
        step = self._steps.get(text(asked, "action"))
        if step is None:
            message = "the event has no known action"
            raise StepEventError(message)
        found = step(asked, context)
        self._parts.telemetry.step(asked["action"], found)
        return found

    def _confirm(self, _: Mapping[str, Any], __: StepContext) -> dict[str, Any]:
        return asdict(confirm(self._parts.vantage, self._parts.checks))

    def _take_over(self, event: Mapping[str, Any], _: StepContext) -> dict[str, Any]:
        seen_at = event.get("seen_at") or self._time()
        order = self._order(event)
        return asdict(take_over(self._parts.active, order, seen_at=str(seen_at)))

    def _restart(
        self, event: Mapping[str, Any], context: StepContext
    ) -> dict[str, Any]:
        before = to_restarted(event["shard"])
        return asdict(
            restart(
                self._parts.restart,
                before,
                lambda: context.get_remaining_time_in_millis() / 1000,
            )
        )

    def _report(self, event: Mapping[str, Any], _: StepContext) -> dict[str, Any]:
        shards, broken = to_shards(event["shards"])
        story = Story(
            name=self._parts.name,
            here=self._parts.restart.here,
            home=self._parts.restart.home,
            log_group=self._parts.log_group,
            confirmation=to_confirmation(event["confirmation"]),
            turn=to_turn(event["turn"]),
            shards=shards,
            broken=broken,
        )
        return asdict(tell(story))

    def _check_home(self, _: Mapping[str, Any], __: StepContext) -> dict[str, Any]:
        return {"home": check_home(self._parts.vantage)}

    def _mark(self, event: Mapping[str, Any], _: StepContext) -> dict[str, Any]:
        mark = new_mark(text(event, "execution"), self._time())
        self._parts.probes.write(mark)
        return {"mark": mark}

    def _check_marks(self, event: Mapping[str, Any], _: StepContext) -> dict[str, Any]:
        parts = self._parts
        mark = text(event, "mark")
        return {
            "replication": check_marks(
                parts.probes, parts.lag, mark, most_seconds=parts.most_lag_seconds
            )
        }

    def _give_back(self, event: Mapping[str, Any], _: StepContext) -> dict[str, Any]:
        return asdict(give_back(self._parts.active, self._order(event)))

    def _order(self, event: Mapping[str, Any]) -> Order:
        return Order(
            here=self._parts.restart.here,
            home=self._parts.restart.home,
            by=text(event, "execution"),
            now=self._time(),
        )

    def _time(self) -> str:
        return datetime.fromtimestamp(self._parts.now(), UTC).isoformat()
