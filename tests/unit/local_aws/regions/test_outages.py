"""What fails while a Region is cut off, and what is there when it is back."""

import json
import threading
import urllib.error
import urllib.request

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ReadTimeoutError
from moto.cloudwatch.models import cloudwatch_backends

from local_aws.regions.outages import Outages
from tests.support.served import wait_until
from tests.support.two_regions import AWAY, HOME

# Tells whose session it has.
KEYS = """
import os

def handle(event, context):
    return {k: v for k, v in os.environ.items() if k.startswith("AWS_")}
"""
IMPATIENT = Config(retries={"total_max_attempts": 1}, read_timeout=0.3)


def test_calls_of_a_region_fail_and_it_comes_back_with_what_it_had(
    world, queue, bodies
):
    url, _ = queue()
    sqs = world.client("sqs")
    sqs.send_message(QueueUrl=url, MessageBody="before")

    world.region(HOME, "failing")
    with pytest.raises(ClientError) as refused:
        sqs.send_message(QueueUrl=url, MessageBody="meanwhile")
    away = world.client("sqs", AWAY).list_queues()
    world.region(HOME, "up")

    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 503
    assert away["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert bodies(url) == ["before"]


def test_calls_of_a_region_hang_and_are_never_carried_out(world, queue, bodies):
    url, _ = queue()
    impatient = world.client("sqs", HOME, IMPATIENT)
    world.region(HOME, "hanging")

    with pytest.raises(ReadTimeoutError):
        impatient.send_message(QueueUrl=url, MessageBody="meanwhile")
    world.region(HOME, "up")

    assert bodies(url) == []


def test_who_hangs_is_refused_when_the_region_is_back():
    outages, said = Outages(), []
    outages.set(HOME, "hanging")

    def ask():
        try:
            outages.strike(HOME)
        except Exception as error:  # noqa: BLE001 - it is what is asked for
            said.append(error.code)

    caller = threading.Thread(target=ask)
    caller.start()
    assert said == []
    outages.set(HOME, "up")
    caller.join()

    assert said == ["ServiceUnavailable"]


def test_an_object_is_where_its_bucket_is(world):
    name = world.unique("bucket")
    world.client("s3").create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": HOME}
    )
    world.client("s3").put_object(Bucket=name, Key="a", Body=b"1")

    world.region(HOME, "failing")

    with pytest.raises(ClientError, match="ServiceUnavailable"):
        world.client("s3", AWAY).get_object(Bucket=name, Key="a")


def test_what_is_everywhere_stays(world):
    world.region(HOME, "failing")
    world.region("us-east-1", "failing")
    try:
        assert "Users" in world.client("iam").list_users()
    finally:
        world.region("us-east-1", "up")


def test_functions_in_the_region_reach_nobody(world, queue):
    url, _ = queue(AWAY)
    role = world.served.role(world.unique("role"), "sqs:*", "logs:*")
    image = world.served.image(KEYS, tag=world.unique("keys"))
    name = world.served.function(world.unique("keys"), image, role)
    answer = world.client("lambda").invoke(FunctionName=name)
    given = json.load(answer["Payload"])
    away = world.client(
        "sqs",
        AWAY,
        aws_access_key_id=given["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=given["AWS_SECRET_ACCESS_KEY"],
        aws_session_token=given["AWS_SESSION_TOKEN"],
    )
    away.send_message(QueueUrl=url, MessageBody="in time")

    world.region(HOME, "failing")

    with pytest.raises(ClientError, match="ServiceUnavailable"):
        away.send_message(QueueUrl=url, MessageBody="too late")
    with pytest.raises(ClientError, match="ServiceUnavailable"):
        world.client("lambda").invoke(FunctionName=name)


@pytest.fixture
def api(world):
    """Deploy an API that answers by itself; gives its address."""
    gateway = world.client("apigateway")
    api = gateway.create_rest_api(name=world.unique("api"))["id"]
    root = gateway.get_resources(restApiId=api)["items"][0]["id"]
    method = {"restApiId": api, "resourceId": root, "httpMethod": "GET"}
    gateway.put_method(**method, authorizationType="NONE")
    gateway.put_method_response(**method, statusCode="200")
    gateway.put_integration(
        **method,
        type="MOCK",
        requestTemplates={"application/json": '{"statusCode": 200}'},
    )
    gateway.put_integration_response(**method, statusCode="200")
    gateway.create_deployment(restApiId=api, stageName="live")
    return f"{world.served.local.url}/_aws/execute-api/{api}/live/"


def test_an_api_of_the_region_is_unavailable(world, api):
    def status():
        try:
            with urllib.request.urlopen(api) as answer:  # noqa: S310 - our own
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    before = status()
    world.region(HOME, "failing")
    meanwhile = status()
    world.region(HOME, "up")

    assert (before, meanwhile, status()) == (200, 503, 200)


def test_a_schedule_of_the_region_is_late(world, queue, bodies):
    url, arn = queue()
    role = world.served.role(
        world.unique("role"), "sqs:SendMessage", service="scheduler.amazonaws.com"
    )
    name = world.unique("schedule")
    world.client("scheduler").create_schedule(
        Name=name,
        ScheduleExpression="rate(30 minutes)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": arn, "RoleArn": role, "Input": "tick"},
    )
    bodies(url)

    world.region(HOME, "failing")
    world.advance(1801)
    world.region(HOME, "up")
    late = bodies(url)
    world.client("scheduler").delete_schedule(Name=name)

    assert late == ["tick"]


def test_an_execution_in_the_region_stands_still(world, queue, bodies):
    url, _ = queue()
    role = world.served.role(
        world.unique("role"), "sqs:SendMessage", service="states.amazonaws.com"
    )
    send = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage",
        "Parameters": {"QueueUrl": url, "MessageBody": "done"},
        "End": True,
    }
    wait = {"Type": "Wait", "Seconds": 60, "Next": "Send"}
    states = world.client("stepfunctions")
    machine = states.create_state_machine(
        name=world.unique("machine"),
        roleArn=role,
        definition=json.dumps(
            {"StartAt": "Wait", "States": {"Wait": wait, "Send": send}}
        ),
    )["stateMachineArn"]
    run = states.start_execution(stateMachineArn=machine)["executionArn"]
    wait_until(
        lambda: len(states.get_execution_history(executionArn=run)["events"]) > 1
    )

    world.region(HOME, "failing")
    world.advance(61)
    world.region(HOME, "up")

    wait_until(
        lambda: states.describe_execution(executionArn=run)["status"] == "SUCCEEDED"
    )
    events = states.get_execution_history(executionArn=run)["events"]
    assert [e["type"] for e in events].count("TaskFailed") == 0
    assert bodies(url) == ["done"]


def test_an_alarm_of_the_region_does_not_ring(world):
    cloudwatch, name = world.client("cloudwatch"), world.unique("alarm")
    now = world.control("clock")["now"]
    cloudwatch.put_metric_data(
        Namespace="Regions",
        MetricData=[{"MetricName": name, "Value": 0, "Timestamp": now}],
    )
    cloudwatch.put_metric_alarm(
        AlarmName=name,
        Namespace="Regions",
        MetricName=name,
        Statistic="Maximum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        TreatMissingData="breaching",
    )
    alarm = cloudwatch_backends[world.account][HOME].alarms[name]
    world.advance(60)
    before = alarm.state_value

    world.region(HOME, "failing")
    world.advance(600)
    meanwhile = alarm.state_value
    world.region(HOME, "up")
    world.advance(600)

    assert (before, meanwhile, alarm.state_value) == ("OK", "OK", "ALARM")
    cloudwatch.delete_alarms(AlarmNames=[name])


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (f"regions/{HOME}", {"state": "gone"}, 400),
        (f"regions/{HOME}", {}, 400),
        ("regions/nowhere", {"state": "up"}, 404),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(world, path, body, status):
    with pytest.raises(urllib.error.HTTPError) as refused:
        world.control(path, body)

    assert refused.value.code == status
