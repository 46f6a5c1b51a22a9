"""Windows, results and sweeps with all that they need in memory."""

import io
import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from batch.gathering import Limits
from batch.results_service import ResultsParts, ResultsService
from batch.sweeper_service import SweeperParts, SweeperService
from batch.telemetry import ResultsTelemetry, SweeperTelemetry, WindowTelemetry
from batch.window_service import WindowParts, WindowService
from inferences.record import Document
from tests.support.batch_windows import (
    Clock,
    MemoryJobs,
    MemoryQueue,
    MemoryResults,
    MemoryWindows,
    log_stream,
)
from tests.support.inferences import (
    MemoryDocuments,
    MemoryRecords,
    MemoryWorkflow,
    a_record,
)

PREFIX = "inferway"
HERE = "eu-west-1"
LIMITS = Limits(records=20, bytes=10_000, line_bytes=1_000)


class Tokens:
    """Remembers what was answered, in order."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    def succeed(self, token: str, outcome: str) -> None:
        self.told.append((token, outcome))

    def fail(self, token: str, error: str, cause: str) -> None:
        assert cause
        self.told.append((token, error))


@dataclass
class Parts:
    """Everything, to look at."""

    service: str
    clock: Clock = field(default_factory=Clock)
    records: Any = field(default_factory=MemoryRecords)
    documents: Any = field(default_factory=MemoryDocuments)
    windows: Any = field(default_factory=MemoryWindows)
    workflow: Any = field(default_factory=MemoryWorkflow)
    results: Any = field(default_factory=MemoryResults)
    tokens: Any = field(default_factory=Tokens)
    log: io.StringIO = field(default_factory=io.StringIO)
    limits: Limits = LIMITS

    def __post_init__(self) -> None:
        self.queue: Any = MemoryQueue(self.clock)
        self.jobs: Any = MemoryJobs(self.windows)
        self.stream = log_stream(self.log, self.service)

    def window(self) -> WindowService:
        parts = WindowParts(
            queue=self.queue,
            records=self.records,
            documents=self.documents,
            windows=self.windows,
            jobs=self.jobs,
            telemetry=WindowTelemetry(self.stream),
            region=HERE,
        )
        return WindowService(
            parts, job_prefix=PREFIX, limits=self.limits, now=self.clock
        )

    def collector(self) -> ResultsService:
        parts = ResultsParts(
            records=self.records,
            documents=self.documents,
            windows=self.windows,
            jobs=self.jobs,
            tokens=self.tokens,
            telemetry=ResultsTelemetry(self.stream),
            region=HERE,
        )
        return ResultsService(parts, job_prefix=PREFIX)

    def sweeper_parts(self, region: str = HERE) -> SweeperParts:
        return SweeperParts(
            records=self.records,
            workflow=self.workflow,
            jobs=self.jobs,
            results=self.results,
            telemetry=SweeperTelemetry(self.stream),
            region=region,
        )

    def sweeper(self) -> SweeperService:
        return SweeperService(self.sweeper_parts(), now=self.clock)

    def wait(self, *numbers: int, **changes: Any) -> list[str]:
        """Let records wait for a window, each with its token and message."""
        ids = []
        for number in numbers:
            payload = Document(text=json.dumps({"instances": [f"text {number}"]}))
            record = a_record(
                number, **{"payload": payload, "task_token": f"t{number}", **changes}
            )
            self.records.create(record, attend_by=0)
            self.queue.send(record.id)
            ids.append(record.id)
        return ids

    def lines(self) -> list[dict[str, Any]]:
        """Return what was logged."""
        return [json.loads(line) for line in self.log.getvalue().splitlines()]

    def metrics(self) -> dict[str, float]:
        """Return what was measured last, by name."""
        return {
            metric["Name"]: _one(line[metric["Name"]])
            for line in self.lines()
            for directive in line.get("_aws", {}).get("CloudWatchMetrics", [])
            for metric in directive["Metrics"]
        }


def _one(value: Any) -> float:
    return float(value[0] if isinstance(value, list) else value)


@pytest.fixture
def parts(request):
    # A logger of the same name would be the one of another test.
    return Parts(service=request.node.name)
