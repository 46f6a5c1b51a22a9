"""The failover's steps, in process, with everything that they ask in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from failover.ports import CheckState, Sight
from failover.restarting import RestartParts
from failover.step_handler import StepHandler, StepParts
from inferences.active_region import ActiveRegion
from inferences.errors import UnavailableError
from inferences.paths import Path
from inferences.record import Document, Record, State
from tests.support.active_regions import MemoryActiveRegion
from tests.support.inferences import MemoryRecords, MemoryWorkflow

HOME, HERE = "eu-west-1", "eu-central-1"
NOW = 1_795_000_000.0
GONE = Sight(status=None, readiness="", what="no answer: TimeoutError")
NOBODY_SEES_IT = CheckState(declared=False, disabled=False, good=0, asked=3)


def record(number: int, *, home: str = HOME, shard: str = "a", **fields: Any) -> Record:
    return Record(
        **{
            "id": f"{shard}{number:031x}",
            "owner": "a-key",
            "request_digest": "0" * 64,
            "traffic_class": "standard",
            "payload": Document(text='{"instances": ["a"]}'),
            "chain": (Path.SERVERLESS, Path.BATCH),
            "home_region": home,
            "created_at": "2026-11-22T06:00:00+00:00",
            "run": 0,
            **fields,
        }
    )


@dataclass
class Eye:
    """A vantage that sees what a test says."""

    sight: Sight = field(default_factory=lambda: GONE)

    def look(self) -> Sight:
        return self.sight


@dataclass
class Checks:
    """Route 53's health checks."""

    found: CheckState = field(default_factory=lambda: NOBODY_SEES_IT)
    unavailable: bool = False

    def state(self) -> CheckState:
        if self.unavailable:
            message = "Route 53 cannot be reached"
            raise UnavailableError(message)
        return self.found


@dataclass
class Marks:
    """Marks; Regions that are behind see none."""

    written: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)

    def write(self, mark: str) -> None:
        self.written.append(mark)

    def behind(self, mark: str) -> list[str]:
        assert mark in self.written
        return self.late


@dataclass
class Late:
    """What replication takes."""

    found: float | None = None

    def seconds(self) -> float | None:
        return self.found


@dataclass
class Told:
    """Telemetry that remembers."""

    steps: list[str] = field(default_factory=list)
    not_begun: list[str] = field(default_factory=list)
    begins: list[tuple[str, bool]] = field(default_factory=list)
    ignores: list[str] = field(default_factory=list)

    def step(self, action: str, found: object) -> None:
        self.steps.append(action)

    def not_started(self, record_id: str, reason: str) -> None:
        self.not_begun.append(record_id)

    def begun(self, name: str, *, first: bool) -> None:
        self.begins.append((name, first))

    def ignored(self, reason: str) -> None:
        self.ignores.append(reason)


class Records(MemoryRecords):
    """The table, in which records change their home."""

    def adopt(self, record_id: str, run: int, *, attend_by: int) -> bool:
        self._reach("adopt")
        found = self.get(record_id)
        if found is None or found.state is not State.PENDING:
            return False
        if (found.run, found.home_region) != (run - 1, HOME):
            return False
        return self._change(
            record_id,
            attend_by,
            run=run,
            home_region=HERE,
            task_token=None,
            window=None,
        )


class Context:
    """A context with so many seconds left, less one each time it is asked."""

    def __init__(self, seconds: float = 300.0) -> None:
        self.seconds = seconds

    def get_remaining_time_in_millis(self) -> int:
        self.seconds -= 1
        return int(self.seconds * 1000)


class Failover:
    """The step function and its world."""

    def __init__(self) -> None:
        self.eye, self.checks = Eye(), Checks()
        self.active = MemoryActiveRegion()
        self.marks, self.late, self.told = Marks(), Late(), Told()
        self.records, self.workflow = Records(), MemoryWorkflow()
        self.now = NOW

    @property
    def handler(self) -> StepHandler:
        told: Any = self.told
        return StepHandler(
            StepParts(
                name="failover",
                log_group="/aws/lambda/failover-step",
                most_lag_seconds=30,
                vantage=self.eye,
                checks=self.checks,
                active=self.active,
                probes=self.marks,
                lag=self.late,
                restart=RestartParts(
                    records=self.records,
                    adoptions=self.records,
                    workflow=self.workflow,
                    telemetry=told,
                    here=HERE,
                    home=HOME,
                    now=lambda: self.now,
                ),
                telemetry=told,
                now=lambda: self.now,
            )
        )

    def step(self, action: str, *, context: Context | None = None, **event: Any) -> Any:
        return self.handler({"action": action, **event}, context or Context())

    def hold(self, *records: Record) -> None:
        self.records = Records(*records)

    def restart(self, shard: str = "a", rounds: int = 50) -> Any:
        """Go through a shard as the state machine does."""
        found: Any = {"shard": shard}
        for _ in range(rounds):
            found = self.step("restart", shard=found)
            if found["progress"] not in ("more", "again"):
                return found
        message = "it never ends"
        raise AssertionError(message)

    def taken(self, **fields: Any) -> None:
        self.active.active = replace(
            ActiveRegion(
                region=HERE,
                lost=HOME,
                since="2026-11-22T06:00:00+00:00",
                turn=1,
                by="a-run",
            ),
            **fields,
        )


@pytest.fixture
def failover() -> Failover:
    return Failover()


@pytest.fixture(name="record")
def make_record() -> Callable[..., Record]:
    return record
