"""What keeps a failover from working, and who serves: read, and nothing written."""

from dataclasses import asdict, dataclass
from typing import Any

from drill.ports import Parts
from drill.recovery import Recovery
from failover.cloudwatch_lag import CloudWatchLag
from failover.dynamo_memory import DynamoMemory
from failover.dynamo_probes import DynamoProbes
from failover.dynamo_replicas import DynamoReplicas
from failover.http_vantage import HttpVantage
from failover.obstacles import Obstacle
from failover.route53_checks import Route53Checks
from failover.route53_settings import Route53Settings
from failover.s3_models import S3Models, Store
from failover.watch_parts import WatchParts
from failover.watch_ports import Memory
from failover.watching import look
from inferences.dynamo_active_region import DynamoActiveRegion
from inferences.dynamo_records import DynamoRecords
from inferences.errors import UnavailableError as NotReached
from inferway.recovery_parts import GLOBAL, Aws

# As modules/failover has them without other wishes.
_MOST_LAG_SECONDS = 30.0
_UNSTARTED_AFTER_SECONDS = 300.0


@dataclass(frozen=True, kw_only=True)
class Status:
    """How a failover stands.

    Attributes:
        serves: The Region that is said to serve.
        since: ISO 8601; "" where no Region has ever taken over.
        by: Name of the execution that said so; "" likewise.
        name_leads_to: The Region that clients are sent to; None if unknown.
        switch_inverted: Whether people have switched the home Region off.
        alarm_rings: The one on the home Region's health.
        checkers: Of the home Region's endpoint: how many had a good answer, of all.
        lag_seconds: Of records, the worst of the last minutes; None if not measured.
        running: Runs of the workflows that are under way.
        obstacles: What would keep a failover from working.

    """

    serves: str
    since: str
    by: str
    name_leads_to: str | None
    switch_inverted: bool
    alarm_rings: bool
    checkers: tuple[int, int] | None
    lag_seconds: float | None
    running: list[str]
    obstacles: list[Obstacle]


def find_status(recovery: Recovery, aws: Aws, parts: Parts) -> Status:
    """Look at everything.

    Raises:
        UnavailableError: Who serves, the switch, the alarm or the workflows cannot
            be read: what else cannot is among the obstacles.

    """
    active = parts.active.read()
    runs = [*parts.failover.executions(), *parts.failback.executions()]
    return Status(
        serves=recovery.home.region if active is None else active.region,
        since="" if active is None else active.since,
        by="" if active is None else active.by,
        name_leads_to=parts.names.leads_to(),
        switch_inverted=parts.switch.is_inverted(),
        alarm_rings=parts.alarm.rings(),
        checkers=_checkers(recovery, aws),
        lag_seconds=_lag_seconds(recovery, aws),
        running=[one.name for one in runs if one.runs],
        obstacles=find_obstacles(recovery, aws),
    )


def find_obstacles(recovery: Recovery, aws: Aws) -> list[Obstacle]:
    """Return what the watch would tell now; nothing is written."""
    here, home = recovery.standby.region, recovery.home.region
    tables = {region: aws.client("dynamodb", region) for region in (here, home)}
    parts = WatchParts(
        checks=Route53Settings(aws.client("route53", GLOBAL), recovery.check_ids),
        vantage=HttpVantage(recovery.standby.ready_url),
        replicas=DynamoReplicas(
            tables[here], (recovery.config_table, recovery.records_table), home=home
        ),
        probes=_MarksOfTheWatch(
            DynamoProbes(tables, recovery.config_table, kind="watch")
        ),
        lag=_lag(recovery, aws),
        models=S3Models(
            Store(client=aws.client("s3", home), bucket=recovery.home.model_bucket),
            Store(client=aws.client("s3", here), bucket=recovery.standby.model_bucket),
            recovery.home.model_pointer_key,
        ),
        records=DynamoRecords(tables[here], recovery.records_table),
        active=DynamoActiveRegion(tables[here], recovery.config_table),
        home=home,
        automatic=recovery.automatic,
        most_lag_seconds=_MOST_LAG_SECONDS,
        unstarted_after_seconds=_UNSTARTED_AFTER_SECONDS,
    )
    try:
        memory = DynamoMemory(tables[here], recovery.config_table).read()
    except NotReached:
        # Whatever it is, the look finds it too.
        memory = Memory()
    return list(look(parts, memory).found)


class _MarksOfTheWatch:
    """The watch's marks, looked for and left alone."""

    def __init__(self, probes: DynamoProbes) -> None:
        self._probes = probes

    def write(self, mark: str) -> None:
        pass

    def behind(self, mark: str) -> list[str]:
        return self._probes.behind(mark)


def _checkers(recovery: Recovery, aws: Aws) -> tuple[int, int] | None:
    checks = Route53Checks(
        aws.client("route53", GLOBAL),
        endpoint=recovery.check_ids["home_endpoint"],
        switch=recovery.switch_id,
    )
    try:
        state = checks.state()
    except NotReached:
        return None
    return state.good, state.asked


def _lag(recovery: Recovery, aws: Aws) -> CloudWatchLag:
    regions = (recovery.standby.region, recovery.home.region)
    return CloudWatchLag(
        {region: aws.client("cloudwatch", region) for region in regions},
        recovery.records_table,
    )


def _lag_seconds(recovery: Recovery, aws: Aws) -> float | None:
    try:
        return _lag(recovery, aws).seconds()
    except NotReached:
        return None


def to_json(status: Status) -> dict[str, Any]:
    """Return it as JSON values."""
    return asdict(status)
