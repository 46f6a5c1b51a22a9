"""What a target tracking policy makes of its metric.

https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
"""

import math
from collections.abc import Mapping
from typing import Any

from local_aws.scaling.kept import TargetId

# Lambda's environments come and go quickly; what SageMaker adds takes minutes.
_DEFAULT_COOLDOWN = {"lambda": 0, "sagemaker": 300}

# Ratios of decimal fractions are a little off: 3 * 0.7 / 0.7 is not to be 4.
_EXACT = 9


def tracked(configuration: Mapping[str, Any], value: float, capacity: int) -> int:
    """Return the capacity that would bring a metric to its target.

    Both kinds of metrics, load for each unit of capacity and utilization, fall
    as capacity grows. Of zero capacity nothing is measured and nothing follows:
    target tracking never leaves zero.
    """
    ratio = value / float(configuration["TargetValue"])
    return math.ceil(round(capacity * ratio, _EXACT))


def cooldown(configuration: Mapping[str, Any], target: TargetId, *, out: bool) -> int:
    """Return the seconds that a policy waits after it has scaled."""
    name = "ScaleOutCooldown" if out else "ScaleInCooldown"
    return int(configuration.get(name, _DEFAULT_COOLDOWN[target.namespace]))
