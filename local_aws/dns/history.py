"""How the status of each health check has changed, and its metric.

https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html
"""

from collections.abc import Mapping
from datetime import datetime

from local_aws.runtime import metrics
from local_aws.runtime.embedded_metrics import Datum

NAMESPACE = "AWS/Route53"
# "Route 53 metrics are only available in US East (N. Virginia)": for an alarm of
# any other Region there are none.
REGION = "us-east-1"
STATUS = "HealthCheckStatus"
_DIMENSION = "HealthCheckId"
_MOST_CHANGES = 500


class History:
    """The changes of an account's health checks."""

    def __init__(self, account_id: str) -> None:
        """Take the account."""
        self._account_id = account_id
        self._changes: dict[str, list[tuple[datetime, bool]]] = {}

    def keep(self, found: Mapping[str, bool], at: datetime) -> None:
        """Take in what is found of every check; those that are gone are forgotten."""
        for gone in self._changes.keys() - found.keys():
            del self._changes[gone]
        for check, healthy in found.items():
            changes = self._changes.setdefault(check, [])
            if changes and changes[-1][1] == healthy:
                continue
            # With what it was before: the minute has seen both.
            values = [float(changes[-1][1])] if changes else []
            changes.append((at, healthy))
            del changes[:-_MOST_CHANGES]
            self._put(check, [*values, float(healthy)], at)

    def since(self, check: str) -> datetime | None:
        """Return when a check changed last, None of one that is not known."""
        changes = self._changes.get(check)
        return changes[-1][0] if changes else None

    def value(
        self, metric: str, dimensions: frozenset[tuple[str, str]], start: float
    ) -> float | None:
        """Return the least value of a minute, None where there is none."""
        check = next((v for n, v in dimensions if n == _DIMENSION), "")
        if metric != STATUS or check not in self._changes:
            return None
        found: list[bool] = []
        for at, healthy in self._changes[check]:
            if at.timestamp() <= start:
                found = [healthy]
            elif at.timestamp() < start + 60:
                found.append(healthy)
        return float(min(found)) if found else None

    def _put(self, check: str, values: list[float], at: datetime) -> None:
        datum = Datum(
            namespace=NAMESPACE,
            name=STATUS,
            dimensions=((_DIMENSION, check),),
            values=tuple(values),
            unit="None",
            timestamp=at,
        )
        metrics.put(self._account_id, REGION, [datum])
