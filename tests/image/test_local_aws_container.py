"""The image as a function of the local AWS, under its own role."""

import io
import json

import boto3
import pytest
from botocore.config import Config

from local_aws import process
from local_aws.images import push_docker_image
from tests.support.corpus import BINARY_CORPUS, CORPUS, text_model
from tests.support.fronts import (
    Context,
    from_proxy,
    lambda_front,
    loaded,
    proxy_event,
)
from tests.support.packaged import Store

pytestmark = pytest.mark.docker

REGION = "eu-west-1"
FUNCTION = "image-test"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


def policy(bucket):
    """Allow what the function's code does, and no more."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "s3:GetObject",
                "Resource": f"arn:aws:s3:::{bucket}/live.json",
            },
            {
                "Effect": "Allow",
                "Action": "s3:GetObjectVersion",
                "Resource": f"arn:aws:s3:::{bucket}/models/*",
            },
        ],
    }


@pytest.fixture
def local(engine, tmp_path, monkeypatch):
    # The local AWS starts containers by the docker client's own variable.
    monkeypatch.setenv("DOCKER_HOST", engine.host)
    yield process.up(tmp_path, launcher="docker")
    process.down(tmp_path)


@pytest.fixture
def client(local):
    environment = local.environment(REGION)

    def make(service):
        return boto3.client(
            service,
            endpoint_url=local.url,
            region_name=REGION,
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
            config=Config(read_timeout=60, retries={"total_max_attempts": 1}),
        )

    return make


@pytest.fixture
def store(client):
    s3 = client("s3")
    s3.create_bucket(
        Bucket="image-test-models",
        CreateBucketConfiguration={"LocationConstraint": REGION},
    )
    s3.put_bucket_versioning(
        Bucket="image-test-models", VersioningConfiguration={"Status": "Enabled"}
    )
    return Store(s3, "image-test-models", "live.json")


@pytest.fixture
def invoke(local, client, engine, image, store):
    """Deploy the image, and return what calls it."""
    client("ecr").create_repository(repositoryName=FUNCTION)
    digest = push_docker_image(
        local,
        repository=FUNCTION,
        tag="test",
        image=image.tag,
        docker_host=engine.host,
        region=REGION,
    )
    iam = client("iam")
    role = iam.create_role(
        RoleName=FUNCTION, AssumeRolePolicyDocument=json.dumps(TRUST)
    )
    iam.put_role_policy(
        RoleName=FUNCTION,
        PolicyName="store",
        PolicyDocument=json.dumps(policy(store.bucket)),
    )
    account = local.account_id
    functions = client("lambda")
    functions.create_function(
        FunctionName=FUNCTION,
        PackageType="Image",
        Code={
            "ImageUri": f"{account}.dkr.ecr.{REGION}.amazonaws.com/{FUNCTION}@{digest}"
        },
        Role=role["Role"]["Arn"],
        MemorySize=512,
        Timeout=29,
        Environment={
            "Variables": {
                "MODEL_BUCKET": store.bucket,
                "MODEL_POINTER_KEY": store.pointer_key,
                "MODEL_REFRESH_SECONDS": "1",
                "LOG_LEVEL": "INFO",
                "METRICS_NAMESPACE": "Inferway",
                "SERVICE_NAME": FUNCTION,
            }
        },
    )

    def call(event):
        answer = functions.invoke(
            FunctionName=FUNCTION, Payload=io.BytesIO(json.dumps(event).encode())
        )
        assert "FunctionError" not in answer, answer["Payload"].read()
        return json.load(answer["Payload"])

    return call


def test_it_answers_as_the_front_does_in_process(invoke, store):
    model = text_model()
    store.promote(model)
    here = lambda_front(loaded(model))

    assert invoke({"body": ["good"]}) == {"statusCode": 200, "body": ["pos"]}
    for name, case in {**CORPUS, **BINARY_CORPUS}.items():
        event = proxy_event(case)
        expected = from_proxy(here(event, Context()))
        assert from_proxy(invoke(event)).comparable == expected.comparable, name
