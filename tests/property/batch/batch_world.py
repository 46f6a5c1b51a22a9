"""All that batch windows are a part of, in memory, one step at a time.

The executions follow modules/inference_workflow/definitions/inference.asl.json from
its path of batch on; their step function is the real one.
"""

import io
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass

from batch.gathering import Limits
from batch.results_service import ResultsParts, ResultsService
from batch.sweeper_service import SweeperParts, SweeperService
from batch.telemetry import ResultsTelemetry, SweeperTelemetry, WindowTelemetry
from batch.window_service import WindowParts, WindowService
from inferences.paths import Path
from inferences.record import Document, Record, State
from routing.step_handler import StepHandler
from tests.support.batch_windows import (
    Clock,
    Fuse,
    MemoryJobs,
    MemoryQueue,
    MemoryResults,
    MemoryWindows,
    log_stream,
    plenty,
)
from tests.support.inferences import MemoryDocuments, MemoryRecords, a_record

TOKEN_SECONDS = 21_600
RETRIES = 4
PREFIX = "inferway"
HERE = "eu-west-1"
# Few of each, so that windows are full.
LIMITS = Limits(records=4, bytes=400, line_bytes=200)


@dataclass
class Execution:
    """An execution of the workflow.

    Attributes:
        id: Of its record.
        run: Of it.
        phase: "queue", "waiting", "fail" or "over".
        token: While it waits.
        since: When it began to wait.
        order: The same, among beginnings of waits and jobs.
        retries: How often it may still begin to wait.
        error: Name of the last error.

    """

    id: str
    run: int
    phase: str = "queue"
    token: str = ""
    since: float = 0.0
    order: int = 0
    retries: int = RETRIES
    error: str = ""


class World:
    """The parts, with a fuse in each call that the functions make."""

    def __init__(self) -> None:
        self.clock, self.fuse = Clock(), Fuse()
        self.records, self.documents = MemoryRecords(), MemoryDocuments()
        self.queue = MemoryQueue(self.clock)
        self.windows = MemoryWindows()
        self.order = itertools.count()
        self.jobs = Jobs(self.windows, self.order)
        self.results = MemoryResults()
        self.executions: dict[tuple[str, int], Execution] = {}
        self.tokens: dict[str, Execution] = {}
        # Windows whose job's end nobody heard of yet.
        self.events: list[str] = []
        wire, log = self.fuse.wire, log_stream(io.StringIO(), "batch-world")
        records, documents = wire(self.records), wire(self.documents)
        windows, jobs = wire(self.windows), wire(self.jobs)
        self.window = WindowService(
            WindowParts(
                queue=wire(self.queue),
                records=records,
                documents=documents,
                windows=windows,
                jobs=jobs,
                telemetry=WindowTelemetry(log),
                region=HERE,
            ),
            job_prefix=PREFIX,
            limits=LIMITS,
            now=self.clock,
        )
        self.collector = ResultsService(
            ResultsParts(
                records=records,
                documents=documents,
                windows=windows,
                jobs=jobs,
                tokens=wire(Tokens(self)),
                telemetry=ResultsTelemetry(log),
                region=HERE,
            ),
            job_prefix=PREFIX,
        )
        self.sweeper = SweeperService(
            SweeperParts(
                records=records,
                workflow=wire(Workflow(self)),
                jobs=jobs,
                results=wire(self.results),
                telemetry=SweeperTelemetry(log),
                region=HERE,
            ),
            now=self.clock,
        )
        self.step = StepHandler(
            records,
            documents,
            None,  # type: ignore[arg-type] # batch attempts nothing
            wire(self.queue),
            wire(Tasks(self)),
            region=HERE,
            window_seconds=300,
            now=self.clock,
        )

    def accept(self, number: int, payload: str) -> Record:
        """Write a record, as whoever answers 202 does first."""
        record = a_record(
            number, payload=Document(text=payload), chain=(Path.BATCH,), window=None
        )
        record = Record(**{**record.__dict__, "id": f"{number % 16:x}{number:031x}"})
        assert self.records.create(record, attend_by=int(self.clock()) + 60) is None
        return record

    def begin(self, record: Record, run: int) -> None:
        """Begin an execution; a second one of its name is none."""
        self.executions.setdefault((record.id, run), Execution(record.id, run))

    def move(self, seconds: float) -> None:
        """Let time pass: who waited too long waits no more."""
        self.clock.now += seconds
        for execution in self.executions.values():
            waited = self.clock() - execution.since
            if execution.phase == "waiting" and waited > TOKEN_SECONDS:
                self.give_back(execution, "States.Timeout")

    def give_back(self, execution: Execution, error: str) -> None:
        """Let a wait end without a result: the definition's Retry and Catch."""
        execution.error = error
        if execution.retries:
            execution.retries -= 1
            execution.phase = "queue"
        else:
            execution.phase = "fail"

    def advance(self, execution: Execution) -> None:
        """Run the step whose turn it is; if it dies, it is its turn again."""
        if execution.phase == "queue":
            token = f"token-{len(self.tokens)}"
            self.tokens[token] = execution
            execution.token, execution.since = token, self.clock()
            execution.order = next(self.order)
            # The task waits from before the function runs.
            execution.phase = "waiting"
            event = {"action": "queue", "id": execution.id, "token": token}
            try:
                self.step(event, Context())
            except Exception:
                if execution.phase == "waiting" and execution.token == token:
                    execution.phase = "queue"
                raise
        else:
            error = {"Error": execution.error}
            self.step({"action": "fail", "id": execution.id, "error": error}, Context())
            execution.phase = "over"


class Context:
    """Lambda's."""

    def get_remaining_time_in_millis(self) -> int:
        return int(plenty() * 1000)


class Jobs(MemoryJobs):
    """Jobs that know when they began.

    Attributes:
        began: Their order, among beginnings of waits and jobs.

    """

    def __init__(self, windows: MemoryWindows, order: Iterator[int]) -> None:
        super().__init__(windows)
        self._order = order
        self.began: dict[str, int] = {}

    def create(self, window: str) -> bool:
        created = super().create(window)
        if created:
            self.began[window] = next(self._order)
        return created


class Tokens:
    """What the results function answers."""

    def __init__(self, world: World) -> None:
        self._world = world

    def succeed(self, token: str, outcome: str) -> None:
        execution = self._world.tokens[token]
        if execution.phase == "waiting" and execution.token == token:
            record = self._world.records.get(execution.id)
            assert record is not None
            assert record.state.value == outcome != State.PENDING.value
            execution.phase = "over"

    def fail(self, token: str, error: str, cause: str) -> None:
        execution = self._world.tokens[token]
        if execution.phase == "waiting" and execution.token == token:
            record = self._world.records.get(execution.id)
            assert record is not None
            assert record.window is not None, "it is in no window that could fail"
            job = self._world.jobs.jobs[record.window]
            assert job.ended, "its window is not over"
            began = self._world.jobs.began[record.window]
            assert execution.order < began, "it waits for another window"
            assert error == "WindowFailedError"
            assert cause
            self._world.give_back(execution, error)


class Tasks:
    """What the step function answers."""

    def __init__(self, world: World) -> None:
        self._world = world

    def succeed(self, token: str, outcome: str) -> None:
        execution = self._world.tokens[token]
        if execution.phase == "waiting" and execution.token == token:
            execution.phase = "over"


class Workflow:
    """The state machine."""

    def __init__(self, world: World) -> None:
        self._world = world

    def start(self, record: Record, run: int, *, position: int) -> None:
        assert position == 0
        for execution in self._world.executions.values():
            assert execution.id != record.id or execution.phase == "over"
        self._world.begin(record, run)

    def is_running(self, record_id: str, run: int) -> bool:
        execution = self._world.executions.get((record_id, run))
        return execution is not None and execution.phase != "over"


def answer(line: str) -> str:
    """Answer a line as the container does: right for its own instances alone."""
    instances = json.loads(line)["instances"]
    if instances == ["refused"]:
        error = {"code": "values_refused", "message": "m", "request_id": "r"}
        return json.dumps({"error": error})
    model = {"name": "upper", "version": "0123456789abcdef"}
    predictions = [text.upper() for text in instances]
    return json.dumps({"predictions": predictions, "model": model})
