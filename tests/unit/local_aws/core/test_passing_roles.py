"""Whoever gives a service a role needs iam:PassRole of it, to that service."""

import json

import pytest
from botocore.exceptions import ClientError

ACCOUNT = "111111111111"
HANDED_ON = f"arn:aws:iam::{ACCOUNT}:role/handed-on"
TARGET = {
    "Arn": f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:it",
    "RoleArn": HANDED_ON,
}
CALLS = {
    "events": ("put_targets", {"Rule": "it", "Targets": [{"Id": "1", **TARGET}]}),
    "lambda": (
        "create_function",
        {"FunctionName": "it", "Role": HANDED_ON, "Code": {"ImageUri": "it"}},
    ),
    "s3": (
        "put_bucket_replication",
        {
            "Bucket": "no-such-bucket",
            "ReplicationConfiguration": {
                "Role": HANDED_ON,
                "Rules": [
                    {
                        "Status": "Enabled",
                        "Destination": {"Bucket": "arn:aws:s3:::other"},
                    }
                ],
            },
        },
    ),
    "sagemaker": ("create_model", {"ModelName": "it", "ExecutionRoleArn": HANDED_ON}),
    "scheduler": (
        "create_schedule",
        {
            "Name": "it",
            "ScheduleExpression": "rate(1 hour)",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target": TARGET,
        },
    ),
    "stepfunctions": (
        "create_state_machine",
        {"name": "it", "definition": "{}", "roleArn": HANDED_ON},
    ),
}
SERVICES = {"stepfunctions": "states.amazonaws.com"}


def refusal(as_role, role, service, passed_to):
    """Return what is said to one who may do all of a service, and hand on roles."""
    may = [
        {
            "Effect": "Allow",
            "Action": f"{SERVICES.get(service, service).partition('.')[0]}:*",
            "Resource": "*",
        },
        {
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": HANDED_ON,
            "Condition": {"StringEquals": {"iam:PassedToService": passed_to}},
        },
    ]
    _, arn = role(may)
    operation, given = CALLS[service]
    with pytest.raises(ClientError) as error:
        getattr(as_role(service, arn), operation)(**given)
    return json.dumps(error.value.response["Error"])


@pytest.mark.parametrize("service", CALLS)
def test_a_role_is_handed_to_the_service_that_is_named(service, as_role, role):
    named = SERVICES.get(service, f"{service}.amazonaws.com")

    assert "iam:PassRole" in refusal(as_role, role, service, "ec2.amazonaws.com")
    # What is wrong with the call itself is said only then.
    assert "iam:PassRole" not in refusal(as_role, role, service, named)
