"""The state that datapoints put an alarm into.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

OK = "OK"
ALARM = "ALARM"
INSUFFICIENT = "INSUFFICIENT_DATA"

# CloudWatch looks back further than it needs, in case datapoints are missing; by
# how much, it does not say. In its own examples, by two.
LOOK_BACK = 2

_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanOrEqualToThreshold": operator.le,
    "LessThanThreshold": operator.lt,
}

Points = Sequence[float | None]
"""Values, oldest first; None where there is no datapoint."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What an alarm asks of its datapoints.

    Attributes:
        comparison: As CloudWatch calls it.
        threshold: What values are held against.
        periods: How many are looked at.
        to_alarm: How many of them must breach.
        missing: "missing", "ignore", "breaching" or "notBreaching".

    """

    comparison: str
    threshold: float
    periods: int
    to_alarm: int
    missing: str = "missing"

    def breaches(self, value: float) -> bool:
        """Tell whether a value is on the wrong side of the threshold.

        Raises:
            NotImplementedError: It compares with a band, not a number.

        """
        compare = _COMPARISONS.get(self.comparison)
        if compare is None:
            raise NotImplementedError(self.comparison)
        return compare(value, self.threshold)


def state_of(rule: Rule, points: Points, before: str) -> str:
    """Return the state for the latest points.

    Args:
        rule: Of the alarm.
        points: `rule.periods + LOOK_BACK` of them.
        before: The state until now.

    """
    real = [point for point in points if point is not None]
    newest = points[-rule.periods :]
    if not real:
        return {"breaching": ALARM, "notBreaching": OK, "ignore": before}.get(
            rule.missing, INSUFFICIENT
        )
    # What is missing among the newest is made up for by older ones first.
    used = [point for point in newest if point is not None]
    if len(used) < rule.periods:
        used = real[-rule.periods :]
    unknown = rule.periods - len(used)
    breaching = sum(map(rule.breaches, used))
    if rule.missing == "breaching":
        breaching += unknown
    if breaching >= rule.to_alarm:
        return ALARM
    filled = rule.missing in ("breaching", "notBreaching")
    if filled or unknown == 0 or breaching < len(used):
        return OK
    # All there are breach, and they are too few. "The alarm always goes into
    # ALARM state when the oldest available breaching datapoint [...] is at least
    # as old as the value of Datapoints to Alarm", lest one begins too early.
    oldest = max(
        age for age, point in enumerate(reversed(points), 1) if point is not None
    )
    if rule.missing == "missing" and oldest >= rule.to_alarm:
        return ALARM
    return before
