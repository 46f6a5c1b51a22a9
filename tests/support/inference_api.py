"""The routing function's HTTP side in process, on records in memory."""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from http_contract.json_text import to_json
from inferences.errors import UnavailableError
from inferences.paths import Path
from inferences.record import Record
from routing.answers import ApiAnswer
from routing.api_handler import ApiHandler
from routing.get import GetInference
from routing.health import Readiness
from routing.ports import (
    HandOver,
    Outcome,
    Route,
    Size,
    Succeeded,
    UnknownTrafficClassError,
)
from routing.post import PostInferences, PostParts
from routing.story import Story
from tests.support.active_regions import MemoryActiveRegion
from tests.support.inferences import (
    MemoryDocuments,
    MemoryRecords,
    MemoryWorkflow,
    an_answer,
)
from tests.support.openapi import check_answer

KEY = "key-1"
STAGE = "/v1"
REQUEST_ID = "request-1"
PREDICTIONS = '{"predictions":["alt.atheism"]}'
ALL_PATHS = (Path.PROVISIONED, Path.SERVERLESS, Path.BATCH)


class Context:
    """What Lambda gives with an event."""

    aws_request_id = "invocation-1"

    def __init__(self, seconds: float = 30) -> None:
        self._seconds = seconds

    def get_remaining_time_in_millis(self) -> int:
        return int(self._seconds * 1000)


@dataclass
class Told:
    """Telemetry that remembers."""

    answers: list[tuple[ApiAnswer, Story]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    readiness: list[tuple[str, str]] = field(default_factory=list)

    def readiness_changed(self, state: str, reason: str) -> None:
        self.readiness.append((state, reason))

    def answered(
        self, answer: ApiAnswer, story: Story, *, seconds: float, request_id: str
    ) -> None:
        self.answers.append((answer, story))

    def unavailable(self, reason: str, *, request_id: str) -> None:
        self.faults.append("unavailable")

    def attempts_unavailable(self, record_id: str, reason: str) -> None:
        self.faults.append("attempts")

    def hand_over_failed(self, record_id: str, reason: str) -> None:
        self.faults.append("hand over")


@dataclass
class FixedRouter:
    """One route for every class that is known.

    Attributes:
        chain: Its paths.
        classes: That are known.
        asked: Each size that it was asked about.

    """

    chain: tuple[Path, ...] = ALL_PATHS
    classes: tuple[str, ...] = ("standard", "gold")
    asked: list[Size] = field(default_factory=list)
    unavailable: bool = False

    def route(self, traffic_class: str, size: Size) -> Route:
        if self.unavailable:
            raise UnavailableError
        if traffic_class not in self.classes:
            raise UnknownTrafficClassError(traffic_class)
        self.asked.append(size)
        return Route(chain=self.chain, reason="preferred")


class ScriptedAttempts:
    """Does what a test says.

    Attributes:
        do: Called with the record and its payload; by default the serverless
            endpoint answers.
        asked: Payloads and deadlines.

    """

    def __init__(self, records: MemoryRecords) -> None:
        self._records = records
        self.do: Callable[[Record, str], Outcome] = self.succeed
        self.asked: list[tuple[str, float]] = []

    def run(self, record: Record, payload: str, *, deadline: float) -> Outcome:
        self.asked.append((payload, deadline))
        return self.do(record, payload)

    def succeed(self, record: Record, payload: str) -> Outcome:
        answer = an_answer()
        assert self._records.succeed(record.id, answer)
        return Succeeded(answer=answer, predictions_text=PREDICTIONS)

    def hand_over(self, record: Record, payload: str) -> Outcome:
        return HandOver(position=1)

    def break_off(self, record: Record, payload: str) -> Outcome:
        message = "a service is away"
        raise UnavailableError(message)


@dataclass(frozen=True)
class HttpAnswer:
    """An answer, read."""

    status: int
    headers: Mapping[str, str]
    body: Any


class InferenceApi:
    """The handler and everything behind it; every answer is held to the document."""

    def __init__(self, region: str = "eu-west-1") -> None:
        self.records = MemoryRecords()
        self.documents = MemoryDocuments()
        self.workflow = MemoryWorkflow()
        self.router = FixedRouter()
        self.attempts = ScriptedAttempts(self.records)
        self.told = Told()
        self.active = MemoryActiveRegion()
        self.time = 1_795_000_000.0
        self.ids = (f"{number:032x}" for number in range(10**6))
        self.handler = ApiHandler(
            post=PostInferences(
                PostParts(
                    records=self.records,
                    documents=self.documents,
                    workflow=self.workflow,
                    router=self.router,
                    attempts=self.attempts,
                    telemetry=self.told,
                    region=region,
                    new_id=lambda: next(self.ids),
                    now=self._now,
                )
            ),
            get=GetInference(self.records, self.documents),
            telemetry=self.told,
            ready=Readiness(
                self.records,
                self.active,
                self.told,
                region=region,
                clock=lambda: self.time,
            ),
        )

    def post(
        self,
        body: object = ("some text",),
        *,
        key: str | None = None,
        owner: str = KEY,
        **event: Any,
    ) -> HttpAnswer:
        """Send a body, as JSON unless it is text."""
        headers = {"Content-Type": "application/json"}
        if key is not None:
            headers["Idempotency-Key"] = key
        text = body if isinstance(body, str) or body is None else to_json(body)
        return self.call(
            post_event(text, headers=headers, owner=owner) | event,
            method="POST",
            path="/inferences",
        )

    def get(self, record_id: str, *, owner: str = KEY) -> HttpAnswer:
        """Ask for a record."""
        return self.call(
            get_event(record_id, owner=owner),
            method="GET",
            path=f"/inferences/{record_id}",
        )

    def call(self, event: Any, *, method: str, path: str) -> HttpAnswer:
        """Send an event, and hold the answer against the document."""
        proxied = self.handler(event, Context())
        assert proxied.keys() == {"statusCode", "headers", "body", "isBase64Encoded"}
        answer = HttpAnswer(
            status=proxied["statusCode"],
            headers=proxied["headers"],
            body=json.loads(proxied["body"]),
        )
        check_answer(
            method=method,
            path=path,
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
        )
        return answer

    def _now(self) -> float:
        # As a real clock, it never says the same time twice.
        self.time += 0.001
        return self.time


def post_event(
    body: str | None, *, headers: Mapping[str, str], owner: str = KEY
) -> dict[str, Any]:
    """Return a proxy event of POST /inferences."""
    return {
        "resource": "/inferences",
        "path": "/inferences",
        "httpMethod": "POST",
        "headers": dict(headers),
        "pathParameters": None,
        "body": body,
        "isBase64Encoded": False,
        "requestContext": _context(f"{STAGE}/inferences", owner),
    }


def get_event(record_id: str, *, owner: str = KEY) -> dict[str, Any]:
    """Return a proxy event of GET /inferences/{id}."""
    return {
        "resource": "/inferences/{id}",
        "path": f"/inferences/{record_id}",
        "httpMethod": "GET",
        "headers": {},
        "pathParameters": {"id": record_id},
        "body": None,
        "isBase64Encoded": False,
        "requestContext": _context(f"{STAGE}/inferences/{record_id}", owner),
    }


def _context(path: str, owner: str) -> dict[str, Any]:
    return {
        "requestId": REQUEST_ID,
        "path": path,
        "stage": STAGE[1:],
        # An ID differs by Region where a key has one value.
        "identity": {"apiKeyId": uuid.uuid4().hex, "apiKey": owner},
    }
