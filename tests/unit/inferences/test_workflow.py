"""Executions: begun once under a name, asked for whether they run."""

import json

import boto3
import pytest
from botocore.stub import ANY, Stubber

from inferences.states_workflow import StatesWorkflow
from tests.support.inferences import MemoryWorkflow, a_record
from tests.unit.inferences.names import MACHINE, REGION

RECORD = a_record(5)
EXECUTION = (
    f"arn:aws:states:eu-west-1:123456789012:execution:inferences-unit:{RECORD.id}-2"
)


@pytest.fixture
def stub(credentials):
    client = boto3.client(
        "stepfunctions",
        region_name=REGION,
    )
    with Stubber(client) as stub:
        stub.workflow = StatesWorkflow(client, MACHINE)
        yield stub
        stub.assert_no_pending_responses()


def test_an_execution_is_named_by_record_and_run_and_gets_the_chain(stub):
    seen = []
    stub.client.meta.events.register(
        "provide-client-params.*.*", lambda params, **_: seen.append(params)
    )
    stub.add_response(
        "start_execution",
        {"executionArn": EXECUTION, "startDate": 0},
        {"stateMachineArn": MACHINE, "name": f"{RECORD.id}-2", "input": ANY},
    )

    stub.workflow.start(RECORD, 2, position=1)

    assert json.loads(seen[0]["input"]) == {
        "id": RECORD.id,
        "run": 2,
        "steps": ["provisioned", "serverless", "batch", "fail"],
        "position": 1,
    }


def test_one_that_was_begun_before_is_as_good(stub):
    stub.add_client_error("start_execution", "ExecutionAlreadyExists")

    stub.workflow.start(RECORD, 2, position=0)


@pytest.mark.parametrize(
    ("status", "running"),
    [
        ("RUNNING", True),
        ("PENDING_REDRIVE", True),
        ("SUCCEEDED", False),
        ("FAILED", False),
        ("TIMED_OUT", False),
        ("ABORTED", False),
    ],
)
@pytest.mark.parametrize("machine", [MACHINE, f"{MACHINE}:live"])
def test_only_one_under_way_is_running(stub, status, running, machine):
    workflow = StatesWorkflow(stub.client, machine)
    stub.add_response(
        "describe_execution",
        {
            "executionArn": EXECUTION,
            "stateMachineArn": MACHINE,
            "status": status,
            "startDate": 0,
        },
        {"executionArn": EXECUTION},
    )

    assert workflow.is_running(RECORD.id, 2) is running


def test_one_that_is_not_known_is_not_running(stub):
    stub.add_client_error("describe_execution", "ExecutionDoesNotExist")

    assert not stub.workflow.is_running(RECORD.id, 2)


def test_the_fake_begins_a_name_once():
    workflow = MemoryWorkflow()
    assert not workflow.is_running(RECORD.id, 0)

    workflow.start(RECORD, 0, position=1)
    workflow.start(RECORD, 0, position=2)

    assert workflow.started == [(RECORD.id, 0, 1)]
    assert workflow.is_running(RECORD.id, 0)

    workflow.end(RECORD.id, 0)
    workflow.start(RECORD, 0, position=0)

    assert not workflow.is_running(RECORD.id, 0)
