"""Tasks: under the machine's role, with errors by their names."""

import json

import pytest


def test_a_function_answers(machine, invoke):
    ended = machine(invoke()).run({"a": 1})

    assert ended["status"] == "SUCCEEDED"
    assert json.loads(ended["output"]) == {"got": {"a": 1}}


def test_a_wait_is_over_when_the_clock_gets_there(machine, advance):
    waiting = machine({"Type": "Wait", "Seconds": 3600})
    execution = waiting.start()
    waiting.reached(execution, "WaitStateEntered")

    advance(3599)
    assert waiting.describe(execution)["status"] == "RUNNING"
    advance(2)
    assert waiting.describe(execution)["status"] == "SUCCEEDED"


def test_an_exception_has_the_name_of_its_class(machine, invoke):
    ended = machine(invoke()).run({"kind": "throttled"})

    assert ended["status"] == "FAILED"
    assert ended["error"] == "ThrottledError"
    assert json.loads(ended["cause"])["errorMessage"] == "try again"


def test_a_token_is_answered(machine, ask, receive, served):
    asking = machine(ask())
    execution = asking.start()
    token = receive()

    served.client("stepfunctions").send_task_success(taskToken=token, output='{"a": 1}')

    assert asking.ended(execution)["output"] == '{"a":1}'
