"""Events that nobody waits for."""

import json

import pytest
from botocore.exceptions import ClientError

from tests.support.served import wait_until


@pytest.fixture
def queue(served, request):
    sqs = served.client("sqs")
    url = sqs.create_queue(QueueName=request.node.name.partition("[")[0])["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])

    class Queue:
        def __init__(self):
            self.arn = arn["Attributes"]["QueueArn"]

        def message(self):
            """Return the one message, once it is there."""
            (message,) = wait_until(
                lambda: sqs.receive_message(
                    QueueUrl=url, MessageAttributeNames=["All"], WaitTimeSeconds=0
                ).get("Messages")
            )
            return message

    return Queue()


def send(lambda_, name, event):
    return lambda_.api.invoke(
        FunctionName=name, InvocationType="Event", Payload=json.dumps(event)
    )


def test_a_failed_event_is_tried_three_times_and_recorded(lambda_, queue):
    name = lambda_.function("failing")
    lambda_.api.put_function_event_invoke_config(
        FunctionName=name,
        DestinationConfig={"OnFailure": {"Destination": queue.arn}},
    )
    assert send(lambda_, name, {"raise": "boom"})["StatusCode"] == 202
    record = json.loads(queue.message()["Body"])
    assert record["version"] == "1.0"
    assert record["requestContext"]["condition"] == "RetriesExhausted"
    assert record["requestContext"]["approximateInvokeCount"] == 3
    assert record["requestContext"]["functionArn"].endswith(f":{name}:$LATEST")
    assert record["requestPayload"] == {"raise": "boom"}
    assert record["responseContext"] == {
        "statusCode": 200,
        "executedVersion": "$LATEST",
        "functionError": "Unhandled",
    }
    assert record["responsePayload"]["errorMessage"] == "boom"


def test_as_many_retries_as_are_configured(lambda_, queue):
    name = lambda_.function("impatient")
    lambda_.api.put_function_event_invoke_config(
        FunctionName=name,
        MaximumRetryAttempts=0,
        DestinationConfig={
            "OnFailure": {"Destination": queue.arn},
            "OnSuccess": {"Destination": queue.arn},
        },
    )
    send(lambda_, name, {"exit": 1})
    record = json.loads(queue.message()["Body"])
    assert record["requestContext"]["approximateInvokeCount"] == 1
    send(lambda_, name, {"a": 1})
    record = json.loads(queue.message()["Body"])
    assert record["requestContext"]["condition"] == "Success"
    assert record["responsePayload"]["event"] == {"a": 1}


def test_a_dead_letter_is_the_event_itself(lambda_, queue):
    name = lambda_.function("dead", DeadLetterConfig={"TargetArn": queue.arn})
    lambda_.api.put_function_event_invoke_config(
        FunctionName=name, MaximumRetryAttempts=0
    )
    send(lambda_, name, {"raise": "boom"})
    message = queue.message()
    assert json.loads(message["Body"]) == {"raise": "boom"}
    attributes = message["MessageAttributes"]
    assert attributes["ErrorMessage"]["StringValue"] == "boom"
    assert attributes["ErrorCode"]["StringValue"] == "200"


def test_a_throttled_event_waits_for_its_turn(lambda_, queue):
    name = lambda_.function("patient")
    lambda_.api.put_function_concurrency(
        FunctionName=name, ReservedConcurrentExecutions=1
    )
    lambda_.api.put_function_event_invoke_config(
        FunctionName=name,
        DestinationConfig={"OnSuccess": {"Destination": queue.arn}},
    )
    for number in range(2):
        send(lambda_, name, {"sleep": 0.3, "number": number})
    bodies = [json.loads(queue.message()["Body"]) for _ in range(2)]
    assert {body["requestPayload"]["number"] for body in bodies} == {0, 1}


def test_an_event_may_have_1_mb(lambda_):
    # Not the probe that others call: nobody waits for what runs here.
    name = lambda_.function("large")
    limit = 1024 * 1024
    assert send(lambda_, name, "x" * (limit - 2))["StatusCode"] == 202
    with pytest.raises(ClientError) as refusal:
        send(lambda_, name, "x" * (limit - 1))
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 413
