"""Task tokens: answered once, while their task waits."""

import json

import pytest
from botocore.exceptions import ClientError

from local_aws.errors import AwsError
from local_aws.states.tokens import new_token


@pytest.fixture
def states(served):
    return served.client("stepfunctions")


def refused(call, **given):
    with pytest.raises(ClientError) as raised:
        call(**given)
    return raised.value.response["Error"]["Code"]


def test_an_answer_is_the_task_s_result(machine, ask, receive, states):
    asking = machine(ask())
    execution = asking.start()

    states.send_task_success(taskToken=receive(), output='{"a": 1}')

    assert asking.ended(execution)["output"] == '{"a":1}'


def test_a_function_gets_a_token(machine, invoke, states, function):
    """It is invoked; its own answer is not the task's."""
    task = invoke(
        Resource="arn:aws:states:::lambda:invoke.waitForTaskToken",
        Parameters={
            "FunctionName": function,
            "Payload": {"token.$": "$$.Task.Token"},
        },
    )
    task.pop("OutputPath")
    asking = machine(task)
    execution = asking.start()
    asking.reached(execution, "TaskSubmitted")
    [submitted] = [
        event["taskSubmittedEventDetails"]
        for event in states.get_execution_history(executionArn=execution)["events"]
        if event["type"] == "TaskSubmitted"
    ]
    answer = json.loads(submitted["output"])

    states.send_task_success(taskToken=answer["Payload"]["got"]["token"], output='"x"')

    assert asking.ended(execution)["output"] == '"x"'


def test_nobody_answers_for_a_function_that_failed(machine, invoke, states, function):
    task = invoke(
        Resource="arn:aws:states:::lambda:invoke.waitForTaskToken",
        Parameters={
            "FunctionName": function,
            "Payload": {"kind": "throttled", "token.$": "$$.Task.Token"},
        },
    )
    ended = machine(task).run()
    history = states.get_execution_history(executionArn=ended["executionArn"])
    [scheduled] = [
        event["taskScheduledEventDetails"]
        for event in history["events"]
        if event["type"] == "TaskScheduled"
    ]
    token = json.loads(scheduled["parameters"])["Payload"]["token"]

    answer = refused(states.send_task_success, taskToken=token, output="1")

    assert (ended["error"], answer) == ("ThrottledError", "TaskTimedOut")


def test_a_failure_has_the_name_that_was_sent(machine, ask, receive, states):
    asking = machine(ask())
    execution = asking.start()

    states.send_task_failure(taskToken=receive(), error="WindowFailedError", cause="no")

    ended = asking.ended(execution)
    assert (ended["error"], ended["cause"]) == ("WindowFailedError", "no")


def test_each_attempt_has_a_token_of_its_own(machine, ask, receive, states, advance):
    again = {"ErrorEquals": ["WindowFailedError"], "IntervalSeconds": 60}
    asking = machine(ask(Retry=[again]))
    execution = asking.start()
    first = receive()
    states.send_task_failure(taskToken=first, error="WindowFailedError")
    asking.reached(execution, "TaskFailed")
    advance(60)
    second = receive()

    assert first != second
    assert refused(states.send_task_success, taskToken=first, output="1") == (
        "TaskTimedOut"
    )
    states.send_task_success(taskToken=second, output="2")
    assert asking.ended(execution)["output"] == "2"


def test_a_token_is_answered_once(machine, ask, receive, states):
    machine(ask()).start()
    token = receive()
    states.send_task_success(taskToken=token, output="1")

    for call, given in (
        (states.send_task_success, {"output": "2"}),
        (states.send_task_failure, {"error": "LateError"}),
        (states.send_task_heartbeat, {}),
    ):
        assert refused(call, taskToken=token, **given) == "TaskTimedOut"


def test_an_answer_is_the_last_word():
    token = new_token("arn")
    token.answer("first")

    with pytest.raises(AwsError, match="TaskTimedOut"):
        token.answer("second")
    assert token.outcome == "first"
    assert not token.close()


def test_nobody_answers_for_a_task_that_timed_out(
    machine, ask, receive, states, advance
):
    asking = machine(ask(TimeoutSeconds=600))
    execution = asking.start()
    token = receive()
    advance(600)
    asking.ended(execution)

    answer = refused(states.send_task_success, taskToken=token, output="1")
    assert answer == "TaskTimedOut"


def test_nobody_answers_for_an_execution_that_was_stopped(
    machine, ask, receive, states
):
    asking = machine(ask())
    execution = asking.start()
    token = receive()
    states.stop_execution(executionArn=execution)
    asking.reached(execution, "ExecutionAborted")

    answer = refused(states.send_task_success, taskToken=token, output="1")
    assert answer == "TaskTimedOut"


def test_what_is_no_token_is_refused(states):
    answer = refused(states.send_task_success, taskToken="AQCE", output="1")
    assert answer == "InvalidToken"


def test_an_answer_that_is_none_leaves_the_token(machine, ask, receive, states):
    asking = machine(ask())
    execution = asking.start()
    token = receive()

    for output, code in (
        ("{", "InvalidOutput"),
        # 256 KiB, of bytes.
        ('"' + "ä" * 131_072 + '"', "ValidationException"),
    ):
        answer = refused(states.send_task_success, taskToken=token, output=output)
        assert answer == code
    states.send_task_success(taskToken=token, output="1")
    assert asking.ended(execution)["status"] == "SUCCEEDED"
