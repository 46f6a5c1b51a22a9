"""What a deployment may give to roles, and to itself: no more than it is to have."""

import json

import pytest
from botocore.exceptions import ClientError

from local_aws.demo.account import ACCOUNT_ID, REGION
from tests.e2e.pipeline.sessions import (
    ALL,
    DENIED,
    RUNS,
    answer,
    document,
    session,
)
from tests.support.pipeline_world import World

POLICY = f"arn:aws:iam::{ACCOUNT_ID}:policy/deploy"
WORKLOAD = f"{POLICY}/inferway-workload-staging"
TRUST = {
    "Effect": "Allow",
    "Principal": {"Service": "lambda.amazonaws.com"},
    "Action": "sts:AssumeRole",
}


def test_staging_makes_roles_within_the_boundary_of_workloads_alone(staging):
    iam = staging("iam")
    role = {
        "RoleName": "inferway-staging-guard",
        "AssumeRolePolicyDocument": document(TRUST),
    }

    for boundary in (
        {},
        {"PermissionsBoundary": f"{POLICY}/inferway-deployer-boundary"},
        {"PermissionsBoundary": f"{POLICY}/inferway-workload-production"},
        {"PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess"},
    ):
        assert answer(iam.create_role, **role, **boundary) in DENIED
    assert answer(iam.create_role, **role, PermissionsBoundary=WORKLOAD) == ""
    own = {"RoleName": role["RoleName"]}
    assert answer(iam.delete_role_permissions_boundary, **own) in DENIED
    assert answer(iam.delete_role, **own) == ""


@pytest.mark.parametrize("role", RUNS)
def test_no_role_widens_itself(world, role):
    iam, own = session(world, role)("iam"), {"RoleName": f"inferway-{role}"}
    policy = {"PolicyName": "x", "PolicyDocument": document(ALL)}

    for call, given in (
        (iam.put_role_policy, {**own, **policy}),
        (iam.attach_role_policy, {**own, "PolicyArn": WORKLOAD}),
        (iam.update_assume_role_policy, {**own, "PolicyDocument": document(TRUST)}),
        (iam.delete_role_permissions_boundary, own),
        (iam.put_role_permissions_boundary, {**own, "PermissionsBoundary": WORKLOAD}),
        (
            iam.create_policy_version,
            {"PolicyArn": WORKLOAD, "PolicyDocument": document(ALL)},
        ),
        (iam.create_user, {"UserName": "inferway-staging-x"}),
    ):
        assert answer(call, **given) in DENIED, call.__name__


@pytest.mark.parametrize(
    "role", ["deploy/inferway-apply-production", "inferway-production-prediction"]
)
def test_staging_passes_no_role_of_another(staging, role):
    registry = f"{ACCOUNT_ID}.dkr.ecr.{REGION}.amazonaws.com"

    # Not for want of a right to the image, or to the function.
    with pytest.raises(ClientError, match=r"AccessDeniedException.*iam:PassRole"):
        staging("lambda").create_function(
            FunctionName="inferway-staging-thief",
            PackageType="Image",
            Code={"ImageUri": f"{registry}/inferway/routing:1"},
            Role=f"arn:aws:iam::{ACCOUNT_ID}:role/{role}",
        )


def test_policies_fit_into_a_role(world: World):
    """IAM counts no white space, and takes 10,240 characters a role."""
    iam = world.client("iam")
    for role in RUNS:
        named = {"RoleName": f"inferway-{role}"}
        length = sum(
            len(json.dumps(policy["PolicyDocument"], separators=(",", ":")))
            for name in iam.list_role_policies(**named)["PolicyNames"]
            for policy in [iam.get_role_policy(**named, PolicyName=name)]
        )
        assert 0 < length <= 10_240, role
