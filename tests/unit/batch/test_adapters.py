"""What the functions ask of AWS, and what becomes of its answers."""

import json

import boto3
import pytest
from botocore.stub import ANY, Stubber
from moto import mock_aws

from batch.lambda_results import LambdaResults
from batch.manifest import Manifest
from batch.ports import JobLimitError, JobStatus, Message
from batch.s3_windows import S3Windows
from batch.sagemaker_jobs import SageMakerJobFinder, SageMakerJobs
from batch.settings import JobSettings
from batch.sqs_queue import SqsQueue
from inferences.errors import UnavailableError

REGION = "eu-west-1"
BUCKET = "unit-batch-inferences"
WINDOW = "20261122T0305"
MANIFEST = Manifest(window=WINDOW, job=f"inferway-{WINDOW}", lines=("a", "b"))


@pytest.fixture
def aws(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    # A service of a server elsewhere would not be the one in process.
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield


@pytest.fixture
def stub(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    stubs = []

    def make(service):
        client = boto3.client(service, region_name=REGION)
        stub = Stubber(client)
        stub.activate()
        stubs.append(stub)
        return client, stub

    yield make
    for each in stubs:
        each.assert_no_pending_responses()


@pytest.fixture
def s3(aws):
    client = boto3.client("s3", region_name=REGION)
    client.create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    return client


# S3.


def test_a_manifest_is_written_once(s3):
    windows = S3Windows(s3, BUCKET)
    other = Manifest(window=WINDOW, job=MANIFEST.job, lines=("c",))

    assert windows.manifest(WINDOW) is None
    assert windows.create_manifest(MANIFEST)
    assert not windows.create_manifest(other)
    assert windows.manifest(WINDOW) == MANIFEST
    found = s3.get_object(Bucket=BUCKET, Key=f"windows/{WINDOW}/manifest.json")
    assert json.loads(found["Body"].read()) == {
        "window": WINDOW,
        "job": MANIFEST.job,
        "lines": ["a", "b"],
    }


@pytest.mark.parametrize("code", ["PreconditionFailed", "ConditionalRequestConflict"])
def test_a_manifest_that_somebody_writes_just_now_is_somebody_elses(stub, code):
    client, stubber = stub("s3")
    stubber.add_client_error("put_object", code, expected_params=None)

    assert not S3Windows(client, BUCKET).create_manifest(MANIFEST)


def test_input_and_output(s3):
    windows = S3Windows(s3, BUCKET)

    windows.write_input(WINDOW, ['{"instances": ["é"]}', "{}"])
    found = s3.get_object(Bucket=BUCKET, Key=f"windows/{WINDOW}/input.jsonl")
    assert found["Body"].read().decode() == '{"instances": ["é"]}\n{}\n'

    assert windows.output(WINDOW) is None
    key = f"windows/{WINDOW}/out/input.jsonl.out"
    s3.put_object(Bucket=BUCKET, Key=key, Body='["é"]\n'.encode())
    assert windows.output(WINDOW) == '["é"]\n'


def test_without_the_bucket_windows_are_unavailable(aws):
    windows = S3Windows(boto3.client("s3", region_name=REGION), "unit-batch-none")

    for call in (
        lambda: windows.manifest(WINDOW),
        lambda: windows.create_manifest(MANIFEST),
        lambda: windows.write_input(WINDOW, []),
        lambda: windows.output(WINDOW),
    ):
        with pytest.raises(UnavailableError):
            call()


# SQS.


def test_messages_are_received_and_deleted(aws):
    client = boto3.client("sqs", region_name=REGION)
    url = client.create_queue(QueueName="unit-batch")["QueueUrl"]
    for number in range(13):
        client.send_message(QueueUrl=url, MessageBody=str(number))
    queue = SqsQueue(client, url)

    assert len(queue.receive(4)) == 4
    some = [*queue.receive(100), *queue.receive(100)]
    assert len(some) == 9
    assert queue.delete(some) == 0
    assert queue.receive(100) == []


def test_what_could_not_be_deleted_is_tried_again_and_counted(stub):
    client, stubber = stub("sqs")
    queue = SqsQueue(client, "https://queue")
    messages = [Message(body="", handle=f"h{number}") for number in range(12)]
    failed = {"SenderFault": False, "Code": "InternalError"}

    def expect(handles, *failures):
        entries = [
            {"Id": str(index), "ReceiptHandle": handle}
            for index, handle in enumerate(handles)
        ]
        stubber.add_response(
            "delete_message_batch",
            {"Successful": [], "Failed": [{"Id": it, **failed} for it in failures]},
            {"QueueUrl": "https://queue", "Entries": entries},
        )

    expect([f"h{number}" for number in range(10)], "3", "9")
    expect(["h10", "h11"], "1")
    expect(["h3", "h9", "h11"], "0")
    expect(["h3"], "0")

    assert queue.delete(messages) == 1


def test_without_the_queue_it_is_unavailable(stub):
    client, stubber = stub("sqs")
    queue = SqsQueue(client, "https://queue")

    stubber.add_client_error("receive_message", "AccessDenied")
    with pytest.raises(UnavailableError):
        queue.receive(10)
    stubber.add_client_error("delete_message_batch", "AccessDenied")
    with pytest.raises(UnavailableError):
        queue.delete([Message(body="", handle="h")])


# SageMaker.

SETTINGS = JobSettings(
    prefix="inferway",
    bucket=BUCKET,
    model="a-model",
    instance_type="ml.m5.large",
    instance_count=2,
    max_concurrent=4,
    max_payload_mb=6,
    kms_key_arn="arn:aws:kms:eu-west-1:111122223333:key/1",
)
ARN = f"arn:aws:sagemaker:eu-west-1:111122223333:transform-job/inferway-{WINDOW}"


def test_a_job_is_asked_for_as_the_container_needs_it(stub):
    client, stubber = stub("sagemaker")
    payloads = "application/x-inferway-payloads"
    stubber.add_response(
        "create_transform_job",
        {"TransformJobArn": ARN},
        {
            "TransformJobName": f"inferway-{WINDOW}",
            "ModelName": "a-model",
            "MaxConcurrentTransforms": 4,
            "MaxPayloadInMB": 6,
            "BatchStrategy": "MultiRecord",
            "ModelClientConfig": ANY,
            "TransformInput": {
                "ContentType": payloads,
                "SplitType": "Line",
                "DataSource": {
                    "S3DataSource": {
                        "S3DataType": "S3Prefix",
                        "S3Uri": f"s3://{BUCKET}/windows/{WINDOW}/input.jsonl",
                    }
                },
            },
            "TransformOutput": {
                "Accept": payloads,
                "AssembleWith": "None",
                "S3OutputPath": f"s3://{BUCKET}/windows/{WINDOW}/out",
                "KmsKeyId": SETTINGS.kms_key_arn,
            },
            "TransformResources": {"InstanceType": "ml.m5.large", "InstanceCount": 2},
        },
    )

    assert SageMakerJobs(client, SETTINGS).create(WINDOW)


def test_a_job_that_is_there_was_begun_before(stub):
    client, stubber = stub("sagemaker")
    stubber.add_client_error("create_transform_job", "ResourceInUse")

    assert not SageMakerJobs(client, SETTINGS).create(WINDOW)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("ResourceLimitExceeded", JobLimitError),
        ("ThrottlingException", UnavailableError),
        ("ValidationException", UnavailableError),
        ("AccessDeniedException", UnavailableError),
    ],
)
def test_jobs_that_are_refused(stub, code, error):
    client, stubber = stub("sagemaker")
    stubber.add_client_error("create_transform_job", code)

    with pytest.raises(error):
        SageMakerJobs(client, SETTINGS).create(WINDOW)


def described(**changes):
    return {
        "TransformJobName": f"inferway-{WINDOW}",
        "TransformJobArn": ARN,
        "TransformJobStatus": "InProgress",
        "ModelName": "a-model",
        "TransformInput": {
            "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://"}}
        },
        "TransformResources": {"InstanceType": "ml.m5.large", "InstanceCount": 1},
        "CreationTime": "2026-11-22T04:05:00+01:00",
        **changes,
    }


def find(stub, **changes):
    from datetime import datetime  # noqa: PLC0415 - one helper's

    client, stubber = stub("sagemaker")
    answer = described(**changes)
    for name, value in answer.items():
        if name.endswith("Time"):
            answer[name] = datetime.fromisoformat(value)
    stubber.add_response(
        "describe_transform_job", answer, {"TransformJobName": f"inferway-{WINDOW}"}
    )
    return SageMakerJobFinder(client, "inferway").find(WINDOW)


def test_a_job_at_work(stub):
    job = find(stub)

    assert (job.status, job.ended, job.milliseconds, job.reason) == (
        JobStatus.IN_PROGRESS,
        False,
        0,
        "",
    )
    assert job.began_at == "2026-11-22T03:05:00.000000+00:00"


def test_a_job_that_failed(stub):
    job = find(
        stub,
        TransformJobStatus="Failed",
        TransformEndTime="2026-11-22T03:08:00.500+00:00",
        FailureReason="AlgorithmError",
    )

    assert (job.ended, job.gave_up, job.milliseconds, job.reason) == (
        True,
        True,
        180_500,
        "AlgorithmError",
    )


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("ValidationException", "Could not find requested job with name: a"),
        ("ResourceNotFound", "no"),
    ],
)
def test_a_job_that_there_is_not(stub, code, message):
    client, stubber = stub("sagemaker")
    stubber.add_client_error("describe_transform_job", code, message)

    assert SageMakerJobFinder(client, "inferway").find(WINDOW) is None


@pytest.mark.parametrize("code", ["ValidationException", "ThrottlingException"])
def test_no_answer_is_not_no_job(stub, code):
    client, stubber = stub("sagemaker")
    stubber.add_client_error("describe_transform_job", code, "no")

    with pytest.raises(UnavailableError):
        SageMakerJobFinder(client, "inferway").find(WINDOW)


# Lambda.


def test_results_are_asked_for_and_not_waited_for(stub):
    client, stubber = stub("lambda")
    stubber.add_response(
        "invoke",
        {"StatusCode": 202},
        {
            "FunctionName": "results",
            "InvocationType": "Event",
            "Payload": b'{"window":"20261122T0305"}',
        },
    )
    LambdaResults(client, "results").collect(WINDOW)

    stubber.add_client_error("invoke", "TooManyRequestsException")
    with pytest.raises(UnavailableError):
        LambdaResults(client, "results").collect(WINDOW)
