"""What is scaled in one account and Region."""

import logging
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from moto.applicationautoscaling.models import applicationautoscaling_backends
from moto.cloudwatch.models import cloudwatch_backends

from local_aws.dns import history as dns_history
from local_aws.dns import hook as dns_hook
from local_aws.events.queue_metrics import NAMESPACE as SQS
from local_aws.events.queue_metrics import QueueMetrics
from local_aws.scaling.actions import act, policies_of
from local_aws.scaling.alarm_announcement import announce
from local_aws.scaling.alarm_state import ALARM
from local_aws.scaling.alarms import AlarmWatch, Finding, metric_of, reason
from local_aws.scaling.capacity import Capacities
from local_aws.scaling.datapoints import Key, MetricIndex
from local_aws.scaling.kept import TargetId, moment, target_id
from local_aws.scaling.policies import Policies, longest_cooldown
from local_aws.scaling.scaler import Place, Scaler
from local_aws.scaling.schedule import parse_schedule
from local_aws.scaling.silence import Silence
from local_aws.scaling.zones import find_zone

logger = logging.getLogger(__name__)

# A state that was set by hand stays at least so long: "temporarily".
_BY_HAND = timedelta(seconds=60)
_MINUTE = 60


class RegionScaling:
    """Fires schedules and follows alarms."""

    def __init__(self, account_id: str, region: str, capacities: Capacities) -> None:
        """Take where it is, and what has a capacity."""
        self._place = Place(
            account_id=account_id,
            region=region,
            backend=applicationautoscaling_backends[account_id][region],
        )
        self._scaler = Scaler(capacities)
        self._policies = Policies(self._scaler)
        self._silence = Silence(self._scaler)
        self._alarms = cloudwatch_backends[account_id][region].alarms
        self._watch = AlarmWatch(cloudwatch_backends[account_id][region], self._fill)
        self._queues = QueueMetrics(account_id, region)
        self._held: dict[str, datetime] = {}
        self._look = False

    def next_due(self, after: datetime, until: datetime) -> datetime | None:
        """Return when an action, a measurement or a long period is due, if one is."""
        found = [at for at, _ in self._due(after, until)]
        ends = (self._queues.next_due(after, until), self._watch.next_end(after))
        found += [at for at in ends if at is not None and at <= until]
        return min(found, default=None)

    def look(self, at: datetime) -> None:
        """Look which targets have capacity: others may have changed it."""
        self._silence.observe(self._place, at)

    def step(self, after: datetime, at: datetime) -> bool:
        """Do what is due since the last step; tell whether anything happened."""
        due = sorted(
            self._due(after, at),
            key=lambda each: (
                each[0],
                target_id(each[1]),
                each[1].scheduled_action_name,
            ),
        )
        happened = [
            self._scaler.run_scheduled(self._place, action, when)
            for when, action in due
        ]
        minute = after.timestamp() // _MINUTE != at.timestamp() // _MINUTE
        if minute:
            self._queues.measure(at)
        new = self._watch.read()
        if minute and (self._look or any(happened)):
            self._silence.observe(self._place, at)
            self._look = False
        findings = list(
            self._watch.evaluate(at, lambda alarm: self._wanted(alarm, new, minute, at))
        )
        happened += [self._follow(finding, at, minute) for finding in findings]
        self._look = self._look or any(happened)
        return any(happened) or bool(new)

    def into_bounds(self, target: TargetId, at: datetime) -> bool:
        """Move the capacity of a target that is active into its bounds."""
        return self._scaler.into_bounds(self._place, target, at, wait=False)

    def alarm_was_set(self, name: str, at: datetime) -> bool:
        """Run the actions of an alarm whose state was set by hand."""
        alarm = self._alarms.get(name)
        if alarm is None:
            return False
        self._held[name] = at + _BY_HAND
        finding = Finding(alarm=alarm, state=alarm.state_value, value=None)
        announce(self._place, alarm, "", at)
        return act(self._place, self._policies, finding, "", at)

    def horizon(self) -> timedelta:
        """Return after how long nothing happens by itself any more."""
        cooldowns = [
            longest_cooldown(policy)
            for policy in list(self._place.backend.policies.values())
        ]
        seconds = self._watch.horizon() + max(cooldowns, default=0) + 2 * _MINUTE
        return timedelta(seconds=seconds)

    def _due(self, after: datetime, until: datetime) -> Iterator[tuple[datetime, Any]]:
        for action in list(self._place.backend.scheduled_actions):
            since = max(after, action.in_force_since)
            for at in _schedule(action, since, until):
                yield at, action

    def _wanted(self, alarm: Any, new: set[Key], minute: bool, at: datetime) -> bool:  # noqa: ANN401, FBT001 - moto is untyped
        if metric_of(alarm) in new:
            return True
        held = self._held.get(alarm.name)
        if held is not None and at < held:
            return False
        return minute or not hasattr(alarm, "evaluated")

    def _follow(self, finding: Finding, at: datetime, minute: bool) -> bool:  # noqa: FBT001 - beside the others
        alarm = finding.alarm
        before = alarm.state_value
        alarm.evaluated = True
        if finding.state != before:
            self._held.pop(alarm.name, None)
            alarm.update_state(reason(finding), "{}", finding.state)
            logger.info("%s: %s, was %s", alarm.name, finding.state, before)
            announce(self._place, alarm, before, at)
            act(self._place, self._policies, finding, before, at)
            return True
        if minute and finding.state == ALARM:
            return act(self._place, self._policies, finding, before, at)
        return False

    def _fill(
        self,
        alarm: Any,  # noqa: ANN401 - moto is untyped
        index: MetricIndex,
        metric: Key,
        start: float,
    ) -> float | None:
        if metric[0] == SQS:
            return self._queues.when_silent(metric[1], metric[2], start)
        dns = dns_hook.current()
        if dns is not None and metric[0] == dns_history.NAMESPACE:
            # Of other Regions' alarms it has none.
            here = self._place.region == dns_history.REGION
            return (
                dns.checks.history.value(metric[1], metric[2], start) if here else None
            )
        for policy in policies_of(self._place, alarm):
            if policy.target_tracking_scaling_policy_configuration is not None:
                return self._silence.value(self._place, policy, index, metric, start)
        return None


def _schedule(action: Any, after: datetime, until: datetime) -> Sequence[datetime]:  # noqa: ANN401 - moto is untyped
    zone = find_zone(action.timezone)
    assert zone is not None  # noqa: S101 - it was refused otherwise
    schedule = parse_schedule(
        action.schedule,
        zone,
        created=datetime.fromtimestamp(action.creation_time, UTC),
        start=moment(action.start_time),
        end=moment(action.end_time),
    )
    return list(schedule.between(after, until))
