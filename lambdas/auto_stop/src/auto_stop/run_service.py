"""The use case: look at every endpoint, say what becomes of it, and do it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from auto_stop.decision import Decision, Summary
from auto_stop.fleet import IN_SERVICE
from auto_stop.judging import MARK_TAG, Reason, is_marked
from auto_stop.looking import Look, Seen, Sources
from auto_stop.planning import Facts, Plan, plan
from auto_stop.ports import TimeLeft
from auto_stop.recording import is_recreated
from auto_stop.saving import InstanceHour, monthly_saving
from auto_stop.settings import Settings
from auto_stop.stopping import Outcome, Stopper
from auto_stop.telemetry import AutoStopTelemetry
from inferences.errors import UnavailableError
from stopped_endpoints.ports import RecordTooLargeError, StoppedEndpoints
from stopped_endpoints.record import Action, StoppedEndpoint
from stopped_endpoints.record_json import RecordError

# For the steps of one stop, each tried several times.
_RESERVE_SECONDS = 30.0
_SPARED = {
    Outcome.CHANGED: Reason.CHANGED,
    Outcome.ANOTHER_RUN: Reason.ANOTHER_RUN,
}


@dataclass(frozen=True, kw_only=True)
class RunParts:
    """What a run needs of the outside."""

    sources: Sources
    stopped: StoppedEndpoints
    telemetry: AutoStopTelemetry
    price: InstanceHour
    by: str


class RunService:
    """One run, as of a time."""

    def __init__(self, parts: RunParts, settings: Settings, now: datetime) -> None:
        """Take the parts, how the run goes, and the time it goes by."""
        self._parts = parts
        self._settings = settings
        self._now = now
        self._window = timedelta(minutes=settings.window_minutes)
        self._stopper = Stopper(
            fleet=parts.sources.fleet,
            targets=parts.sources.targets,
            stopped=parts.stopped,
            by=parts.by,
            clock=lambda: now,
        )

    def run(self, time_left: TimeLeft) -> Summary:
        """Decide over each endpoint, and act as far as time goes.

        Raises:
            UnavailableError: Endpoints, or records of stops, cannot be listed:
                nothing was decided.

        """
        records = self._parts.stopped.all()
        look = Look(self._parts.sources, self._settings.covers, self._now, self._window)
        summary = Summary()
        for seen in look.look():
            decision = self._decide(seen, records, time_left)
            self._parts.telemetry.decided(decision)
            summary.add(decision)
        self._parts.telemetry.ran(summary)
        return summary

    def _decide(
        self,
        seen: Seen,
        records: Mapping[str, StoppedEndpoint | None],
        time_left: TimeLeft,
    ) -> Decision:
        name = seen.endpoint.name
        decision = Decision(endpoint=name, dry_run=not self._settings.armed)
        record = records.get(name)
        if name in records and record is None:
            why = "the record of its stop cannot be read"
            return replace(decision, reason=Reason.UNREADABLE, why=why)
        planned: Plan | Reason | None = seen.reason
        if seen.facts is not None:
            begun = record is not None and record.action is Action.DELETE
            planned = plan(seen.facts, self._settings.mode, begun=begun)
        if seen.facts is not None and isinstance(planned, Plan):
            decision = replace(
                decision,
                action=planned.action,
                saving=monthly_saving(seen.facts, planned, self._parts.price),
            )
        elif isinstance(planned, Reason):
            decision = replace(decision, reason=planned, why=seen.why)
        if not self._settings.armed:
            return decision
        if time_left() < _RESERVE_SECONDS:
            return replace(decision, reason=decision.reason or Reason.OUT_OF_TIME)
        try:
            if seen.facts is not None and isinstance(planned, Plan):
                return self._stop(decision, seen.facts, planned, record)
            return self._spare(decision, seen, record)
        except (UnavailableError, RecordError, RecordTooLargeError) as error:
            return replace(decision, reason=Reason.FAILED, why=str(error))

    def _stop(
        self,
        decision: Decision,
        facts: Facts,
        planned: Plan,
        record: StoppedEndpoint | None,
    ) -> Decision:
        if record is None and self._settings.mark_first and not self._marked(facts):
            return replace(decision, reason=Reason.MARKED)
        if record is not None and planned.action is Action.REDUCE:
            begun = record.action is Action.DELETE
            if begun and not is_recreated(record, facts.endpoint.created):
                # Nothing is deleted any more: what was removed comes back, and what
                # is left of it is lowered by the next run.
                return self._give_back(decision, facts.endpoint.created, record)
        reason = f"no request in {self._settings.window_minutes} minutes"
        outcome = self._stopper.stop(facts, planned, record, reason)
        return replace(decision, outcome=outcome, reason=_SPARED.get(outcome))

    def _spare(
        self, decision: Decision, seen: Seen, record: StoppedEndpoint | None
    ) -> Decision:
        reason, endpoint = decision.reason, seen.endpoint
        if reason is Reason.BUSY and MARK_TAG in seen.tags:
            self._parts.sources.fleet.untag(endpoint.arn, MARK_TAG)
        if record is None or endpoint.status != IN_SERVICE:
            return decision
        least = reason in (Reason.AT_ITS_LEAST, Reason.COSTS_NOTHING)
        begun = least and record.action is Action.DELETE
        if begun or reason in (Reason.BUSY, Reason.PROTECTED):
            return self._give_back(decision, endpoint.created, record)
        if least or reason is Reason.CHANGED:
            return replace(decision, outcome=self._stopper.settle(record))
        return decision

    def _give_back(
        self, decision: Decision, created: datetime, record: StoppedEndpoint
    ) -> Decision:
        protected = decision.reason is Reason.PROTECTED
        outcome = self._stopper.give_back(record, created, protected=protected)
        if outcome is None:
            why = f"it is on record as stopped: inferway start {record.endpoint}"
            return replace(decision, reason=decision.reason or Reason.FAILED, why=why)
        return replace(decision, outcome=outcome)

    def _marked(self, facts: Facts) -> bool:
        """Say whether it was marked a window ago; mark it if it is not."""
        marked = is_marked(facts.tags, self._now, self._window)
        if marked is None:
            self._parts.sources.fleet.tag(
                facts.endpoint.arn, MARK_TAG, self._now.isoformat(timespec="seconds")
            )
        return marked is True
