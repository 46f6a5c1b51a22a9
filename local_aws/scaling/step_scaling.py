"""What a step scaling policy makes of a breach.

https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html
"""

import math
from collections.abc import Mapping
from typing import Any

DEFAULT_COOLDOWN = 300


def adjusted(configuration: Mapping[str, Any], breach: float, capacity: int) -> int:
    """Return the capacity that a policy wants, before any bounds.

    Args:
        configuration: As PutScalingPolicy took it.
        breach: The metric's value less the alarm's threshold.
        capacity: What it is counted from.

    """
    step = _step(configuration, breach)
    if step is None:
        return capacity
    amount = float(step["ScalingAdjustment"])
    kind = configuration["AdjustmentType"]
    if kind == "ExactCapacity":
        return int(amount)
    if kind == "ChangeInCapacity":
        return max(0, capacity + int(amount))
    change = _whole(capacity * amount / 100)
    least = int(configuration.get("MinAdjustmentMagnitude") or 0)
    if change and abs(change) < least:
        change = int(math.copysign(least, change))
    return max(0, capacity + change)


def _step(configuration: Mapping[str, Any], breach: float) -> Mapping[str, Any] | None:
    """Return the step whose interval a breach is in.

    Above the threshold the lower bound belongs to the interval, below it the
    upper one does.
    """
    for step in configuration["StepAdjustments"]:
        low = step.get("MetricIntervalLowerBound", -math.inf)
        high = step.get("MetricIntervalUpperBound", math.inf)
        inside = low <= breach < high if breach >= 0 else low < breach <= high
        if inside:
            found: Mapping[str, Any] = step
            return found
    return None


def _whole(change: float) -> int:
    """Round a change of so many percent to whole units, as AWS does.

    Towards zero, but never to zero: 0.4 is 1 and -6.7 is -6.
    """
    if 0 < abs(change) < 1:
        return int(math.copysign(1, change))
    return math.trunc(change)
