"""Tasks: under the machine's role, with errors by their names."""

import json

import pytest

from local_aws.states.error_names import error_name


def test_a_function_answers(machine, invoke):
    ended = machine(invoke()).run({"a": 1})

    assert ended["status"] == "SUCCEEDED"
    assert json.loads(ended["output"]) == {"got": {"a": 1}}


def test_a_function_is_invoked_by_the_arn_of_its_alias(
    machine, invoke, served, function
):
    functions = served.client("lambda")
    version = functions.publish_version(FunctionName=function)["Version"]
    alias = functions.create_alias(
        FunctionName=function, Name="live", FunctionVersion=version
    )["AliasArn"]
    parameters = {"FunctionName": alias, "Payload": {"a": 1}}

    ended = machine(invoke(Parameters=parameters)).run()

    assert json.loads(ended["output"]) == {"got": {"a": 1}}


def test_an_exception_has_the_name_of_its_class(machine, invoke):
    ended = machine(invoke()).run({"kind": "throttled"})

    assert (ended["status"], ended["error"]) == ("FAILED", "ThrottledError")
    assert json.loads(ended["cause"])["errorMessage"] == "try again"


@pytest.mark.parametrize(
    ("kind", "error"),
    [("die", "Runtime.ExitError"), ("sleep", "Sandbox.Timedout")],
)
def test_a_function_that_does_not_answer_has_lambda_s_error(
    machine, invoke, kind, error
):
    assert machine(invoke()).run({"kind": kind})["error"] == error


def test_a_function_that_is_not_there(machine, invoke):
    task = invoke(Parameters={"FunctionName": "states-ghost", "Payload": {}})

    assert machine(task).run()["error"] == "Lambda.ResourceNotFoundException"


def test_a_throttled_function(machine, invoke, served, function):
    functions = served.client("lambda")
    functions.put_function_concurrency(
        FunctionName=function, ReservedConcurrentExecutions=0
    )
    try:
        ended = machine(invoke()).run()
    finally:
        functions.delete_function_concurrency(FunctionName=function)

    assert ended["error"] == "Lambda.TooManyRequestsException"


def test_a_task_may_do_what_the_role_may(machine, invoke, ask, served, unique):
    bare = served.role(unique("bare"), service="states.amazonaws.com")

    ended = machine(invoke(), role_arn=bare).run()
    assert ended["error"] == "Lambda.AWSLambdaException"
    assert "not authorized to perform: lambda:InvokeFunction" in ended["cause"]
    assert machine(ask(), role_arn=bare).run()["error"] == "SQS.AmazonSQSException"


def test_a_message_is_sent(machine, queue, served):
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage",
        "Parameters": {"QueueUrl": queue, "MessageBody": {"id.$": "$.id"}},
    }

    assert machine(task).run({"id": "x"})["status"] == "SUCCEEDED"
    [message] = served.client("sqs").receive_message(QueueUrl=queue)["Messages"]
    assert json.loads(message["Body"]) == {"id": "x"}


@pytest.mark.parametrize(
    ("resource", "error"),
    [
        ("dynamodb:putItem", "DynamoDB.ConditionalCheckFailedException"),
        ("aws-sdk:dynamodb:putItem", "DynamoDb.ConditionalCheckFailedException"),
    ],
)
def test_an_item_is_put_once(machine, served, unique, resource, error):
    table = unique("table")
    served.client("dynamodb").create_table(
        TableName=table,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    task = {
        "Type": "Task",
        "Resource": f"arn:aws:states:::{resource}",
        "Parameters": {
            "TableName": table,
            "Item": {"id": {"S.$": "$.id"}},
            "ConditionExpression": "attribute_not_exists(id)",
        },
    }
    putting = machine(task)

    assert putting.run({"id": "x"})["status"] == "SUCCEEDED"
    assert putting.run({"id": "x"})["error"] == error


def test_a_transform_job_of_a_model_that_is_not_there(machine, unique):
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sagemaker:createTransformJob",
        "Parameters": {
            "TransformJobName": unique("job"),
            "ModelName": "states-ghost",
            "TransformInput": {
                "DataSource": {
                    "S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://x/y"}
                }
            },
            "TransformOutput": {"S3OutputPath": "s3://x/out"},
            "TransformResources": {"InstanceType": "ml.m5.large", "InstanceCount": 1},
        },
    }

    ended = machine(task).run()

    assert ended["error"] == "SageMaker.AmazonSageMakerException"
    assert "states-ghost" in ended["cause"]


@pytest.mark.parametrize(
    ("names", "code", "expected"),
    [
        (
            ("sagemaker", "SageMaker", "AmazonSageMakerException"),
            "ResourceInUse",
            "SageMaker.ResourceInUseException",
        ),
        (
            ("sqs", "SQS", "AmazonSQSException"),
            "AWS.SimpleQueueService.NonExistentQueue",
            "SQS.QueueDoesNotExistException",
        ),
        (
            ("dynamodb", "DynamoDB", "AmazonDynamoDBException"),
            "AccessDeniedException",
            "DynamoDB.AmazonDynamoDBException",
        ),
    ],
)
def test_an_error_has_the_name_that_the_sdk_for_java_has(names, code, expected):
    assert error_name(*names, code) == expected


def test_a_failure_is_caught_by_its_name(machine, invoke):
    caught = {
        "ErrorEquals": ["ThrottledError"],
        "ResultPath": "$.error",
        "Next": "Caught",
    }
    other = {"ErrorEquals": ["OtherError"], "Next": "Other"}

    ended = machine(
        {
            "Try": {**invoke(), "Catch": [other, caught], "Next": "Other"},
            "Caught": {"Type": "Succeed"},
            "Other": {"Type": "Fail"},
        }
    ).run({"kind": "throttled"})

    assert ended["status"] == "SUCCEEDED"
    assert json.loads(ended["output"])["error"]["Error"] == "ThrottledError"


def test_nothing_catches_what_does_not_pass_through(machine, invoke):
    ended = machine(
        {
            "Try": {
                **invoke(),
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Caught"}],
                "End": True,
            },
            "Caught": {"Type": "Succeed"},
        }
    ).run({"kind": "large"})

    assert (ended["status"], ended["error"]) == ("FAILED", "States.DataLimitExceeded")
