"""The fakes in memory and the real adapters on an AWS in process, side by side."""

import boto3
import pytest
from moto import mock_aws

from inferences.dynamo_records import DynamoRecords
from inferences.s3_documents import S3Documents
from tests.support.inferences import MemoryDocuments, MemoryRecords
from tests.unit.inferences.names import BUCKET, NOW, REGION, TABLE


@pytest.fixture
def credentials(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")


@pytest.fixture
def aws(credentials, monkeypatch):
    monkeypatch.setenv("AWS_REGION", REGION)
    # A service of a server elsewhere would not be the one in process.
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield


@pytest.fixture
def dynamodb(aws):
    client = boto3.client("dynamodb", region_name=REGION)
    client.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "unfinished", "AttributeType": "S"},
            {"AttributeName": "attendBy", "AttributeType": "N"},
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "unfinished-index",
                "KeySchema": [
                    {"AttributeName": "unfinished", "KeyType": "HASH"},
                    {"AttributeName": "attendBy", "KeyType": "RANGE"},
                ],
                "Projection": {
                    "ProjectionType": "INCLUDE",
                    "NonKeyAttributes": ["homeRegion", "run", "window"],
                },
            }
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    return client


@pytest.fixture
def s3(aws):
    client = boto3.client("s3", region_name=REGION)
    client.create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    return client


@pytest.fixture(params=["memory", "dynamodb"])
def records(request):
    if request.param == "memory":
        return MemoryRecords()
    client = request.getfixturevalue("dynamodb")
    return DynamoRecords(client, TABLE, clock=lambda: NOW)


@pytest.fixture(params=["memory", "s3"])
def documents(request):
    if request.param == "memory":
        return MemoryDocuments()
    return S3Documents(request.getfixturevalue("s3"), BUCKET)
