"""Stops an endpoint: the record first, then steps that may each be the last.

Whatever dies in between, the next run finds the record and the endpoint, judges the
endpoint anew, and goes on or gives back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from auto_stop.fleet import IN_SERVICE, Unreadable
from auto_stop.judging import is_protected
from auto_stop.planning import Facts, Plan
from auto_stop.ports import Fleet, Targets
from auto_stop.recording import Occasion, goes_on, is_recreated, merged, record_of
from inferences.errors import UnavailableError
from stopped_endpoints.ports import StoppedEndpoints
from stopped_endpoints.record import Action, StoppedEndpoint, Target

# Application Auto Scaling takes capacity away by itself, within minutes.
_SETTLES = timedelta(minutes=30)


class Outcome(StrEnum):
    """What became of an attempt."""

    DELETED = "deleted"
    REDUCED = "reduced"
    # Its components go first.
    STOPPING = "stopping"
    # It was changed or protected since it was looked at.
    CHANGED = "changed"
    ANOTHER_RUN = "another_run"
    # What an earlier run took away is back.
    GIVEN_BACK = "given_back"
    # A reduced endpoint may grow again by itself.
    SETTLED = "settled"


@dataclass(frozen=True, kw_only=True)
class Stopper:
    """Carries out plans.

    Attributes:
        fleet: The endpoints.
        targets: Their scalable targets.
        stopped: The records.
        by: Who stops, for the record.
        clock: For the record.

    """

    fleet: Fleet
    targets: Targets
    stopped: StoppedEndpoints
    by: str
    clock: Callable[[], datetime]

    def stop(
        self, facts: Facts, plan: Plan, old: StoppedEndpoint | None, reason: str
    ) -> Outcome:
        """Begin a stop, or go on with one.

        Raises:
            RecordError: Its record cannot be read any more.
            RecordTooLargeError: What it has does not fit a record: it is not stopped.
            UnavailableError: AWS refuses a step; the next run goes on.

        """
        if not self._is_as_it_was(facts):
            return Outcome.CHANGED
        record = old
        if record is None or not goes_on(record, facts, plan):
            record = self._put_on_record(facts, plan, old, reason)
            if record is None:
                return Outcome.ANOTHER_RUN
        if plan.action is Action.REDUCE:
            return self._reduce(facts, plan, record)
        return self._delete(facts, record)

    def settle(self, record: StoppedEndpoint) -> Outcome | None:
        """Let what was lowered grow again by itself; None for what is too early.

        The greatest capacity is as before, the least stays down: whoever comes back
        finds an endpoint that scales.
        """
        age = self.clock() - datetime.fromisoformat(record.at)
        if record.action is not Action.REDUCE or record.done or age < _SETTLES:
            return None
        bounds = {each.key: each for each in self._bounds(record)}
        for target in record.targets:
            now = bounds.get(target.key)
            if now is not None and now.max < target.max:
                self.targets.bound(now, low=now.min, high=target.max)
        self.stopped.replace(replace(record, done=True))
        return Outcome.SETTLED

    def give_back(
        self, record: StoppedEndpoint, created: datetime, *, protected: bool
    ) -> Outcome | None:
        """Undo a stop of an endpoint that is used, or not to be touched, after all.

        None for what takes a person, who has `inferway start`: an endpoint that was
        created since, maybe by one who is starting it just now; components that are
        gone; counts of a protected endpoint, which the function may not update.
        """
        if is_recreated(record, created):
            return None
        if record.action is Action.DELETE:
            if record.components:
                return None
            for target in record.targets:
                self.targets.restore(target)
        else:
            counts = self._lowered_counts(record)
            if counts and protected:
                return None
            self._raise_bounds(record)
            if counts:
                self.fleet.set_counts(record.endpoint, counts)
        self.stopped.delete(record.endpoint)
        return Outcome.GIVEN_BACK

    def _is_as_it_was(self, facts: Facts) -> bool:
        """Look once more, at what a person may have changed in the meantime."""
        name = facts.endpoint.name
        details = self.fleet.details([name])[name]
        return (
            not isinstance(details, Unreadable)
            and details.status == IN_SERVICE
            and details.modified == facts.details.modified
            and details.config == facts.details.config
            and not is_protected(self.fleet.tags(facts.endpoint.arn))
        )

    def _put_on_record(
        self, facts: Facts, plan: Plan, old: StoppedEndpoint | None, reason: str
    ) -> StoppedEndpoint | None:
        """Write the record; None where another run has written its own."""
        targets = plan.targets
        if plan.action is Action.DELETE:
            targets = [self.targets.describe(target) for target in targets]
        occasion = Occasion(at=self.clock(), by=self.by, reason=reason)
        record = record_of(facts, plan, targets, occasion)
        if old is None:
            return record if self.stopped.create(record) else None
        # After the targets were read: had another run removed some before that, its
        # record would be there.
        if self.stopped.get(record.endpoint) != old:
            return None
        record = merged(record, old, plan)
        self.stopped.replace(record)
        return record

    def _reduce(self, facts: Facts, plan: Plan, record: StoppedEndpoint) -> Outcome:
        for target in plan.targets:
            self.targets.lower(target, plan.least[target.key])
        if plan.counts:
            self.fleet.set_counts(facts.endpoint.name, plan.counts)
        if not plan.targets:
            self.stopped.replace(replace(record, done=True))
        return Outcome.REDUCED

    def _delete(self, facts: Facts, record: StoppedEndpoint) -> Outcome:
        # Fact S7: what scales, then components, then the endpoint.
        for target in record.targets:
            self.targets.remove(target)
        if facts.components:
            for component in facts.components:
                self.fleet.delete_component(component.name)
            return Outcome.STOPPING
        if not record.done:
            # Before, not after: by then a person may have started it, and the record
            # must not come back.
            self.stopped.replace(replace(record, done=True))
        self.fleet.delete_endpoint(facts.endpoint.name)
        return Outcome.DELETED

    def _raise_bounds(self, record: StoppedEndpoint) -> None:
        bounds = {each.key: each for each in self._bounds(record)}
        for target in record.targets:
            now = bounds.get(target.key)
            if now is not None:
                low, high = max(now.min, target.min), max(now.max, target.max)
                self.targets.bound(now, low=low, high=high)

    def _lowered_counts(self, record: StoppedEndpoint) -> dict[str, tuple[int, bool]]:
        """Return what variants had that no target scales, where they have less now."""
        name = record.endpoint
        details = self.fleet.details([name])[name]
        if isinstance(details, Unreadable):
            raise UnavailableError(details.why)
        scaled = {target.resource_id for target in record.targets}
        current = {each.name: each for each in details.variants}
        counts = {}
        for was in record.variants:
            now = current.get(was.name)
            # Managed scaling has its own mind.
            if now is None or now.managed_min is not None:
                continue
            has = now.provisioned if now.serverless else now.instances
            if (
                was.desired > has
                and f"endpoint/{name}/variant/{was.name}" not in scaled
            ):
                counts[was.name] = (was.desired, now.serverless)
        return counts

    def _bounds(self, record: StoppedEndpoint) -> Sequence[Target]:
        return self.targets.bounds([each.resource_id for each in record.targets])
