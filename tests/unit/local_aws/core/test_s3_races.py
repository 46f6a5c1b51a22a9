"""Conditional writes that come at the same instant."""

import time
from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.s3.models import S3Backend

from local_aws import patches


@pytest.fixture
def s3(monkeypatch):
    """Serve S3 in process, slow between looking for an object and writing it."""
    patches.apply()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    write = S3Backend.put_object

    def write_late(self, *args, **options):
        time.sleep(0.1)
        return write(self, *args, **options)

    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="bucket")
        client.put_object(Bucket="bucket", Key="live.json", Body=b"0")
        monkeypatch.setattr(S3Backend, "put_object", write_late)
        yield client


@pytest.mark.parametrize("condition", ["IfMatch", "IfNoneMatch"])
def test_one_of_two_writers_wins(s3, condition):
    etag = s3.head_object(Bucket="bucket", Key="live.json")["ETag"]
    wanted = {
        "IfMatch": {"Key": "live.json", "IfMatch": etag},
        "IfNoneMatch": {"Key": "new.json", "IfNoneMatch": "*"},
    }[condition]

    def write(body):
        try:
            s3.put_object(Bucket="bucket", Body=body, **wanted)
        except ClientError as error:
            return error.response["Error"]["Code"]
        return "written"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(write, [b"1", b"2"])) == [
            "PreconditionFailed",
            "written",
        ]
