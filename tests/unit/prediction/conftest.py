"""Models in memory, and an S3 in process with versions."""

import boto3
import pytest
from moto import mock_aws

from tests.support.corpus import array_model, frame_model, text_model
from tests.support.fronts import Told, loaded
from tests.support.packaged import Store


@pytest.fixture(scope="session")
def text():
    return loaded(text_model())


@pytest.fixture(scope="session")
def array():
    return loaded(array_model())


@pytest.fixture(scope="session")
def frame():
    return loaded(frame_model())


@pytest.fixture
def told():
    return Told()


@pytest.fixture
def aws(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    # An S3 of a server elsewhere would not be the one in process.
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield


@pytest.fixture
def store(aws):
    s3 = boto3.client("s3", region_name="eu-west-1")
    s3.create_bucket(
        Bucket="models", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    s3.put_bucket_versioning(
        Bucket="models", VersioningConfiguration={"Status": "Enabled"}
    )
    return Store(s3, "models", "live.json")
