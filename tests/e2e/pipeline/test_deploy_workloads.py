"""What a role may reach that staging makes, with every right that it can give: its own.

Whoever deploys staging says what its roles' policies are; their boundary is a person's.
"""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from local_aws.demo.account import ACCOUNT_ID, REGION
from tests.e2e.pipeline.sessions import (
    ALL,
    DENIED,
    Clients,
    answer,
    clients,
    document,
)
from tests.support.pipeline_world import World

HERE = f"{REGION}:{ACCOUNT_ID}"
BOUNDARY = f"arn:aws:iam::{ACCOUNT_ID}:policy/deploy/inferway-workload-staging"
TRUST = {
    "Effect": "Allow",
    "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"},
    "Action": "sts:AssumeRole",
}


@pytest.fixture
def workload(world: World, staging: Clients) -> Iterator[Clients]:
    """Make clients of a role that may do everything, made by who applies staging."""
    iam, own = staging("iam"), {"RoleName": f"inferway-staging-{uuid.uuid4().hex[:8]}"}
    role = iam.create_role(
        **own,
        AssumeRolePolicyDocument=document(TRUST),
        PermissionsBoundary=BOUNDARY,
    )["Role"]
    everything = {**own, "PolicyName": "everything"}
    iam.put_role_policy(**everything, PolicyDocument=document(ALL))
    session = {"RoleArn": role["Arn"], "RoleSessionName": "workload"}
    yield clients(world, world.client("sts").assume_role(**session)["Credentials"])
    iam.delete_role_policy(**everything)
    iam.delete_role(**own)


# service, operation, arguments: on something that has this environment's name. What
# staging has is there, and must be as it was afterwards.
USED: list[tuple[str, str, Callable[[str], dict[str, Any]]]] = [
    (
        "dynamodb",
        "get_item",
        lambda p: {"TableName": f"{p}-inferences", "Key": {"id": {"S": "x"}}},
    ),
    ("dynamodb", "scan", lambda p: {"TableName": f"{p}-inferences"}),
    ("lambda", "invoke", lambda p: {"FunctionName": f"{p}-prediction"}),
    (
        "logs",
        "get_log_events",
        lambda p: {"logGroupName": f"/aws/lambda/{p}-x", "logStreamName": "x"},
    ),
    (
        "s3",
        "get_object",
        lambda p: {"Bucket": f"{p}-models-{ACCOUNT_ID}-{REGION}", "Key": "live.json"},
    ),
    (
        "s3",
        "put_object",
        lambda p: {"Bucket": f"{p}-models-{ACCOUNT_ID}-{REGION}", "Key": "guard"},
    ),
    (
        "sagemaker-runtime",
        "invoke_endpoint",
        lambda p: {"EndpointName": f"{p}-steady", "Body": b"[]"},
    ),
    (
        "sns",
        "publish",
        lambda p: {"TopicArn": f"arn:aws:sns:{HERE}:{p}-alerts", "Message": "x"},
    ),
    (
        "sqs",
        "receive_message",
        lambda p: {"QueueUrl": f"https://sqs/{ACCOUNT_ID}/{p}-x"},
    ),
    ("ssm", "get_parameter", lambda p: {"Name": f"/inferway/{p}/stopped"}),
    (
        "stepfunctions",
        "start_execution",
        lambda p: {"stateMachineArn": f"arn:aws:states:{HERE}:stateMachine:{p}-x"},
    ),
]


@pytest.mark.parametrize(
    ("service", "operation", "given"),
    USED,
    ids=[f"{service}-{name}" for service, name, _ in USED],
)
def test_a_role_of_staging_uses_nothing_of_production(
    workload, service, operation, given
):
    call = getattr(workload(service), operation)

    # What is not there is not found, and nobody is told that it may not.
    assert answer(call, **given("inferway-staging")) not in DENIED
    assert answer(call, **given("inferway-production")) in DENIED


def test_nor_a_key_of_production_or_of_the_account(workload, key):
    kms = workload("kms")
    codes = {
        environment: answer(kms.encrypt, KeyId=key(environment), Plaintext=b"x")
        for environment in ("staging", "production", "registry")
    }

    assert codes["staging"] == ""
    assert {codes["production"], codes["registry"]} <= DENIED


@pytest.mark.parametrize("environment", ["production", "staging"])
def test_a_role_that_is_there_has_its_environments_boundary(released, environment):
    iam = released.client("iam")
    roles = [
        iam.get_role(RoleName=role["RoleName"])["Role"]
        for page in iam.get_paginator("list_roles").paginate()
        for role in page["Roles"]
        if role["RoleName"].startswith(f"inferway-{environment}-")
    ]

    assert len(roles) > 5
    assert {
        role["PermissionsBoundary"]["PermissionsBoundaryArn"].rpartition("/")[2]
        for role in roles
    } == {f"inferway-workload-{environment}"}
