"""What Lambda says of a function, and what the function says."""

import io
import json

import pytest
from botocore.response import StreamingBody
from botocore.stub import ANY, Stubber

from model.errors import UnavailableError
from smoke.found import Answer, Failure
from smoke.functions import Functions
from tests.unit.smoke.conftest import DIGEST, LIVE, client, function

NAMED = {"FunctionName": "inferway-test-prediction", "Qualifier": "live"}
CONFIGURATION = {"Version": "3", "State": "Active", "LastUpdateStatus": "Successful"}


@pytest.fixture
def stub():
    lambda_client = client("lambda")
    with Stubber(lambda_client) as stubber:
        stubber.functions = Functions(lambda_client)
        yield stubber
        stubber.assert_no_pending_responses()


def described(stub, **configuration):
    stub.add_response(
        "get_function",
        {
            "Configuration": {**CONFIGURATION, **configuration},
            "Code": {"ResolvedImageUri": f"a.repository/x@{DIGEST}"},
        },
        NAMED,
    )
    return stub.functions.find(function())


def answered(stub, golden, payload, **more):
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    stub.add_response(
        "invoke",
        {"Payload": StreamingBody(io.BytesIO(body), len(body)), **more},
        {**NAMED, "Payload": ANY},
    )
    return stub.functions.ask(function(), golden)


def test_what_is_behind_the_alias(stub):
    found = described(stub)

    assert (found.version, found.image_digest, found.state) == ("3", DIGEST, "Active")
    assert found.pending is None


@pytest.mark.parametrize(
    "configuration", [{"State": "Pending"}, {"LastUpdateStatus": "InProgress"}]
)
def test_what_is_on_its_way_is_waited_for(stub, configuration):
    assert described(stub, **configuration).pending


def test_why_a_function_failed_is_told(stub):
    found = described(stub, State="Failed", StateReason="the image is gone")

    assert (found.state, found.reason) == ("Failed", "the image is gone")


def test_no_alias_is_found(stub):
    stub.add_client_error("get_function", "ResourceNotFoundException")

    assert stub.functions.find(function()) is None


def test_who_may_not_look_is_told(stub):
    stub.add_client_error("get_function", "AccessDeniedException")

    with pytest.raises(UnavailableError, match="may not look at function inferway"):
        stub.functions.find(function())


def test_the_function_is_called_as_the_gateway_does(golden):
    sent = {}

    class Client:
        def invoke(self, **request):
            sent.update(request)
            body = json.dumps({"statusCode": 503, "body": "{}"}).encode()
            return {"Payload": io.BytesIO(body)}

    Functions(Client()).ask(function(), golden)

    event = json.loads(sent["Payload"])
    assert json.loads(event["body"]) == {"instances": ["a", "b", "c"]}
    assert (event["httpMethod"], event["headers"]) == (
        *("POST", {"Content-Type": "application/json"}),
    )
    assert event["requestContext"]


def test_predictions_and_who_made_them(stub, golden):
    body = {
        "predictions": ["x", "y", "x"],
        "model": {"name": LIVE.name, "version": LIVE.version},
    }

    answer = answered(stub, golden, {"statusCode": 200, "body": json.dumps(body)})

    assert answer == Answer(predictions=["x", "y", "x"], model=LIVE)


@pytest.mark.parametrize(
    ("payload", "passes"),
    [
        ({"statusCode": 503, "body": "no model"}, True),
        ({"statusCode": 400, "body": "no row of the model before"}, True),
        ({"statusCode": 500, "body": "broken"}, False),
        ({"statusCode": 200, "body": "[]"}, False),
        ({"statusCode": 200, "body": "<html>"}, False),
        (b"<html>", False),
        ([], False),
    ],
)
def test_other_answers(stub, golden, payload, passes):
    answer = answered(stub, golden, payload)

    assert isinstance(answer, Failure)
    assert answer.passes is passes


def test_a_function_that_fails(stub, golden):
    answer = answered(
        stub, golden, {"errorType": "ImportError"}, FunctionError="Unhandled"
    )

    assert "ImportError" in answer.reason
    assert not answer.passes


def test_a_throttled_call_passes(stub, golden):
    stub.add_client_error("invoke", "TooManyRequestsException")

    assert stub.functions.ask(function(), golden).passes
