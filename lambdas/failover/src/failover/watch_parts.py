"""What a look of the watch needs of the outside, all together."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from failover.ports import Lag, Probes, Vantage
from failover.watch_ports import CheckSettings, ModelStores, Replicas
from inferences.active_region import ActiveRegions
from inferences.ports import Records


@dataclass(frozen=True, kw_only=True)
class WatchParts:
    """What a look needs of the outside.

    Attributes:
        checks: How the health checks are set.
        vantage: Looks at this Region's readiness.
        replicas: Of the tables, in the home Region.
        probes: Marks of the watch's own.
        lag: What DynamoDB measures.
        models: Of both Regions; None where they are not watched.
        records: As this Region has them.
        active: Who serves.
        home: The Region that serves as a rule.
        automatic: Whether the alarm begins the workflow.
        most_lag_seconds: Replication that is slower is behind.
        unstarted_after_seconds: Nobody works on what nobody attends to for so long.
        now: Seconds since 1970.

    """

    checks: CheckSettings
    vantage: Vantage
    replicas: Replicas
    probes: Probes
    lag: Lag
    models: ModelStores | None
    records: Records
    active: ActiveRegions
    home: str
    automatic: bool
    most_lag_seconds: float
    unstarted_after_seconds: float
    now: Callable[[], float] = time.time
