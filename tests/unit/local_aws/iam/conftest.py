"""moto's backends, empty; a key with its environment's tag."""

import boto3
import pytest
from moto import mock_aws

from local_aws.iam import linked_roles
from tests.unit.local_aws.iam.cases import REGION


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(linked_roles, "_MADE", set())
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        yield


@pytest.fixture
def kms():
    return boto3.client("kms", region_name=REGION)


@pytest.fixture
def key(kms):
    tags = [{"TagKey": "Environment", "TagValue": "staging"}]
    return kms.create_key(Tags=tags)["KeyMetadata"]["Arn"]
