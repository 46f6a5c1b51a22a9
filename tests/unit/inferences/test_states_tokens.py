"""What executions are told, and what becomes of Step Functions' answers."""

import boto3
import pytest
from botocore.stub import Stubber

from inferences.errors import UnavailableError
from inferences.states_tokens import StatesTokens


@pytest.fixture
def stub():
    client = boto3.client(
        "stepfunctions",
        region_name="eu-west-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",  # noqa: S106 - of nobody
    )
    with Stubber(client) as stubber:
        yield client, stubber
        stubber.assert_no_pending_responses()


ANSWERS = {
    "send_task_success": lambda tokens: tokens.succeed("t", "failed"),
    "send_task_failure": lambda tokens: tokens.fail("t", "WindowFailedError", "why"),
}
SENT = {
    "send_task_success": {"taskToken": "t", "output": '{"outcome":"failed"}'},
    "send_task_failure": {
        "taskToken": "t",
        "error": "WindowFailedError",
        "cause": "why",
    },
}


@pytest.mark.parametrize("method", ANSWERS)
def test_tokens_are_answered(stub, method):
    client, stubber = stub
    stubber.add_response(method, {}, SENT[method])

    ANSWERS[method](StatesTokens(client))


@pytest.mark.parametrize("method", ANSWERS)
@pytest.mark.parametrize("code", ["TaskTimedOut", "InvalidToken", "TaskDoesNotExist"])
def test_who_waits_no_more_is_left_alone(stub, method, code):
    client, stubber = stub
    stubber.add_client_error(method, code)

    ANSWERS[method](StatesTokens(client))


@pytest.mark.parametrize("method", ANSWERS)
def test_an_answer_that_is_refused_is_unavailable(stub, method):
    client, stubber = stub
    stubber.add_client_error(method, "ThrottlingException")

    with pytest.raises(UnavailableError):
        ANSWERS[method](StatesTokens(client))
