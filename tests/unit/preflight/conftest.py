"""An account on moto, in this process."""

import boto3
import pytest
from moto import mock_aws

from local_aws import patches
from preflight.aws.clients import make_clients

REGION = "eu-west-1"


@pytest.fixture(scope="module")
def clients():
    """One account for all: what a test makes there has a name of its own."""
    patches.apply()
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        patch.delenv("AWS_PROFILE", raising=False)
        yield make_clients(boto3.Session(), REGION)
