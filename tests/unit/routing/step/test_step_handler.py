"""Steps of the workflow; each may be delivered twice."""

import pytest

from inferences import failures
from inferences.errors import DocumentMissingError, UnavailableError
from inferences.failures import ClientFaultError
from inferences.paths import Path
from inferences.record import Document, Failure, State
from routing.attempts_once import SingleAttempts
from routing.endpoints import Endpoint
from routing.step_event import StepEventError
from routing.step_handler import StepHandler
from tests.support.attempts import FOUND, Clock, ScriptedInvoker, Told
from tests.support.inferences import (
    MemoryDocuments,
    MemoryRecords,
    a_record,
    an_answer,
)

RECORD = a_record(7)
TOKEN, LATER_TOKEN = "the-token", "the-later-token"


class Context:
    def get_remaining_time_in_millis(self):
        return 90_000


class Queue:
    """Keeps what was sent, and whether the token stood in the record by then."""

    def __init__(self, records):
        self.records = records
        self.sent = []
        self.broken = False

    def send(self, record_id):
        if self.broken:
            raise UnavailableError
        self.sent.append((record_id, self.records.get(record_id).task_token))


class Tasks:
    def __init__(self):
        self.answered = []

    def succeed(self, token, outcome):
        self.answered.append((token, outcome))


class World:
    def __init__(self, record=RECORD):
        self.records = MemoryRecords(record)
        self.documents = MemoryDocuments()
        clock = Clock()
        self.invoker = ScriptedInvoker(clock)
        self.queue = Queue(self.records)
        self.tasks = Tasks()
        self.handler = StepHandler(
            self.records,
            self.documents,
            SingleAttempts(
                self.records,
                self.documents,
                {Path.SERVERLESS: Endpoint(name="s")},
                self.invoker,
                Told(),
                clock=clock,
            ),
            self.queue,
            self.tasks,
            region="eu-west-1",
            window_seconds=300,
            now=lambda: 5000.9,
        )

    def do(self, action, **more):
        event = {"action": action, "id": RECORD.id, "run": 0, **more}
        return self.handler(event, Context())["outcome"]

    def attempt(self):
        return self.do("attempt", path="serverless")

    def kept(self):
        return self.records.get(RECORD.id)


@pytest.fixture
def world():
    return World()


def test_an_attempt_that_is_answered_ends_the_record(world):
    world.invoker.script = {"s": [FOUND]}

    assert world.attempt() == "succeeded"
    assert world.kept().answer == an_answer(Path.SERVERLESS)
    # But for what it takes to write that down.
    assert world.invoker.calls == [("s", RECORD.payload.text, 85.0)]


def test_an_attempt_that_is_delivered_again_asks_nobody(world):
    world.invoker.script = {"s": [FOUND]}
    world.attempt()

    assert world.attempt() == "ended"
    assert len(world.invoker.calls) == 1
    assert len(world.kept().attempts) == 1


def test_a_payload_outside_the_record_is_fetched():
    world = World(a_record(7, payload=Document(key="k")))
    world.documents.objects["k"] = '{"instances":["long"]}'
    world.invoker.script = {"s": [failures.ThrottledError("t")]}

    with pytest.raises(failures.ThrottledError):
        world.attempt()

    assert world.invoker.calls[0][1] == '{"instances":["long"]}'


def test_the_callers_fault_ends_the_record_and_is_no_error_of_the_workflow(world):
    world.invoker.script = {"s": [ClientFaultError(422, "values_refused", "m")]}

    assert world.attempt() == "failed"
    assert world.kept().failure == Failure(code="values_refused", message="m")


@pytest.mark.parametrize(
    "name",
    [
        *("ModelNotReadyError", "ThrottledError", "NoCapacityError"),
        *("EndpointBusyError", "AttemptTimedOutError", "ModelFailedError"),
        *("EndpointGoneError", "PathLimitError"),
    ],
)
def test_a_failure_is_raised_by_its_name_and_briefly(world, name):
    world.invoker.script = {"s": [getattr(failures, name)("why")]}

    with pytest.raises(failures.AttemptError) as raised:
        world.attempt()

    assert type(raised.value).__name__ == name
    assert [one.outcome for one in world.kept().attempts] == [name]
    assert world.kept().state is State.PENDING
    # Of our own frames only the handler's: a trace goes into the execution's state.
    frames = [entry for entry in raised.traceback if "/lambdas/" in str(entry.path)]
    assert len(frames) <= 2
    assert raised.value.__suppress_context__


def test_a_path_without_an_endpoint_is_gone(world):
    with pytest.raises(failures.EndpointGoneError):
        world.do("attempt", path="provisioned")


def test_a_record_that_is_there_no_more_has_ended(world):
    for action, more in (
        ("attempt", {"path": "serverless"}),
        ("queue", {"token": TOKEN}),
        ("fail", {"error": {"Error": "ThrottledError"}}),
    ):
        assert world.do(action, id="f" * 32, **more) == "ended"
    assert world.tasks.answered == [(TOKEN, "ended")]
    assert world.invoker.calls == []


def test_the_token_is_kept_then_the_inference_queued(world):
    assert world.do("queue", token=TOKEN) == "queued"
    assert world.queue.sent == [(RECORD.id, TOKEN)]
    assert world.records.attend_by[RECORD.id] == 5000 + 2 * 300 + 900
    assert world.tasks.answered == []


def test_a_later_token_takes_the_place_of_the_first(world):
    world.do("queue", token=TOKEN)
    world.records.enter_window(RECORD.id, "20261122T0305", attend_by=0)

    world.do("queue", token=LATER_TOKEN)

    assert (world.kept().task_token, world.kept().window) == (LATER_TOKEN, None)
    assert [token for _, token in world.queue.sent] == [TOKEN, LATER_TOKEN]


@pytest.mark.parametrize("refuses", [False, True])
def test_a_record_that_ended_is_not_queued_and_nobody_waits(world, refuses):
    world.records.succeed(RECORD.id, an_answer())
    if refuses:
        # It ended after it was read.
        world.records.get = lambda _: RECORD

    assert world.do("queue", token=TOKEN) == "ended"
    assert world.queue.sent == []
    assert world.tasks.answered == [(TOKEN, "ended")]


def test_a_queue_out_of_reach_is_an_error_of_its_own_name(world):
    world.queue.broken = True

    with pytest.raises(UnavailableError):
        world.do("queue", token=TOKEN)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("ThrottledError", "capacity_unavailable"),
        ("ModelNotReadyError", "capacity_unavailable"),
        ("NoCapacityError", "capacity_unavailable"),
        ("EndpointBusyError", "capacity_unavailable"),
        ("EndpointGoneError", "endpoint_unavailable"),
        ("ModelFailedError", "model_failed"),
        ("PathLimitError", "payload_too_large"),
        ("AttemptTimedOutError", "timed_out"),
        ("States.Timeout", "timed_out"),
        ("WindowFailedError", "batch_failed"),
        ("Lambda.Unknown", "internal_error"),
        ("NothingTriedError", "internal_error"),
    ],
)
def test_the_last_error_is_the_reason(world, error, code):
    assert world.do("fail", error={"Error": error}) == "failed"
    assert world.kept().state is State.FAILED
    assert world.kept().failure.code == code
    assert error not in world.kept().failure.message


def test_a_failure_that_is_delivered_again_says_the_same(world):
    first = world.do("fail", error={"Error": "ThrottledError"})
    kept = world.kept()

    assert world.do("fail", error={"Error": "WindowFailedError"}) == first == "failed"
    assert world.kept() == kept


@pytest.mark.parametrize("meanwhile", [False, True])
def test_a_record_that_was_answered_does_not_fail(world, meanwhile):
    if meanwhile:
        found = iter([RECORD])
        get = world.records.get
        world.records.get = lambda record_id: next(found, None) or get(record_id)
    world.records.succeed(RECORD.id, an_answer())

    assert world.do("fail", error={"Error": "ThrottledError"}) == "ended"
    assert world.kept().state is State.SUCCEEDED


@pytest.mark.parametrize("method", ["get", "note", "succeed"])
def test_a_table_out_of_reach_is_an_error_of_its_own_name(world, method):
    world.invoker.script = {"s": [FOUND]}
    world.records.unavailable = {method}

    with pytest.raises(UnavailableError):
        world.attempt()


@pytest.mark.parametrize(
    "event",
    [
        None,
        [],
        {},
        {"action": "attempt", "path": "serverless"},
        {"action": "attempt", "id": ""},
        {"action": "attempt", "id": "a"},
        {"action": "attempt", "id": "a", "path": "batch"},
        {"action": "attempt", "id": "a", "path": "elsewhere"},
        {"action": "attempt", "id": "a", "path": ["serverless"]},
        {"action": "queue", "id": "a"},
        {"action": "queue", "id": "a", "token": 1},
        {"action": "sweep", "id": "a"},
        {"id": "a"},
    ],
)
def test_an_event_that_the_definition_does_not_make(world, event):
    with pytest.raises(StepEventError):
        world.handler(event, Context())


@pytest.mark.parametrize("error", [None, {}, "ThrottledError", {"Error": 1}])
def test_a_failure_without_a_name_ends_the_record_all_the_same(world, error):
    assert world.do("fail", error=error) == "failed"
    assert world.kept().failure.code == "internal_error"


def test_what_another_region_took_over_is_left_to_it():
    """An execution of a Region that comes back has nothing to do any more."""
    world = World(a_record(7, home_region="eu-central-1"))

    assert world.attempt() == "ended"
    assert world.do("queue", token=TOKEN) == "ended"
    assert world.do("fail", error={"Error": "ThrottledError"}) == "ended"

    assert world.kept() == a_record(7, home_region="eu-central-1")
    assert (world.invoker.calls, world.queue.sent) == ([], [])
    assert world.tasks.answered == [(TOKEN, "ended")]


def test_a_payload_that_has_not_arrived_is_waited_for_by_its_name():
    """Its Region was lost before S3 had copied it."""
    world = World(a_record(7, payload=Document(key="payloads/k")))

    for action in (world.attempt, lambda: world.do("queue", token=TOKEN)):
        with pytest.raises(DocumentMissingError):
            action()

    assert world.kept().state is State.PENDING
    assert (world.queue.sent, world.kept().task_token) == ([], None)
    world.documents.objects["payloads/k"] = '{"instances":["long"]}'
    assert world.do("queue", token=TOKEN) == "queued"


def test_a_payload_that_never_arrives_is_told_in_the_record(world):
    assert world.do("fail", error={"Error": "DocumentMissingError"}) == "failed"

    failure = world.kept().failure
    assert failure.code == "payload_unavailable"
    assert "another Idempotency-Key" in failure.message
