"""The attempts of a caller who waits: by which path, how often, how long."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inferences import failures
from inferences.errors import UnavailableError
from inferences.failures import ClientFaultError
from inferences.paths import Path
from inferences.record import State
from routing.attempts import RESERVE_SECONDS, SyncAttempts
from routing.attempts_once import LEAST_SECONDS, SingleAttempts
from routing.backoff import delay_seconds
from routing.endpoints import Endpoint
from routing.ports import HandOver, Refused, Succeeded
from tests.support.attempts import FOUND, Clock, ScriptedInvoker, Told
from tests.support.inferences import MemoryDocuments, MemoryRecords, a_record

ENDPOINTS = {
    Path.PROVISIONED: Endpoint(name="p"),
    Path.SERVERLESS: Endpoint(name="s"),
}
PAYLOAD = '{"instances":["some text"]}'
PASSING = [
    "ModelNotReadyError",
    "ThrottledError",
    "EndpointBusyError",
    "ModelFailedError",
    "AttemptTimedOutError",
]
UNUSABLE = ["NoCapacityError", "EndpointGoneError", "PathLimitError"]


def error(name):
    return getattr(failures, name)(name)


class World:
    """A record, and attempts on it with 25 s to spend."""

    def __init__(self, *chain, uniform=lambda: 0.5):
        self.record = replace(a_record(), chain=chain)
        self.records = MemoryRecords(self.record)
        self.clock = Clock()
        self.invoker = ScriptedInvoker(self.clock)
        self.deadline = self.clock() + 25.0
        self._attempts = SyncAttempts(
            SingleAttempts(
                self.records,
                MemoryDocuments(),
                ENDPOINTS,
                self.invoker,
                Told(),
                clock=self.clock,
            ),
            clock=self.clock,
            sleep=self.clock.sleep,
            uniform=uniform,
        )

    def run(self):
        return self._attempts.run(self.record, PAYLOAD, deadline=self.deadline)

    def kept(self):
        return self.records.get(self.record.id)


@pytest.fixture
def world():
    return World(Path.PROVISIONED, Path.SERVERLESS, Path.BATCH)


def test_the_first_path_answers(world):
    world.invoker.script = {"p": [FOUND]}

    outcome = world.run()

    assert isinstance(outcome, Succeeded)
    assert outcome.answer.path is Path.PROVISIONED
    assert world.invoker.asked() == ["p"]
    assert world.clock.slept == []


@pytest.mark.parametrize("name", PASSING)
def test_what_passes_is_waited_for_on_the_same_path(world, name):
    world.invoker.script = {"p": [error(name), error(name), error(name), FOUND]}

    outcome = world.run()

    assert isinstance(outcome, Succeeded)
    assert world.invoker.asked() == ["p"] * 4
    assert world.clock.slept == [0.25, 0.5, 1.0]
    assert [one.outcome for one in world.kept().attempts] == [*[name] * 3, "succeeded"]


@pytest.mark.parametrize("name", PASSING)
def test_what_does_not_pass_in_time_goes_on_in_the_workflow_there(world, name):
    world.invoker.script = {"p": [error("NoCapacityError")], "s": [error(name)]}

    assert world.run() == HandOver(position=1)
    assert world.clock() <= world.deadline - RESERVE_SECONDS
    # Nor was it given up early: but for one delay, at most 8 s at half.
    assert world.clock() > world.deadline - RESERVE_SECONDS - LEAST_SECONDS - 4.5
    asked = world.invoker.asked().count("s")
    assert asked > 5
    # No wait after the last: nobody would gain by it.
    assert len(world.clock.slept) == asked - 1
    assert world.kept().state is State.PENDING


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_path_that_waiting_does_not_mend_is_left_at_once(world, name):
    world.invoker.script = {"p": [error(name)], "s": [FOUND]}

    outcome = world.run()

    assert outcome.answer.path is Path.SERVERLESS
    assert world.invoker.asked() == ["p", "s"]
    assert world.clock.slept == []


@pytest.mark.parametrize("name", UNUSABLE)
def test_behind_the_last_endpoint_is_batch(world, name):
    world.invoker.script = {"p": [error(name)], "s": [error(name)]}

    assert world.run() == HandOver(position=2)


@pytest.mark.parametrize("name", UNUSABLE)
def test_where_there_is_no_other_path_the_workflow_has_the_time(name):
    world = World(Path.PROVISIONED)
    world.invoker.script = {"p": [error(name)]}

    assert world.run() == HandOver(position=0)
    assert world.invoker.asked() == ["p"]
    assert world.kept().state is State.PENDING


def test_the_callers_fault_is_never_tried_again(world):
    world.invoker.script = {"p": [ClientFaultError(422, "values_refused", "m"), FOUND]}

    assert world.run() == Refused(status=422, code="values_refused", message="m")
    assert world.invoker.asked() == ["p"]
    assert world.kept().state is State.FAILED


@pytest.mark.parametrize(
    ("chain", "position"), [((Path.BATCH,), 0), ((), 0), ((Path.SERVERLESS,), 0)]
)
def test_without_time_or_endpoint_nothing_is_asked(chain, position):
    world = World(*chain)
    world.deadline = world.clock() + RESERVE_SECONDS + LEAST_SECONDS - 0.1

    assert world.run() == HandOver(position=position)
    assert world.invoker.calls == []


def test_an_attempt_gets_all_the_time_but_the_reserve(world):
    world.invoker.script = {"p": [FOUND]}

    world.run()

    ((_, payload, seconds),) = world.invoker.calls
    assert payload == PAYLOAD
    assert seconds == 25.0 - RESERVE_SECONDS


def test_an_attempt_that_takes_all_the_time_is_the_last(world):
    world.invoker.takes = 60.0
    world.invoker.script = {"p": [error("AttemptTimedOutError")]}

    assert world.run() == HandOver(position=0)
    assert world.invoker.asked() == ["p"]
    assert world.clock() == world.deadline - RESERVE_SECONDS


def test_a_table_out_of_reach_is_said(world):
    world.invoker.script = {"p": [FOUND]}
    world.records.unavailable = {"succeed"}

    with pytest.raises(UnavailableError):
        world.run()


@given(
    st.lists(st.sampled_from([*PASSING, *UNUSABLE, "answer", "fault"]), min_size=1),
    st.lists(st.sampled_from([*PASSING, *UNUSABLE, "answer", "fault"]), min_size=1),
    st.sampled_from(
        [
            (Path.PROVISIONED, Path.SERVERLESS, Path.BATCH),
            (Path.PROVISIONED, Path.BATCH),
            (Path.SERVERLESS,),
        ]
    ),
    st.floats(0, 1),
    st.floats(0, 30),
    st.floats(0, 12),
)
def test_whatever_happens_it_is_back_in_time_with_the_truth(  # noqa: PLR0913, PLR0917
    provisioned, serverless, chain, chance, budget, takes
):
    acts = {"answer": FOUND, "fault": ClientFaultError(400, "c", "m")}
    world = World(*chain, uniform=lambda: chance)
    world.deadline = world.clock() + budget
    world.invoker.takes = takes
    world.invoker.script = {
        name: [acts.get(one) or error(one) for one in script]
        for name, script in (("p", provisioned), ("s", serverless))
    }

    outcome = world.run()

    kept = world.kept()
    states = {Succeeded: State.SUCCEEDED, Refused: State.FAILED}
    assert kept.state is states.get(type(outcome), State.PENDING)
    assert kept.attempt_count == len(world.invoker.calls)
    if world.invoker.calls:
        assert world.clock() <= world.deadline - RESERVE_SECONDS + 1e-6
    if isinstance(outcome, HandOver):
        assert 0 <= outcome.position < len(chain)
        asked = world.invoker.asked()
        by_path = [ENDPOINTS[path].name for path in chain if path in ENDPOINTS]
        assert asked == sorted(asked, key=by_path.index)


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_delays_grow_to_a_limit_and_never_beyond(attempts, chance):
    delay = delay_seconds(attempts, lambda: chance)
    longest = delay_seconds(attempts, lambda: 1.0)

    assert 0 <= delay <= longest <= 8.0
    assert longest <= delay_seconds(attempts + 1, lambda: 1.0)


def test_delays_begin_short():
    assert [delay_seconds(n, lambda: 1.0) for n in range(1, 7)] == [
        *(0.5, 1.0, 2.0, 4.0, 8.0, 8.0)
    ]
