"""Whose tokens the roles of modules/github_oidc take, and what these may do."""

import json
import time

import boto3
import pytest
from botocore.exceptions import ClientError
from pytest_terraform import terraform

from tests.support.github_tokens import IMMUTABLE, OLD, claims, token
from tests.terraform.plans import changes

PRODUCTION = "environment:production"
FOREIGN = {"repository": "octo-fork/models", "repository_id": "43"}

# name: role, claims of the token, whether the role takes it.
TOKENS = {
    "old form": ("apply-production", claims(f"{OLD}:{PRODUCTION}"), True),
    "immutable form": ("apply-production", claims(f"{IMMUTABLE}:{PRODUCTION}"), True),
    "staging, old": ("apply-staging", claims(f"{OLD}:environment:staging"), True),
    "staging, immutable": (
        "apply-staging",
        claims(f"{IMMUTABLE}:environment:staging"),
        True,
    ),
    "images": ("images", claims(f"{IMMUTABLE}:environment:images"), True),
    "a pull request plans": ("plan", claims(f"{OLD}:pull_request"), True),
    "a new pull request plans": ("plan", claims(f"{IMMUTABLE}:pull_request"), True),
    "main plans": ("plan", claims(f"{OLD}:ref:refs/heads/main"), True),
    "one of several audiences": (
        "apply-production",
        claims(f"{OLD}:{PRODUCTION}", aud=["sts.amazonaws.com"]),
        True,
    ),
    "named: by its name": (
        "named-apply",
        claims(f"{OLD}:{PRODUCTION}", repository_id=None),
        True,
    ),
    "named: a look from any branch": (
        "named-look",
        claims(f"{OLD}:ref:refs/heads/feature"),
        True,
    ),
    "immutable: by its numbers": (
        "immutable-apply",
        claims(f"{IMMUTABLE}:{PRODUCTION}"),
        True,
    ),
    "immutable: by its name": (
        "immutable-apply",
        claims(f"{OLD}:{PRODUCTION}"),
        False,
    ),
    "named: by its numbers": (
        "named-apply",
        claims(f"{IMMUTABLE}:{PRODUCTION}"),
        False,
    ),
    "staging's token for production": (
        "apply-production",
        claims(f"{OLD}:environment:staging"),
        False,
    ),
    "production's token for staging": (
        "apply-staging",
        claims(f"{IMMUTABLE}:{PRODUCTION}"),
        False,
    ),
    "an environment that begins alike": (
        "apply-production",
        claims(f"{OLD}:{PRODUCTION}-plan"),
        False,
    ),
    "an environment in capitals": (
        "apply-production",
        claims(f"{OLD}:environment:Production"),
        False,
    ),
    "main without an environment": (
        "apply-production",
        claims(f"{OLD}:ref:refs/heads/main"),
        False,
    ),
    "a tag": ("plan", claims(f"{OLD}:ref:refs/tags/main"), False),
    "another branch": ("plan", claims(f"{OLD}:ref:refs/heads/feature"), False),
    "a pull request applies": (
        "apply-staging",
        claims(f"{OLD}:pull_request"),
        False,
    ),
    "a fork": (
        "apply-production",
        claims(f"repo:octo-fork/models:{PRODUCTION}", **FOREIGN),
        False,
    ),
    "a pull request in a fork": (
        "plan",
        claims("repo:octo-fork/models:pull_request", **FOREIGN),
        False,
    ),
    "another repository of the name, old form": (
        "apply-production",
        claims(f"{OLD}:{PRODUCTION}", repository_id="99"),
        False,
    ),
    "another repository of the name, immutable form": (
        "apply-production",
        claims(f"repo:octo-org@8/models@99:{PRODUCTION}", repository_id="99"),
        False,
    ),
    "the repository's number is not said": (
        "apply-production",
        claims(f"{OLD}:{PRODUCTION}", repository_id=None),
        False,
    ),
    "another repository of the owner": (
        "apply-production",
        claims(f"repo:octo-org/models-2:{PRODUCTION}"),
        False,
    ),
    "an owner that ends alike": (
        "apply-production",
        claims(f"repo:not-octo-org/models:{PRODUCTION}"),
        False,
    ),
    "a subject of the run's own making": (
        "apply-production",
        claims(f"repository_owner:octo-org:{OLD}:{PRODUCTION}"),
        False,
    ),
    "a wildcard for a subject": ("apply-production", claims(f"{OLD}:*"), False),
    "named: a look from another repository": (
        "named-look",
        claims("repo:octo-org/models-2:ref:refs/heads/main"),
        False,
    ),
    "a role that there is not": (
        "nobody",
        claims(f"{OLD}:{PRODUCTION}"),
        False,
    ),
}

# name: what is wrong before any policy is asked, and STS's word for it.
BROKEN = {
    "another audience": (
        claims(f"{OLD}:{PRODUCTION}", aud="https://github.com/octo-org"),
        "InvalidIdentityToken",
    ),
    "another issuer": (
        claims(f"{OLD}:{PRODUCTION}", iss="https://gitlab.com"),
        "InvalidIdentityToken",
    ),
    "an issuer without TLS": (
        claims(f"{OLD}:{PRODUCTION}", iss="http://token.actions.githubusercontent.com"),
        "InvalidIdentityToken",
    ),
    "over": (
        claims(f"{OLD}:{PRODUCTION}", exp=int(time.time()) - 1),
        "ExpiredToken",
    ),
    "no subject": (claims("", sub=None), "InvalidIdentityToken"),
    "no end": (
        claims(f"{OLD}:{PRODUCTION}", exp=None),
        "InvalidIdentityToken",
    ),
    "a list": (["sub"], "InvalidIdentityToken"),
    "no token": ("secret", "InvalidIdentityToken"),
}


@pytest.fixture
def roles(github_oidc):
    return github_oidc.outputs["role_arns"]["value"]


@pytest.fixture
def deployer(roles):
    """Return clients with a session of the role that applies staging."""
    keys = assume(roles["apply-staging"], token(claims(f"{OLD}:environment:staging")))[
        "Credentials"
    ]
    return lambda service: boto3.client(
        service,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


@pytest.fixture
def boundaries(github_oidc):
    return github_oidc.outputs["workload_boundary_arns"]["value"]


def assume(role_arn, web_identity, **more):
    return boto3.client("sts").assume_role_with_web_identity(
        RoleArn=role_arn,
        RoleSessionName="deploy",
        WebIdentityToken=web_identity,
        **more,
    )


def refused(call, **arguments):
    with pytest.raises(ClientError) as error:
        call(**arguments)
    return error.value.response["Error"]["Code"]


@terraform("github_oidc", scope="module", replay=False)
def test_a_second_plan_is_empty(github_oidc):
    assert changes(github_oidc) == ""


@pytest.mark.parametrize(
    ("role", "content", "taken"), TOKENS.values(), ids=list(TOKENS)
)
def test_exactly_the_listed_subjects_have_the_role(roles, role, content, taken):
    arn = roles.get(role, roles["plan"].replace("octo-plan", "octo-nobody"))

    if taken:
        session = assume(arn, token(content))
        assert arn.rpartition("/")[2] in session["AssumedRoleUser"]["Arn"]
    else:
        code = refused(assume, role_arn=arn, web_identity=token(content))
        assert code == "AccessDenied"


@pytest.mark.parametrize(("broken", "code"), BROKEN.values(), ids=list(BROKEN))
def test_what_is_no_good_token_is_refused_before(roles, broken, code):
    # A token has its times when it is made, and this is late in a long run.
    sent = broken if isinstance(broken, str) else token(broken)

    assert code in refused(
        assume, role_arn=roles["apply-production"], web_identity=sent
    )


def test_a_session_lasts_an_hour_at_most(roles):
    role, good = roles["apply-production"], token(claims(f"{OLD}:{PRODUCTION}"))

    assert (
        refused(assume, role_arn=role, web_identity=good, DurationSeconds=3601)
        == "ValidationError"
    )
    assert assume(role, good, DurationSeconds=3600)["Credentials"]["SessionToken"]


TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "lambda.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)
ALL = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
    }
)


@pytest.mark.parametrize("asked", ["aud", "repository_id", None])
def test_nobody_trusts_github_without_asking_for_the_subject(github_oidc, asked):
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": github_oidc.outputs["provider_arn"]["value"]},
        "Action": "sts:AssumeRoleWithWebIdentity",
    }
    if asked:
        key = f"token.actions.githubusercontent.com:{asked}"
        statement["Condition"] = {"StringEquals": {key: "sts.amazonaws.com"}}

    code = refused(
        boto3.client("iam").create_role,
        RoleName="octo-everybody",
        AssumeRolePolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [statement]}
        ),
    )

    assert code == "MalformedPolicyDocument"


def test_a_workload_gets_a_role_within_its_boundary(deployer, boundaries):
    iam, name = deployer("iam"), "octo-staging-function"
    boundary = boundaries["staging"]
    wanted = {"RoleName": name, "AssumeRolePolicyDocument": TRUST}

    assert refused(iam.create_role, **wanted) == "AccessDenied"
    iam.create_role(**wanted, PermissionsBoundary=boundary)
    iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=ALL)
    assert (
        refused(iam.delete_role_permissions_boundary, RoleName=name) == "AccessDenied"
    )
    for other in (
        boundary.replace("octo-workload-staging", "octo-deployer-boundary"),
        boundaries["production"],
    ):
        code = refused(
            iam.put_role_permissions_boundary, RoleName=name, PermissionsBoundary=other
        )
        assert code == "AccessDenied"
    iam.delete_role_policy(RoleName=name, PolicyName="own")
    iam.delete_role(RoleName=name)


def test_a_role_without_the_boundary_gets_no_policy(deployer):
    administrator = boto3.client("iam")
    administrator.create_role(
        RoleName="octo-staging-older", AssumeRolePolicyDocument=TRUST
    )

    code = refused(
        deployer("iam").put_role_policy,
        RoleName="octo-staging-older",
        PolicyName="own",
        PolicyDocument=ALL,
    )

    administrator.delete_role(RoleName="octo-staging-older")
    assert code == "AccessDenied"


def test_a_deployer_cannot_widen_itself(deployer, github_oidc, boundaries):
    iam, boundary = deployer("iam"), boundaries["staging"]
    new = {"RoleName": "octo-staging-x", "AssumeRolePolicyDocument": TRUST}
    own = {"RoleName": "octo-apply-staging"}
    provider = {
        "OpenIDConnectProviderArn": github_oidc.outputs["provider_arn"]["value"]
    }
    held = github_oidc.outputs["boundary_arn"]["value"]
    attempts = [
        (iam.update_assume_role_policy, {**own, "PolicyDocument": TRUST}),
        (iam.put_role_policy, {**own, "PolicyName": "x", "PolicyDocument": ALL}),
        (iam.delete_role_permissions_boundary, own),
        (
            iam.put_role_permissions_boundary,
            {**own, "PermissionsBoundary": boundary},
        ),
        (iam.update_role, {**own, "MaxSessionDuration": 43200}),
        (iam.create_policy_version, {"PolicyArn": held, "PolicyDocument": ALL}),
        (iam.create_policy_version, {"PolicyArn": boundary, "PolicyDocument": ALL}),
        (iam.delete_policy, {"PolicyArn": boundary}),
        (iam.create_role, {**new, "PermissionsBoundary": boundaries["production"]}),
        (
            iam.add_client_id_to_open_id_connect_provider,
            {**provider, "ClientID": "anybody"},
        ),
        (iam.delete_open_id_connect_provider, provider),
        (
            iam.create_open_id_connect_provider,
            {"Url": "https://gitlab.com", "ClientIDList": ["sts.amazonaws.com"]},
        ),
        (iam.create_user, {"UserName": "octo-staging-back-door"}),
        (iam.create_access_key, {"UserName": "octo-staging-back-door"}),
        (
            iam.create_role,
            {**new, "Path": "/deploy/", "PermissionsBoundary": boundary},
        ),
        (
            iam.create_role,
            {**new, "RoleName": "somebody-else", "PermissionsBoundary": boundary},
        ),
    ]

    assert [
        (call.__name__, refused(call, **arguments)) for call, arguments in attempts
    ] == [(call.__name__, "AccessDenied") for call, _ in attempts]


def test_a_deployer_hands_no_other_role_on(deployer, roles):
    image = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/x@sha256:0"

    # Not for want of a right to the image, or to the function.
    with pytest.raises(ClientError, match=r"AccessDeniedException.*iam:PassRole"):
        deployer("lambda").create_function(
            FunctionName="octo-staging-thief",
            Role=roles["apply-production"],
            PackageType="Image",
            Code={"ImageUri": image},
        )
