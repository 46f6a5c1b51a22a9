"""What SageMaker measures of an endpoint that nobody calls.

"If a variant's traffic becomes zero, SageMaker AI automatically scales in to the
minimum number of instances [...] SageMaker AI emits metrics with a value of
zero." Without an instance or a copy it measures nothing.
https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-policy.html
"""

from datetime import datetime
from typing import Any

from local_aws.scaling.datapoints import Key, MetricIndex
from local_aws.scaling.kept import target_id
from local_aws.scaling.scaler import Place, Scaler
from local_aws.scaling.tracking_alarms import SAGEMAKER

# These do not count what happens, they say what is: the last value stays.
_GAUGES = ("ApproximateBacklogSize", "ApproximateBacklogSizePerInstance")


class Silence:
    """Knows since when each tracked target has had capacity."""

    def __init__(self, scaler: Scaler) -> None:
        """Take who knows the capacities."""
        self._scaler = scaler
        self._since: dict[tuple[str, str, str], datetime] = {}

    def observe(self, place: Place, at: datetime) -> None:
        """Look which of SageMaker's tracked targets have capacity."""
        for policy in list(place.backend.policies.values()):
            tracking = policy.target_tracking_scaling_policy_configuration
            if tracking is None or policy.service_namespace != "sagemaker":
                continue
            if self._scaler.capacity(place, target_id(policy), wait=False):
                self._since.setdefault(_key(place, policy), at)
            else:
                self._since.pop(_key(place, policy), None)

    def value(
        self,
        place: Place,
        policy: Any,  # noqa: ANN401 - moto is untyped
        index: MetricIndex,
        metric: Key,
        start: float,
    ) -> float | None:
        """Return what was measured in a period without calls."""
        since = self._since.get(_key(place, policy))
        if metric[0] != SAGEMAKER or since is None or start < since.timestamp():
            return None
        return (index.last(metric, start) or 0.0) if metric[1] in _GAUGES else 0.0


def _key(place: Place, policy: Any) -> tuple[str, str, str]:  # noqa: ANN401 - moto is untyped
    return place.account_id, place.region, policy.policy_arn
