"""One Region of the product: its functions, on tables that are in both.

Handlers, services and adapters are the real ones; queue, windows, jobs, endpoints
and Step Functions are in memory, and of this Region alone.
"""

import io
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Any

from batch.gathering import Limits
from batch.results_service import ResultsParts, ResultsService
from batch.sweeper_service import SweeperParts, SweeperService
from batch.telemetry import ResultsTelemetry, SweeperTelemetry, WindowTelemetry
from batch.window_id import window_of
from batch.window_service import WindowParts, WindowService
from inferences.dynamo_active_region import DynamoActiveRegion
from inferences.dynamo_records import DynamoRecords
from inferences.errors import UnavailableError
from inferences.paths import Path
from inferences.s3_documents import S3Documents
from inferences.states_tokens import StatesTokens
from inferences.states_workflow import StatesWorkflow
from routing.answers import ApiAnswer
from routing.api_handler import ApiHandler, Operation
from routing.api_request import ApiRequest
from routing.api_telemetry import LoggedApi
from routing.attempts import SyncAttempts
from routing.attempts_log import LoggedAttempts
from routing.attempts_once import SingleAttempts
from routing.config_cache import CachedConfig
from routing.config_table import DynamoConfigTable
from routing.endpoints import Endpoint
from routing.get import GetInference
from routing.health import Readiness
from routing.invoker import Invoker
from routing.post import PostInferences, PostParts
from routing.router import ConfiguredRouter
from routing.rule import Available
from routing.step_handler import StepHandler
from routing.story import Story
from tests.property.outages.endpoints import FlakyRuntime, answer_line
from tests.property.outages.machines import States
from tests.property.outages.reach import Clients, Reach, Reached, unreachable
from tests.property.outages.time_line import TimeLine
from tests.support.batch_windows import (
    MemoryJobs,
    MemoryQueue,
    MemoryWindows,
    log_stream,
)

REPO = FilePath(__file__).parents[3]
INFERENCE = "inferences"
PREFIX = "inferway"
WINDOW_SECONDS, SWEEP_SECONDS = 120.0, 600.0
_LIMITS = Limits(records=100, bytes=10_000_000, line_bytes=6_000_000)
# As long as an API has.
_REQUEST_SECONDS = 27.5
_ENDPOINTS = {
    Path.PROVISIONED: Endpoint(name="steady"),
    Path.SERVERLESS: Endpoint(name="on-demand"),
}


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a Region is, and what both have.

    Attributes:
        name: Of the Region.
        records, config: Names of the tables.
        bucket: This Region's own.

    """

    name: str
    records: str
    config: str
    bucket: str


class Context:
    """Lambda's."""

    aws_request_id = "invocation-1"

    def get_remaining_time_in_millis(self) -> int:
        return 900_000


class Region:
    """The functions of a Region, and what sets them going.

    Attributes:
        name: Of the Region.
        records: Its replica of the records, as functions see it.
        states: Its Step Functions.
        dead_letters: What the workflow gave up.
        has_windows: Whether a window is gathered when it is time.

    """

    def __init__(  # noqa: PLR0913 - the parts are wired once
        self,
        place: Place,
        *,
        line: TimeLine,
        reach: Reach,
        clients: Clients,
        rng: random.Random,
        more: "Mapping[str, Mapping[str, Any]]",
        services: Mapping[str, Callable[[Any], Any]],
    ) -> None:
        """Take the place and what it shares; state machines and services beside."""
        self.name, self.place = place.name, place
        self._line, self._reach, self._rng = line, reach, rng
        self._log = log_stream(io.StringIO(), "outages")
        self.dead_letters: list[dict[str, Any]] = []
        self.has_windows = True
        self.states = States(
            place.name,
            line,
            rng,
            {INFERENCE: definition("inference_workflow", "inference"), **more},
            {
                "arn:aws:states:::lambda:invoke": self._invoke,
                "arn:aws:states:::lambda:invoke.waitForTaskToken": self._invoke,
                "arn:aws:states:::sqs:sendMessage": self._dead_letter,
                **services,
            },
        )
        here = place.name
        dynamodb = clients.get("dynamodb", here, here)
        self.records = DynamoRecords(dynamodb, place.records, line.seconds)
        self.documents = S3Documents(clients.get("s3", here, here), place.bucket)
        self.workflow = StatesWorkflow(self.reached_states, self.states.arn(INFERENCE))
        self._queue = MemoryQueue(line.seconds)
        self._windows = MemoryWindows()
        self._jobs = Jobs(self._windows, self._job_begun)
        self._attempts = SingleAttempts(
            self.records,
            self.documents,
            _ENDPOINTS,
            Invoker(
                lambda _: self._client(FlakyRuntime(rng)),
                clock=line.seconds,
            ),
            LoggedAttempts(self._log),
            clock=line.seconds,
            now=line.clock.now,
        )
        self.functions: dict[str, Callable[[Any, Any], Any]] = {"step": self._step()}
        self._window, self._sweeper = self._window_service(), self._sweeper_service()
        self._results = self._results_service()
        self.readiness = Readiness(
            self.records,
            DynamoActiveRegion(dynamodb, place.config),
            LoggedApi(self._log),
            region=here,
            clock=line.seconds,
        )
        self.api = self._api(dynamodb)

    def start(self) -> None:
        """Let schedules run from now on."""
        for seconds, run in (
            (WINDOW_SECONDS, self._gather),
            (SWEEP_SECONDS, lambda: self._sweeper.run(_plenty)),
        ):
            first = self._rng.uniform(1, seconds)
            self._line.every(
                seconds, first, lambda call=run: self._later(call), self.name
            )

    @property
    def reached_states(self) -> Any:
        """Its Step Functions, as its functions reach it."""
        return self._client(self.states)

    def _client(self, part: Any) -> Any:
        return Reached(part, self._reach, self.name, unreachable)

    def _part(self, part: Any) -> Any:
        return Reached(part, self._reach, self.name, _unavailable)

    def _api(self, dynamodb: Any) -> ApiHandler:
        telemetry = LoggedApi(self._log)
        parts = PostParts(
            records=self.records,
            documents=self.documents,
            workflow=self.workflow,
            router=ConfiguredRouter(
                CachedConfig(
                    DynamoConfigTable(dynamodb, self.place.config),
                    telemetry,
                    self._line.seconds,
                ),
                Available(provisioned=True, serverless=True),
            ),
            attempts=SyncAttempts(
                self._attempts,
                clock=self._line.seconds,
                sleep=self._line.advance,
                uniform=self._rng.random,
            ),
            telemetry=telemetry,
            region=self.name,
            new_id=lambda: f"{self._rng.getrandbits(128):032x}",
            now=self._line.seconds,
        )
        return ApiHandler(
            post=_Timed(PostInferences(parts), self._line),
            get=_Timed(GetInference(self.records, self.documents), self._line),
            telemetry=telemetry,
            ready=self.readiness,
        )

    def _step(self) -> StepHandler:
        return StepHandler(
            self.records,
            self.documents,
            self._attempts,
            self._part(self._queue),
            StatesTokens(self.reached_states),
            region=self.name,
            window_seconds=int(WINDOW_SECONDS),
            now=self._line.seconds,
        )

    def _window_service(self) -> WindowService:
        parts = WindowParts(
            queue=self._part(self._queue),
            records=self.records,
            documents=self.documents,
            windows=self._part(self._windows),
            jobs=self._part(self._jobs),
            telemetry=WindowTelemetry(self._log),
            region=self.name,
        )
        return WindowService(
            parts, job_prefix=PREFIX, limits=_LIMITS, now=self._line.seconds
        )

    def _results_service(self) -> ResultsService:
        parts = ResultsParts(
            records=self.records,
            documents=self.documents,
            windows=self._part(self._windows),
            jobs=self._part(self._jobs),
            tokens=StatesTokens(self.reached_states),
            telemetry=ResultsTelemetry(self._log),
            region=self.name,
        )
        return ResultsService(parts, job_prefix=PREFIX)

    def _sweeper_service(self) -> SweeperService:
        parts = SweeperParts(
            records=self.records,
            workflow=self.workflow,
            jobs=self._part(self._jobs),
            results=self._part(self),
            telemetry=SweeperTelemetry(self._log),
            region=self.name,
        )
        return SweeperService(parts, now=self._line.seconds)

    def collect(self, window: str) -> None:
        """Collect the results of a window soon, as an asynchronous call does."""
        self._later(lambda: self._results.run(window, _plenty))

    def _gather(self) -> None:
        if not self.has_windows:
            return
        event = {"scheduled_time": self._line.clock.now().isoformat()}
        self._window.run(window_of(event), _plenty)

    def _later(self, call: Callable[[], Any], tries: int = 3) -> None:
        """Call a function as Lambda does asynchronously: three times, if it fails."""

        def run() -> None:
            try:
                call()
            except UnavailableError:
                if tries > 1:
                    self._line.later(
                        60.0, lambda: self._later(call, tries - 1), self.name
                    )

        self._line.later(self._rng.uniform(0.01, 1.0), run, self.name)

    def _job_begun(self, window: str) -> None:
        def end() -> None:
            self._jobs.complete(window, answer_line)
            self.collect(window)

        self._line.later(self._rng.uniform(20, 90), end, self.name)

    def _invoke(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        handler = self.functions[parameters["FunctionName"]]
        event = json.loads(json.dumps(parameters["Payload"]))
        found = json.loads(json.dumps(handler(event, Context())))
        return {"StatusCode": 200, "Payload": found}

    def _dead_letter(self, parameters: Mapping[str, Any]) -> dict[str, str]:
        self.dead_letters.append(parameters["MessageBody"])
        return {"MessageId": "m"}


class Jobs(MemoryJobs):
    """Jobs that tell when they begin."""

    def __init__(self, windows: MemoryWindows, begun: Callable[[str], None]) -> None:
        super().__init__(windows)
        self._begun = begun

    def create(self, window: str) -> bool:
        created = super().create(window)
        if created:
            self._begun(window)
        return created


class _Timed:
    """An operation whose time is up by the time line, and not by the machine's."""

    def __init__(self, operation: Operation, line: TimeLine) -> None:
        self._operation, self._line = operation, line

    def answer(self, call: ApiRequest, story: Story) -> ApiAnswer:
        deadline = self._line.seconds() + _REQUEST_SECONDS
        return self._operation.answer(replace(call, deadline=deadline), story)


def definition(module: str, name: str) -> dict[str, Any]:
    """Return a state machine's definition, whose places have names of their own."""
    text = (REPO / f"modules/{module}/definitions/{name}.asl.json").read_text()
    for place, value in {
        "${step_function_arn}": "failover" if module == "failover" else "step",
        "${dead_letter_queue_url}": "dead letters",
        "${topic_arn}": "topic",
        "${name}": "inferway-failover",
    }.items():
        text = text.replace(place, value)
    assert "${" not in text
    found: dict[str, Any] = json.loads(text)
    return found


def _plenty() -> float:
    return 900.0


def _unavailable() -> Exception:
    return UnavailableError("it cannot be reached")
