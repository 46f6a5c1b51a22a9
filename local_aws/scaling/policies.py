"""Runs scaling policies when alarms say so, with their cooldowns.

https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html
https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends

from local_aws.scaling.alarm_state import ALARM
from local_aws.scaling.kept import TargetId, find_target, target_id
from local_aws.scaling.scaler import Place, Scaler
from local_aws.scaling.step_scaling import DEFAULT_COOLDOWN, adjusted
from local_aws.scaling.target_tracking import cooldown, tracked


@dataclass(frozen=True, kw_only=True)
class Breach:
    """What an alarm found.

    Attributes:
        alarm: Its name.
        above: Whether it is about values over its threshold.
        threshold: Of the alarm.
        value: Of the metric; None where the state was set by hand.

    """

    alarm: str
    above: bool
    threshold: float
    value: float | None


@dataclass(kw_only=True)
class _Last:
    """What a policy did last."""

    out_at: datetime | None = None
    out_from: int = 0
    in_at: datetime | None = None


class Policies:
    """Scales by policies; remembers what each did last."""

    def __init__(self, scaler: Scaler) -> None:
        """Take what moves capacity."""
        self._scaler = scaler
        self._last: dict[str, _Last] = {}

    def run(self, place: Place, policy: Any, breach: Breach, at: datetime) -> bool:  # noqa: ANN401 - moto is untyped
        """Run a policy; tell whether capacity changed."""
        target = target_id(policy)
        registered = find_target(place.backend, target)
        capacity = self._scaler.capacity(place, target, wait=True)
        if registered is None or capacity is None:
            return False
        last = self._last.setdefault(policy.policy_arn, _Last())
        # While scaling out cools down, what it added counts as added already.
        cooling = _within(last.out_at, _cooldown(policy, out=True), at)
        base = min(last.out_from, capacity) if cooling else capacity
        wanted = self._wanted(place, policy, breach, base, capacity)
        wanted = max(registered.min_capacity, min(registered.max_capacity, wanted))
        suspended: Mapping[str, bool] = registered.suspended_state
        if wanted > capacity:
            allowed = not suspended["DynamicScalingOutSuspended"]
        elif wanted < capacity:
            allowed = (
                not cooling
                and not suspended["DynamicScalingInSuspended"]
                and not _within(last.in_at, _cooldown(policy, out=False), at)
            )
        else:
            return False
        cause = (
            f"monitor alarm {breach.alarm} in state ALARM triggered policy "
            f"{policy.policy_name}"
        )
        if not allowed or not self._scaler.to(place, target, wanted, cause, at):
            return False
        if wanted > capacity:
            last.out_at, last.out_from, last.in_at = at, base, None
        else:
            last.in_at = at
        return True

    def _wanted(
        self,
        place: Place,
        policy: Any,  # noqa: ANN401 - moto is untyped
        breach: Breach,
        base: int,
        capacity: int,
    ) -> int:
        """Return what a policy wants; the capacity itself for no change."""
        step = policy.step_scaling_policy_configuration
        if step is not None:
            over = 0.0 if breach.value is None else breach.value - breach.threshold
            wanted = adjusted(step, over, base)
            # Scaling out is never undone by what it had counted from.
            return wanted if base == capacity else max(wanted, capacity)
        tracking = policy.target_tracking_scaling_policy_configuration
        if breach.value is None:
            return capacity
        if breach.above:
            return max(capacity, tracked(tracking, breach.value, base))
        if not _all_low(place, target_id(policy)):
            return capacity
        return min(capacity, tracked(tracking, breach.value, capacity))


def _all_low(place: Place, target: TargetId) -> bool:
    """Tell whether every tracking policy of a target would scale in."""
    alarms = cloudwatch_backends[place.account_id][place.region].alarms
    lows = [
        alarms[alarm.name]
        for policy in place.backend.policies.values()
        if target_id(policy) == target
        for alarm in policy.alarms
        if "-AlarmLow-" in alarm.name and alarm.name in alarms
    ]
    return all(alarm.state_value == ALARM for alarm in lows)


def _cooldown(policy: Any, *, out: bool) -> int:  # noqa: ANN401 - moto is untyped
    step = policy.step_scaling_policy_configuration
    if step is not None:
        return int(step.get("Cooldown", DEFAULT_COOLDOWN))
    tracking = policy.target_tracking_scaling_policy_configuration
    return cooldown(tracking, target_id(policy), out=out)


def longest_cooldown(policy: Any) -> int:  # noqa: ANN401 - moto is untyped
    """Return the seconds for which a policy may wait to act."""
    return max(_cooldown(policy, out=True), _cooldown(policy, out=False))


def _within(since: datetime | None, seconds: int, at: datetime) -> bool:
    return since is not None and at < since + timedelta(seconds=seconds)
