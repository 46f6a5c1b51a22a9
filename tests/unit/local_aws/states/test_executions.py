"""Executions: their names, how they are stopped, and what is told of them."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from botocore.exceptions import ClientError

from local_aws.states import starting
from local_aws.states.executions import LocalExecution


@pytest.fixture
def states(served):
    return served.client("stepfunctions")


@pytest.fixture
def waiting(machine):
    return machine({"Type": "Wait", "Seconds": 86_400})


def code(raised):
    return raised.value.response["Error"]["Code"]


def test_the_same_start_twice_is_one_execution(waiting):
    first = waiting.start({"a": 1}, name="one")

    assert waiting.start({"a": 1}, name="one") == first


def test_a_name_is_taken_by_another_input(waiting):
    waiting.start({"a": 1}, name="one")

    with pytest.raises(ClientError) as raised:
        waiting.start({"a": 2}, name="one")
    assert code(raised) == "ExecutionAlreadyExists"


def test_a_name_stays_taken(machine):
    passing = machine({"Type": "Pass"})
    passing.ended(passing.start(name="one"))

    with pytest.raises(ClientError) as raised:
        passing.start(name="one")
    assert code(raised) == "ExecutionAlreadyExists"


def test_of_many_starts_at_once_one_runs(waiting, states, monkeypatch):
    together = threading.Barrier(2)

    class Slow(LocalExecution):
        def prepare(self):
            # Where two get as far as here, they meet.
            with suppress(threading.BrokenBarrierError):
                together.wait(0.2)
            super().prepare()

    monkeypatch.setattr(starting, "LocalExecution", Slow)
    with ThreadPoolExecutor(8) as pool:
        arns = set(pool.map(lambda _: waiting.start(name="one"), range(16)))

    listed = states.list_executions(stateMachineArn=waiting.arn)["executions"]
    assert {each["executionArn"] for each in listed} == arns
    assert len(listed) == 1


def test_an_execution_without_a_name_gets_one(waiting):
    assert waiting.start() != waiting.start()


@pytest.mark.parametrize("name", ["a b", "a/b", "a*", "ä" * 81])
def test_a_name_has_its_form(waiting, name):
    with pytest.raises(ClientError) as raised:
        waiting.start(name=name)
    assert code(raised) in {"InvalidName", "ValidationException"}


def test_an_input_has_its_size(waiting):
    with pytest.raises(ClientError) as raised:
        waiting.start({"a": "x" * 262_144})
    assert code(raised) == "ValidationException"


def test_an_input_is_json(waiting, states):
    with pytest.raises(ClientError) as raised:
        states.start_execution(stateMachineArn=waiting.arn, input="{")
    assert code(raised) == "InvalidExecutionInput"


def test_a_stopped_execution_has_ended_at_once(waiting, states):
    execution = waiting.start()

    stopped = states.stop_execution(executionArn=execution, error="E", cause="why")

    told = waiting.describe(execution)
    assert (told["status"], told["error"], told["cause"]) == ("ABORTED", "E", "why")
    assert told["stopDate"] == stopped["stopDate"]
    waiting.reached(execution, "ExecutionAborted")
    assert "WaitStateExited" not in waiting.events(execution)


def test_a_stop_comes_too_late_for_what_has_ended(machine, states):
    passing = machine({"Type": "Pass"})
    execution = passing.start()
    ended = passing.ended(execution)

    stopped = states.stop_execution(executionArn=execution)

    assert stopped["stopDate"] == ended["stopDate"]
    assert passing.describe(execution)["status"] == "SUCCEEDED"


def test_a_stop_does_not_wait_for_a_call(machine, held, states):
    task, _ = held
    calling = machine(task())
    execution = calling.start()
    calling.reached(execution, "TaskStarted")

    states.stop_execution(executionArn=execution)

    calling.reached(execution, "ExecutionAborted")
    assert "TaskSucceeded" not in calling.events(execution)


def test_a_stop_ends_a_task_between_its_attempts(machine, invoke, states):
    retry = {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 600}
    trying = machine(invoke(Retry=[retry]))
    execution = trying.start({"kind": "throttled"})
    trying.reached(execution, "TaskFailed")

    states.stop_execution(executionArn=execution)

    trying.reached(execution, "ExecutionAborted")
    assert trying.describe(execution)["status"] == "ABORTED"


def test_an_execution_is_described(machine):
    passing = machine({"Type": "Pass", "Result": {"b": 2}})
    execution = passing.start({"a": 1}, name="one")

    told = passing.ended(execution)

    assert json.loads(told["input"]) == {"a": 1}
    assert told["output"] == '{"b":2}'
    assert (told["name"], told["stateMachineArn"]) == ("one", passing.arn)
    assert told["startDate"] <= told["stopDate"]


def test_one_that_runs_has_not_stopped(waiting):
    told = waiting.describe(waiting.start())

    assert told["status"] == "RUNNING"
    assert "stopDate" not in told
    assert "output" not in told


def test_executions_are_listed_by_status(machine, invoke, states):
    trying = machine(invoke())
    good, bad = trying.start(), trying.start({"kind": "throttled"})
    for execution in (good, bad):
        trying.ended(execution)

    def listed(status):
        pages = states.get_paginator("list_executions").paginate(
            stateMachineArn=trying.arn, statusFilter=status
        )
        return [each["executionArn"] for page in pages for each in page["executions"]]

    assert listed("SUCCEEDED") == [good]
    assert listed("FAILED") == [bad]
    assert listed("RUNNING") == []


def test_the_history_tells_the_story(machine, invoke):
    trying = machine(invoke())
    execution = trying.start()
    trying.ended(execution)

    assert trying.events(execution) == [
        "ExecutionStarted",
        "TaskStateEntered",
        "TaskScheduled",
        "TaskStarted",
        "TaskSucceeded",
        "TaskStateExited",
        "ExecutionSucceeded",
    ]


def test_the_history_comes_in_pages_and_backwards(machine, invoke, states):
    trying = machine(invoke())
    execution = trying.start()
    trying.ended(execution)

    page = states.get_execution_history(
        executionArn=execution, maxResults=2, reverseOrder=True
    )
    rest = states.get_execution_history(
        executionArn=execution, reverseOrder=True, nextToken=page["nextToken"]
    )

    ids = [event["id"] for event in [*page["events"], *rest["events"]]]
    assert len(page["events"]) == 2
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == 7


def test_an_execution_that_never_was(waiting, states):
    ghost = waiting.arn.replace(":stateMachine:", ":execution:") + ":ghost"

    for call in (
        states.describe_execution,
        states.stop_execution,
        states.get_execution_history,
    ):
        with pytest.raises(ClientError) as raised:
            call(executionArn=ghost)
        assert code(raised) == "ExecutionDoesNotExist"


def test_branches_and_items_run_too(machine):
    one = {"StartAt": "Say", "States": {"Say": {"Type": "Pass", "End": True}}}

    ended = machine(
        {
            "Both": {"Type": "Parallel", "Branches": [one, one], "Next": "Each"},
            "Each": {"Type": "Map", "ItemProcessor": one, "End": True},
        }
    ).run({"a": 1})

    assert json.loads(ended["output"]) == [{"a": 1}, {"a": 1}]
