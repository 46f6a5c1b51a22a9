"""One local AWS for the tests of its core; each test names its own things."""

import itertools
import json

import boto3
import pytest

from tests.support.images import manifest
from tests.support.local_aws import running_local_aws

ACCOUNT = "111111111111"
REGION = "eu-west-1"

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def local(tmp_path_factory):
    with running_local_aws(tmp_path_factory.mktemp("core")) as running:
        yield running


@pytest.fixture
def client(local):
    """Make clients: of the administrator, or with a role's credentials."""

    def make(service, *, region=REGION, **settings):
        administrator = {
            "aws_access_key_id": "administrator",
            "aws_secret_access_key": "administrator",
        }
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=local.url,
            **{**administrator, **settings},
        )

    return make


@pytest.fixture
def unique():
    """Make names that no other test uses."""
    return lambda prefix: f"{prefix}-{next(_numbers)}"


@pytest.fixture
def role(client, unique):
    """Make roles; gives the name and the ARN."""
    iam = client("iam")

    def make(policy=None, *, service="lambda.amazonaws.com"):
        name = unique("role")
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": service, "AWS": "*"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
        made = iam.create_role(
            RoleName=name, AssumeRolePolicyDocument=json.dumps(trust)
        )
        if policy is not None:
            put_policy(iam, name, policy)
        return name, made["Role"]["Arn"]

    return make


def put_policy(iam, role_name, statements):
    document = {"Version": "2012-10-17", "Statement": statements}
    iam.put_role_policy(
        RoleName=role_name, PolicyName="own", PolicyDocument=json.dumps(document)
    )


@pytest.fixture
def as_role(client):
    """Make a client with a session of a role."""

    def make(service, role_arn):
        session = client("sts").assume_role(
            RoleArn=role_arn, RoleSessionName="function"
        )["Credentials"]
        return client(
            service,
            aws_access_key_id=session["AccessKeyId"],
            aws_secret_access_key=session["SecretAccessKey"],
            aws_session_token=session["SessionToken"],
        )

    return make


@pytest.fixture
def bucket(client, unique):
    s3 = client("s3")
    name = unique("bucket")
    s3.create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return name


@pytest.fixture
def image(client, unique):
    """Push an image; gives its repository's name and URI, and its digest."""
    ecr = client("ecr")
    name = unique("inferway/image")
    repository = ecr.create_repository(repositoryName=name)["repository"]
    pushed = ecr.put_image(
        repositoryName=name, imageManifest=manifest(name), imageTag="one"
    )
    digest = pushed["image"]["imageId"]["imageDigest"]
    return {"name": name, "uri": repository["repositoryUri"], "digest": digest}


@pytest.fixture
def function(client, image, role, unique):
    """Make functions from the image."""

    def make(**settings):
        _, role_arn = role()
        name = unique("function")
        wanted = {
            "FunctionName": name,
            "Role": role_arn,
            "PackageType": "Image",
            "Code": {"ImageUri": f"{image['uri']}@{image['digest']}"},
            **settings,
        }
        client("lambda").create_function(**wanted)
        return name

    return make
