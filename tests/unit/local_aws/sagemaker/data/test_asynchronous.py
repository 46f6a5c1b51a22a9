"""Asynchronous endpoints: queue, S3 in and out, topics, backlog (S14)."""

import itertools
import json
import uuid

import pytest

from local_aws.sagemaker.ports import AsyncSpec
from tests.support.served import REGION, wait_until


@pytest.fixture
def later(world):
    return Later(world)


class Later:
    """An asynchronous endpoint with a bucket and a topic that a queue listens to."""

    def __init__(self, world):
        self.world = world
        self.bucket = world.bucket()
        self.s3 = world.served.client("s3")
        sqs, sns = world.served.client("sqs"), world.served.client("sns")
        name = f"q-{uuid.uuid4().hex[:8]}"
        self.queue = sqs.create_queue(QueueName=name)["QueueUrl"]
        self.topic = sns.create_topic(Name=name)["TopicArn"]
        arn = f"arn:aws:sqs:{REGION}:{world.account}:{name}"
        policy = {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "sqs:SendMessage",
                "Resource": arn,
            },
        }
        sqs.set_queue_attributes(
            QueueUrl=self.queue, Attributes={"Policy": json.dumps(policy)}
        )
        sns.subscribe(
            TopicArn=self.topic,
            Protocol="sqs",
            Endpoint=arn,
            Attributes={"RawMessageDelivery": "true"},
        )
        world.served.client("iam").put_role_policy(
            RoleName=world.role.rpartition("/")[2],
            PolicyName="more",
            PolicyDocument=json.dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": {
                        "Effect": "Allow",
                        "Action": ["s3:GetObject", "s3:PutObject", "sns:Publish"],
                        "Resource": "*",
                    },
                }
            ),
        )

    def deploy(self, count=1, most=4, **changes):
        spec = AsyncSpec(
            output_url=f"s3://{self.bucket}/out",
            failure_url=f"s3://{self.bucket}/failed",
            success_topic_arn=self.topic,
            error_topic_arn=self.topic,
            max_concurrent=most,
        )
        return self.world.deploy(
            self.world.variant(instance_count=count), asynchronous=spec, **changes
        )

    def send(self, endpoint, body=b"some text", **arguments):
        key = f"in/{uuid.uuid4().hex}"
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=body)
        return self.world.served.client("sagemaker-runtime").invoke_endpoint_async(
            EndpointName=endpoint,
            InputLocation=f"s3://{self.bucket}/{key}",
            ContentType="text/plain",
            **arguments,
        )

    def read(self, url):
        key = url.removeprefix(f"s3://{self.bucket}/")
        found = self.s3.list_objects_v2(Bucket=self.bucket, Prefix=key)
        if not found["KeyCount"]:
            return None
        return self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()

    def notice(self):
        sqs = self.world.served.client("sqs")

        def received():
            found = sqs.receive_message(QueueUrl=self.queue).get("Messages")
            return json.loads(found[0]["Body"]) if found else None

        return wait_until(received)


def test_the_answer_comes_to_s3_and_the_topic_is_told(later):
    endpoint = later.deploy()

    accepted = later.send(endpoint, InferenceId="mine")

    assert accepted["ResponseMetadata"]["HTTPStatusCode"] == 202
    assert accepted["InferenceId"] == "mine"
    assert wait_until(lambda: later.read(accepted["OutputLocation"])) == b"SOME TEXT"
    notice = later.notice()
    assert notice["invocationStatus"] == "Completed"
    assert notice["inferenceId"] == "mine"
    assert notice["responseParameters"]["outputLocation"] == accepted["OutputLocation"]
    assert not later.world.metric(
        "Invocations", EndpointName=endpoint, VariantName="AllTraffic"
    )


def test_a_container_s_error_is_a_failure(later):
    accepted = later.send(later.deploy(), b'{"status": 400}')

    failure = wait_until(lambda: later.read(accepted["FailureLocation"]))

    assert b"Received client error (400) from primary" in failure
    assert later.read(accepted["OutputLocation"]) is None
    assert later.notice()["invocationStatus"] == "Failed"


def test_without_an_instance_requests_wait(later):
    endpoint = later.deploy(count=0)

    accepted = later.send(endpoint)

    sizes = later.world.metric("ApproximateBacklogSize", EndpointName=endpoint)
    alone = later.world.metric("HasBacklogWithoutCapacity", EndpointName=endpoint)
    assert sum(sizes) >= 1
    assert sum(alone) >= 1
    assert later.read(accepted["OutputLocation"]) is None
    later.deploy(count=1, name=endpoint)
    assert wait_until(lambda: later.read(accepted["OutputLocation"]), 10)


def test_an_input_that_the_role_may_not_read_is_a_failure(later):
    iam = later.world.served.client("iam")
    role = later.world.role.rpartition("/")[2]
    endpoint = later.deploy()
    document = iam.get_role_policy(RoleName=role, PolicyName="more")["PolicyDocument"]
    document["Statement"]["Action"] = ["s3:PutObject"]
    iam.put_role_policy(
        RoleName=role, PolicyName="more", PolicyDocument=json.dumps(document)
    )

    accepted = later.send(endpoint)

    failure = wait_until(lambda: later.read(accepted["FailureLocation"]))
    assert b"AccessDenied" in failure


def test_each_kind_of_endpoint_takes_only_its_own_calls(later):
    asynchronous, other = later.deploy(), later.world.deploy()
    runtime = later.world.served.client("sagemaker-runtime")

    assert later.world.refused(asynchronous)["Error"]["Code"] == "ValidationError"
    for endpoint in (other, "ghost"):
        with pytest.raises(runtime.exceptions.ValidationError):
            later.send(endpoint)


def test_no_more_at_once_than_the_instances_take(later):
    endpoint = later.deploy(most=1)
    accepted = [later.send(endpoint, b'{"sleep": 0.4}') for _ in range(3)]

    told = [
        json.loads(wait_until(lambda url=each["OutputLocation"]: later.read(url), 15))
        for each in accepted
    ]

    told.sort(key=lambda each: each["began"])
    for before, after in itertools.pairwise(told):
        assert before["ended"] <= after["began"]
