"""Credentials that the Lambda data plane gets for a function's role."""

import json

import boto3
import pytest
from moto import mock_aws

from local_aws.access import credentials_for_role
from local_aws.errors import AwsError

ACCOUNT = "123456789012"


@pytest.fixture
def iam(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        yield boto3.client("iam", region_name="eu-west-1")


def make_role(iam, principal, **condition):
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    trust = {"Version": "2012-10-17", "Statement": [{**statement, **condition}]}
    return iam.create_role(
        RoleName="function", AssumeRolePolicyDocument=json.dumps(trust)
    )["Role"]["Arn"]


def test_the_session_is_the_function_s(iam):
    arn = make_role(iam, {"Service": "lambda.amazonaws.com"})

    given = credentials_for_role(ACCOUNT, "eu-west-1", arn, "predict")

    who = boto3.client(
        "sts",
        region_name="eu-west-1",
        aws_access_key_id=given["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=given["AWS_SECRET_ACCESS_KEY"],
        aws_session_token=given["AWS_SESSION_TOKEN"],
    ).get_caller_identity()
    assert who["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/function/predict"


@pytest.mark.parametrize(
    "principal",
    [{"Service": "ec2.amazonaws.com"}, {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}],
)
def test_the_role_must_trust_lambda(iam, principal):
    arn = make_role(iam, principal)

    with pytest.raises(AwsError, match="is not authorized to perform"):
        credentials_for_role(ACCOUNT, "eu-west-1", arn, "predict")


def test_trust_may_name_the_account(iam):
    condition = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    arn = make_role(iam, {"Service": "lambda.amazonaws.com"}, Condition=condition)

    assert credentials_for_role(ACCOUNT, "eu-west-1", arn, "predict")


def test_a_role_that_does_not_exist_gives_none(iam):
    with pytest.raises(AwsError, match="not authorized"):
        credentials_for_role(
            ACCOUNT, "eu-west-1", f"arn:aws:iam::{ACCOUNT}:role/ghost", "predict"
        )
