"""Waits: each by the local clock, which a test moves."""

import threading
from datetime import timedelta

import pytest

from tests.support.served import wait_until


def test_a_wait_is_over_when_the_clock_gets_there(machine, advance):
    waiting = machine({"Type": "Wait", "Seconds": 3600})
    execution = waiting.start()
    waiting.reached(execution, "WaitStateEntered")

    advance(3500)
    assert waiting.describe(execution)["status"] == "RUNNING"
    advance(100)
    assert waiting.describe(execution)["status"] == "SUCCEEDED"


def test_a_wait_may_be_until_a_time(machine, advance, now):
    waiting = machine({"Type": "Wait", "TimestampPath": "$.at"})
    advance(5000)
    at = now() + timedelta(seconds=3600)
    execution = waiting.start({"at": f"{at:%Y-%m-%dT%H:%M:%SZ}"})
    waiting.reached(execution, "WaitStateEntered")

    advance(3500)
    assert waiting.describe(execution)["status"] == "RUNNING"
    advance(100)
    assert waiting.describe(execution)["status"] == "SUCCEEDED"


def test_real_time_passes_too(machine):
    assert machine({"Type": "Wait", "Seconds": 1}).run()["status"] == "SUCCEEDED"


def test_real_time_passes_after_a_move_too(machine, advance):
    waiting = machine({"Type": "Wait", "Seconds": 3600})
    execution = waiting.start()
    waiting.reached(execution, "WaitStateEntered")

    advance(3598)

    assert waiting.ended(execution)["status"] == "SUCCEEDED"


def test_retries_wait_longer_each_time_up_to_a_limit(machine, invoke, advance):
    retry = {
        "ErrorEquals": ["ThrottledError"],
        "IntervalSeconds": 1000,
        "BackoffRate": 2,
        "MaxAttempts": 3,
        "MaxDelaySeconds": 3000,
    }
    trying = machine(invoke(Retry=[retry]))
    execution = trying.start({"kind": "throttled"})
    trying.reached(execution, "TaskFailed")

    for attempt, seconds in enumerate((1000, 2000, 3000), start=1):
        advance(seconds - 100)
        assert trying.events(execution).count("TaskFailed") == attempt
        advance(100)
        trying.reached(execution, "TaskFailed", attempt + 1)
    assert trying.ended(execution)["error"] == "ThrottledError"


def test_jitter_makes_a_retry_come_early(machine, invoke, advance):
    retry = {
        "ErrorEquals": ["ThrottledError"],
        "IntervalSeconds": 1000,
        "JitterStrategy": "FULL",
        "MaxAttempts": 1,
    }
    trying = machine(invoke(Retry=[retry]))
    executions = [trying.start({"kind": "throttled"}) for _ in range(10)]
    for execution in executions:
        trying.reached(execution, "TaskFailed")

    advance(800)

    retried = [trying.events(each).count("TaskFailed") == 2 for each in executions]
    assert any(retried)


@pytest.mark.parametrize("kind", ["task", "machine"])
def test_what_takes_too_long_times_out(machine, ask, advance, kind, receive):
    limit = {"TimeoutSeconds": 600}
    asking = machine(ask(**limit)) if kind == "task" else machine(ask(), **limit)
    execution = asking.start()
    receive()

    advance(500)
    assert asking.describe(execution)["status"] == "RUNNING"
    advance(100)

    ended = asking.ended(execution)
    if kind == "task":
        assert (ended["status"], ended["error"]) == ("FAILED", "States.Timeout")
        assert "TaskTimedOut" in asking.events(execution)
    else:
        assert ended["status"] == "TIMED_OUT"
        assert asking.events(execution)[-1] == "ExecutionTimedOut"


def test_a_time_out_is_retried_and_caught(machine, ask, advance, receive):
    again = {"ErrorEquals": ["States.Timeout"], "IntervalSeconds": 10, "MaxAttempts": 1}
    asking = machine(
        {
            "Ask": {
                **ask(TimeoutSeconds=600),
                "Retry": [again],
                "Catch": [{"ErrorEquals": ["States.Timeout"], "Next": "Late"}],
                "End": True,
            },
            "Late": {"Type": "Pass", "Result": "late", "End": True},
        }
    )
    execution = asking.start()
    first = receive()
    advance(600)
    advance(10)
    assert receive() != first
    advance(600)

    assert asking.ended(execution)["output"] == '"late"'


def test_an_attempt_that_was_left_behind_is_no_part_of_the_history(
    machine, held, advance
):
    task, let_go = held
    slow = machine({"Slow": {**task(TimeoutSeconds=600), "End": True}})
    execution = slow.start()
    slow.reached(execution, "TaskStarted")
    advance(600)
    ended = slow.ended(execution)
    let_go()
    wait_until(lambda: all(t.name != "task Slow" for t in threading.enumerate()), 20)

    assert ended["error"] == "States.Timeout"
    assert slow.events(execution)[-2:] == ["TaskTimedOut", "ExecutionFailed"]


def test_heartbeats_keep_a_task_alive(machine, ask, advance, receive, served):
    asking = machine(ask(TimeoutSeconds=6000, HeartbeatSeconds=600))
    execution = asking.start()
    token = receive()
    for _ in range(3):
        advance(500)
        served.client("stepfunctions").send_task_heartbeat(taskToken=token)
    assert asking.describe(execution)["status"] == "RUNNING"

    advance(600)

    assert asking.ended(execution)["error"] == "States.Timeout"
