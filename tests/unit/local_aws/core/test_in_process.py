"""Our patches and `mock_aws` in one process."""

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from local_aws import patches


def test_a_refusal_is_an_answer(monkeypatch):
    patches.apply()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)

    with mock_aws(), pytest.raises(ClientError) as refused:
        boto3.client("sagemaker", "eu-west-1").describe_transform_job(
            TransformJobName="core-none"
        )

    assert refused.value.response["Error"]["Code"] == "ValidationException"
    assert "Could not find" in refused.value.response["Error"]["Message"]
