"""One look at everything that a failover needs, none of which hides another."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from failover import obstacles
from failover.check_obstacles import of_checks
from failover.obstacles import Obstacle
from failover.watch_parts import WatchParts
from failover.watch_ports import Memory, Unstarted
from inferences.active_region import ActiveRegion
from inferences.errors import UnavailableError
from inferences.record import Unattended

_SHARDS = "0123456789abcdef"
# After all that is overdue, and all that is not.
_EVER = 10**12
_MOST_NAMED = 20
# S3 has no time by contract; most objects arrive within minutes.
_MODEL_GRACE_SECONDS = 300.0


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What a look found, and what the next one has to know.

    Attributes:
        found: Everything that would make a failover fail.
        memory: With the mark that was written.

    """

    found: Sequence[Obstacle]
    memory: Memory


def look(parts: WatchParts, before: Memory) -> Looked:
    """Look at everything; what cannot be looked at is an obstacle too.

    Args:
        parts: Where to look.
        before: What was marked at the last look.

    """
    return _Look(parts, before).run()


class _Look:
    def __init__(self, parts: WatchParts, before: Memory) -> None:
        self._parts = parts
        self._memory = before
        self._active: ActiveRegion | None = None

    def run(self) -> Looked:
        looks: dict[str, Callable[[], Iterator[Obstacle]]] = {
            "who serves": self._who_serves,
            "health checks": self._checks,
            "readiness": self._standby,
            "replicas": self._replicas,
            "replication": self._lag,
            "models": self._models,
            "unfinished inferences": self._records,
        }
        found = [one for what, ask in looks.items() for one in _asked(what, ask)]
        return Looked(found=found, memory=self._memory)

    @property
    def _standby_serves(self) -> bool:
        return self._active is not None and self._active.lost == self._parts.home

    def _who_serves(self) -> Iterator[Obstacle]:
        self._active = self._parts.active.read()
        return iter(())

    def _checks(self) -> Iterator[Obstacle]:
        return of_checks(
            self._parts.checks.settings(),
            standby_serves=self._standby_serves,
            automatic=self._parts.automatic,
        )

    def _standby(self) -> Iterator[Obstacle]:
        return obstacles.of_standby(self._parts.vantage.look())

    def _replicas(self) -> Iterator[Obstacle]:
        return obstacles.of_replicas(self._parts.replicas.states())

    def _lag(self) -> Iterator[Obstacle]:
        parts, before, now = self._parts, self._memory, self._parts.now()
        behind: list[str] = []
        # A mark that is younger may still be on its way.
        ripe = before.mark and now - before.marked_at >= parts.most_lag_seconds
        if ripe:
            behind = parts.probes.behind(before.mark)
        if ripe or not before.mark:
            mark = datetime.fromtimestamp(now, UTC).isoformat()
            parts.probes.write(mark)
            self._memory = replace(before, mark=mark, marked_at=now)
        most = parts.most_lag_seconds
        yield from obstacles.of_lag(behind, None, most_seconds=most)
        yield from obstacles.of_lag([], parts.lag.seconds(), most_seconds=most)

    def _models(self) -> Iterator[Obstacle]:
        if self._parts.models is None:
            return
        models = self._parts.models.look()
        # A younger one may still be on its way.
        ripe = self._parts.now() - _MODEL_GRACE_SECONDS
        if models.home is None or models.home.written_at <= ripe:
            yield from obstacles.of_models(models, standby_serves=self._standby_serves)

    def _records(self) -> Iterator[Obstacle]:
        ids: list[str] = []
        for record_id in self._unstarted():
            if len(ids) == _MOST_NAMED:
                return obstacles.of_records(Unstarted(ids=ids, more=True))
            ids.append(record_id)
        return obstacles.of_records(Unstarted(ids=ids))

    def _unstarted(self) -> Iterator[str]:
        parts, late = self._parts, self._parts.unstarted_after_seconds
        before = parts.now() - late
        lost = None
        if self._active is not None and self._standby_serves:
            since = datetime.fromisoformat(self._active.since).timestamp()
            # Before that the workflow may still be at it.
            lost = parts.home if since <= before else None
        for shard in _SHARDS:
            until = int(before) if lost is None else _EVER
            for found in parts.records.unattended(until, shard):
                if found.attend_by < before or self._is_of(found, lost):
                    yield found.id

    def _is_of(self, found: Unattended, region: str | None) -> bool:
        if region is None or found.home_region is not None:
            return found.home_region == region
        # An index that was made without it.
        record = self._parts.records.get(found.id)
        return record is not None and record.home_region == region


def _asked(what: str, ask: Callable[[], Iterator[Obstacle]]) -> list[Obstacle]:
    found: list[Obstacle] = []
    try:
        # What was found before something could not be read counts as well.
        found.extend(ask())
    except UnavailableError as error:
        found.append(obstacles.unread(what, str(error)))
    return found
