"""POST /inferences: record first, then what fits the time left, then the workflow."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from http_contract import proxy_event
from http_contract.errors import ErrorCode, RequestError
from inferences.errors import UnavailableError
from inferences.ports import Documents, Records, Workflow
from inferences.record import Record, State
from routing.answers import (
    ApiAnswer,
    failed_answer,
    pending_answer,
    refused_answer,
    succeeded_answer,
)
from routing.api_ports import ApiTelemetry
from routing.api_request import ApiRequest
from routing.idempotency import record_id
from routing.inference_request import InferenceRequest, read_request, unknown_class
from routing.ports import (
    Attempts,
    Ended,
    HandOver,
    Refused,
    Route,
    Router,
    Succeeded,
    UnknownTrafficClassError,
)
from routing.story import Story

# How long the handler itself is given; then the sweeper begins the workflow.
ATTEND_SECONDS = 60
# How long a run may be silent, its longest wait included.
RUN_SECONDS = 900
_FIRST_RUN = 0


@dataclass(frozen=True, kw_only=True)
class PostParts:
    """What taking an inference in needs of the outside.

    Attributes:
        records: The table.
        documents: Payloads and results.
        workflow: Goes on where the time is up.
        router: Decides the paths.
        attempts: Tries them.
        telemetry: Is told what went wrong on our side.
        region: This one, in which the record is at home.
        new_id: Returns 32 random hexadecimal digits.
        now: Returns seconds since 1970.

    """

    records: Records
    documents: Documents
    workflow: Workflow
    router: Router
    attempts: Attempts
    telemetry: ApiTelemetry
    region: str
    new_id: Callable[[], str] = field(default=lambda: uuid.uuid4().hex)
    now: Callable[[], float] = time.time


class PostInferences:
    """Takes inferences in."""

    def __init__(self, parts: PostParts) -> None:
        """Take the parts."""
        self._parts = parts

    def answer(self, call: ApiRequest, story: Story) -> ApiAnswer:
        """Answer a call; what the log will say of it goes into the story.

        Raises:
            RequestError: Nothing was accepted.
            UnavailableError: The record cannot be written: nothing was accepted.

        """
        key = proxy_event.header(call.event, "idempotency-key")
        story.id = record_id(call.owner, key, self._parts.new_id)
        request = read_request(
            proxy_event.body(call.event),
            proxy_event.header(call.event, "content-type"),
        )
        story.traffic_class = request.traffic_class
        story.instances = request.size.instances
        route = self._route(request)
        story.chain, story.reason = route.chain, route.reason
        record = self._record(call, story.id, request, route)
        there = self._parts.records.create(record, attend_by=self._in(ATTEND_SECONDS))
        # A write whose answer was lost is sent again, and then meets itself.
        if there is not None and there != record:
            story.repeated = True
            story.tell(there)
            return self._repeated(call, request, there)
        return self._answer_new(call, record, request.payload, story)

    def _route(self, request: InferenceRequest) -> Route:
        try:
            return self._parts.router.route(request.traffic_class, request.size)
        except UnknownTrafficClassError as error:
            raise unknown_class(request.traffic_class) from error

    def _record(
        self, call: ApiRequest, id_: str, request: InferenceRequest, route: Route
    ) -> Record:
        created_at = datetime.fromtimestamp(self._parts.now(), UTC)
        return Record(
            id=id_,
            owner=call.owner,
            request_digest=request.digest,
            traffic_class=request.traffic_class,
            payload=self._parts.documents.keep(id_, "payload", request.payload),
            chain=route.chain,
            home_region=self._parts.region,
            created_at=created_at.isoformat(timespec="microseconds"),
        )

    def _repeated(
        self, call: ApiRequest, request: InferenceRequest, there: Record
    ) -> ApiAnswer:
        if there.request_digest != request.digest:
            message = (
                "This Idempotency-Key was sent with another request: take a new one."
            )
            raise RequestError(ErrorCode.IDEMPOTENCY_CONFLICT, message)
        return self._present(call, there)

    def _answer_new(
        self, call: ApiRequest, record: Record, payload: str, story: Story
    ) -> ApiAnswer:
        try:
            outcome = self._parts.attempts.run(record, payload, deadline=call.deadline)
        except UnavailableError as error:
            self._parts.telemetry.attempts_unavailable(record.id, str(error))
            outcome = HandOver(position=0)
        match outcome:
            case Succeeded(answer=answer, predictions_text=text):
                story.path = answer.path
                return succeeded_answer(record, answer, text)
            case Refused(status=status, code=code, message=message):
                return refused_answer(status, code, message, request_id=call.request_id)
            case HandOver(position=position):
                if self._hand_over(record, position):
                    return self._pending(call, record)
            case Ended():
                pass
        return self._ended(call, record)

    def _hand_over(self, record: Record, position: int) -> bool:
        """Begin the workflow; say whether that was ours to do.

        Where it fails, the record says that it is overdue: the sweeper begins.
        """
        parts = self._parts
        try:
            if not parts.records.begin_run(
                record.id,
                _FIRST_RUN,
                home=parts.region,
                attend_by=self._in(RUN_SECONDS),
            ):
                return False
        except UnavailableError as error:
            parts.telemetry.hand_over_failed(record.id, str(error))
            return True
        try:
            parts.workflow.start(record, _FIRST_RUN, position=position)
        except UnavailableError as error:
            parts.telemetry.hand_over_failed(record.id, str(error))
            self._attend_now(record)
        return True

    def _attend_now(self, record: Record) -> None:
        try:
            self._parts.records.attend(record.id, attend_by=self._in(0))
        except UnavailableError as error:
            self._parts.telemetry.hand_over_failed(record.id, str(error))

    def _ended(self, call: ApiRequest, record: Record) -> ApiAnswer:
        """Answer with what others made of a record; it stays accepted throughout."""
        try:
            return self._present(call, self._parts.records.get(record.id) or record)
        except UnavailableError as error:
            self._parts.telemetry.attempts_unavailable(record.id, str(error))
            return self._pending(call, record)

    def _present(self, call: ApiRequest, record: Record) -> ApiAnswer:
        if record.state is State.SUCCEEDED and record.answer is not None:
            text = self._parts.documents.read(record.answer.predictions)
            return succeeded_answer(record, record.answer, text)
        if record.state is State.FAILED and record.failure is not None:
            return failed_answer(record, record.failure, request_id=call.request_id)
        return self._pending(call, record)

    def _pending(self, call: ApiRequest, record: Record) -> ApiAnswer:
        return pending_answer(record, location=f"{call.path}/{record.id}")

    def _in(self, seconds: int) -> int:
        return int(self._parts.now()) + seconds
