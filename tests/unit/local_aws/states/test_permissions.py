"""Who may start, read, stop and answer executions; and what is counted."""

import json

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.support.served import REGION, wait_until


@pytest.fixture
def as_role(served, unique):
    """Make clients of a role that may do one action on one resource."""

    def make(action, resource):
        name = unique("caller")
        arn = served.role(name, service="lambda.amazonaws.com")
        policy = {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}],
        }
        served.client("iam").put_role_policy(
            RoleName=name, PolicyName="own", PolicyDocument=json.dumps(policy)
        )
        session = served.client("sts").assume_role(
            RoleArn=arn, RoleSessionName="function"
        )["Credentials"]
        return boto3.client(
            "stepfunctions",
            region_name=REGION,
            endpoint_url=served.local.url,
            aws_access_key_id=session["AccessKeyId"],
            aws_secret_access_key=session["SecretAccessKey"],
            aws_session_token=session["SessionToken"],
        )

    return make


def test_starting_needs_the_machine(machine, as_role):
    passing, other = machine({"Type": "Pass"}), machine({"Type": "Pass"})
    starter = as_role("states:StartExecution", passing.arn)

    assert starter.start_execution(stateMachineArn=passing.arn)
    with pytest.raises(ClientError) as raised:
        starter.start_execution(stateMachineArn=other.arn)
    assert raised.value.response["Error"]["Code"] == "AccessDeniedException"
    assert f"states:StartExecution on resource: {other.arn}" in str(raised.value)


@pytest.mark.parametrize(
    ("action", "operation"),
    [
        ("DescribeExecution", "describe_execution"),
        ("GetExecutionHistory", "get_execution_history"),
        ("StopExecution", "stop_execution"),
    ],
)
def test_an_execution_is_a_resource(machine, as_role, action, operation):
    waiting, other = (machine({"Type": "Wait", "Seconds": 600}) for _ in range(2))
    executions = waiting.arn.replace(":stateMachine:", ":execution:")
    caller = as_role(f"states:{action}", f"{executions}:*")

    assert getattr(caller, operation)(executionArn=waiting.start())
    with pytest.raises(ClientError, match="AccessDenied"):
        getattr(caller, operation)(executionArn=other.start())


def test_answering_needs_the_machine_that_waits(machine, ask, receive, as_role):
    asking, other = machine(ask()), machine({"Type": "Pass"})
    execution = asking.start()
    token = receive()

    with pytest.raises(ClientError, match="AccessDenied"):
        as_role("states:SendTaskSuccess", other.arn).send_task_success(
            taskToken=token, output="1"
        )
    as_role("states:SendTaskSuccess", asking.arn).send_task_success(
        taskToken=token, output="1"
    )
    assert asking.ended(execution)["status"] == "SUCCEEDED"


def test_executions_are_counted(machine, invoke, ask, served, now):
    begun = now()
    trying = machine(invoke())
    trying.run()
    trying.run({"kind": "throttled"})
    stopped = machine({"Type": "Wait", "Seconds": 600})
    served.client("stepfunctions").stop_execution(executionArn=stopped.start())
    late = machine(ask(), TimeoutSeconds=1)
    late.run()

    def total(counted, name):
        data = served.client("cloudwatch").get_metric_statistics(
            Namespace="AWS/States",
            MetricName=name,
            Dimensions=[{"Name": "StateMachineArn", "Value": counted.arn}],
            StartTime=begun.replace(second=0),
            EndTime=now().replace(year=begun.year + 1),
            Period=86_400,
            Statistics=["Sum"],
        )["Datapoints"]
        return sum(point["Sum"] for point in data)

    wait_until(lambda: total(late, "ExecutionsTimedOut") == 1)
    wait_until(lambda: total(trying, "ExecutionsFailed") == 1)
    assert total(trying, "ExecutionsStarted") == 2
    assert total(trying, "ExecutionsSucceeded") == 1
    assert total(trying, "ExecutionTime") > 0
    assert total(stopped, "ExecutionsAborted") == 1


def test_a_role_may_trust_one_machine_alone(served, queue, unique):
    machines, iam = served.client("stepfunctions"), served.client("iam")
    url = queue
    role, name = unique("trusting"), unique("trusted")
    arn = served.role(role, "sqs:SendMessage", service="states.amazonaws.com")
    trusted = f"arn:aws:states:{REGION}:{arn.split(':')[4]}:stateMachine:{name}"
    document = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
    document["Statement"][0]["Condition"] = {"ArnLike": {"aws:SourceArn": trusted}}
    iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(document))
    definition = json.dumps(
        {
            "StartAt": "Send",
            "States": {
                "Send": {
                    "Type": "Task",
                    "Resource": "arn:aws:states:::sqs:sendMessage",
                    "Parameters": {"QueueUrl": url, "MessageBody": "sent"},
                    "End": True,
                }
            },
        }
    )

    with pytest.raises(ClientError) as raised:
        machines.create_state_machine(
            name=unique("other"), definition=definition, roleArn=arn
        )
    made = machines.create_state_machine(name=name, definition=definition, roleArn=arn)[
        "stateMachineArn"
    ]
    execution = machines.start_execution(stateMachineArn=made)["executionArn"]

    assert raised.value.response["Error"]["Code"] == "AccessDeniedException"
    ended = wait_until(
        lambda: (
            (found := machines.describe_execution(executionArn=execution))["status"]
            != "RUNNING"
            and found
        )
    )
    assert ended["status"] == "SUCCEEDED"
