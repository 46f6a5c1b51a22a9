"""Transform jobs tell EventBridge of each state."""

import json

import pytest

from tests.support.served import wait_until
from tests.unit.local_aws.events.conftest import unique
from tests.unit.local_aws.events.test_rules import let_in


@pytest.fixture
def rule(world):
    """Make a rule of transform jobs' events to a queue; gives its URL."""
    events = world.client("events")
    name = unique("jobs")
    pattern = {
        "source": ["aws.sagemaker"],
        "detail-type": ["SageMaker Transform Job State Change"],
        "detail": {"TransformJobName": [{"prefix": "events-job-"}]},
    }
    arn = events.put_rule(Name=name, EventPattern=json.dumps(pattern))["RuleArn"]
    url, queue_arn = world.queue()
    let_in(world, url, queue_arn, arn)
    events.put_targets(Rule=name, Targets=[{"Id": "one", "Arn": queue_arn}])
    yield url
    events.remove_targets(Rule=name, Ids=["one"])
    events.delete_rule(Name=name)


@pytest.fixture
def job(world):
    """Start a job that finds nothing to read; gives its name."""
    name = unique("job")
    role = world.role("s3:*", "ecr:*", "logs:*", service="sagemaker.amazonaws.com")
    registry = f"{world.account}.dkr.ecr.eu-west-1.amazonaws.com"
    sagemaker, s3 = world.client("sagemaker"), world.client("s3")
    s3.create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    sagemaker.create_model(
        ModelName=name,
        ExecutionRoleArn=role,
        PrimaryContainer={
            "Image": f"{registry}/{world.served.repository}@{world.image}"
        },
    )
    sagemaker.create_transform_job(
        TransformJobName=name,
        ModelName=name,
        TransformInput={
            "DataSource": {
                "S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{name}/in"}
            }
        },
        TransformOutput={"S3OutputPath": f"s3://{name}/out"},
        TransformResources={"InstanceType": "ml.m5.large", "InstanceCount": 1},
        Tags=[{"Key": "team", "Value": "blue"}],
    )
    return name


def test_each_state_is_told(world, rule, job):
    found = []

    def ended():
        found.extend(json.loads(body) for body in world.receive(rule, delete=True))
        return len(found) > 1

    wait_until(ended)

    assert [each["detail"]["TransformJobStatus"] for each in found] == [
        "InProgress",
        "Failed",
    ]
    last = found[-1]
    assert last["account"] == world.account
    assert last["resources"] == [last["detail"]["TransformJobArn"]]
    assert last["detail"]["TransformJobName"] == job
    assert last["detail"]["ModelName"] == job
    assert last["detail"]["Tags"] == {"team": "blue"}
    assert "No S3 objects found" in last["detail"]["FailureReason"]
    assert isinstance(last["detail"]["CreationTime"], int)
