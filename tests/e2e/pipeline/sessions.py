"""Sessions of the roles of deployments, as runs of workflows have them."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import boto3
from botocore.exceptions import ClientError

from local_aws.demo.account import ACCOUNT_ID, REGION
from tests.support.github_tokens import IMMUTABLE, claims, token
from tests.support.pipeline_world import World

Clients = Callable[..., Any]
"""Makes a client of a service, in a Region."""

DEPLOYED = f"arn:aws:iam::{ACCOUNT_ID}:role/deploy"
DENIED = {"AccessDenied", "AccessDeniedException", "AuthorizationError", "403"}
ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
# Whose each role is, by what the token says of the run.
RUNS = {
    "apply-production": "environment:production",
    "apply-staging": "environment:staging",
    "drill-production": "environment:production-drill",
    "images": "environment:images",
    "plan": "pull_request",
    "propose-production": "environment:production-plan",
}


def session(world: World, role: str) -> Clients:
    """Return what makes clients of a role's session."""
    given = world.client("sts").assume_role_with_web_identity(
        RoleArn=f"{DEPLOYED}/inferway-{role}",
        RoleSessionName="GitHubActions",
        WebIdentityToken=token(claims(f"{IMMUTABLE}:{RUNS[role]}")),
    )
    return clients(world, given["Credentials"])


def clients(world: World, keys: Mapping[str, str]) -> Clients:
    """Return what makes clients with the keys of a session."""

    def client(service: str, region: str = REGION) -> Any:
        return boto3.client(
            service,
            endpoint_url=world.local.url,
            region_name=region,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
        )

    return client


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [*statements]})


def answer(call: Callable[..., Any], **arguments: Any) -> str:
    """Return the code of what a call is refused with, "" for none."""
    try:
        call(**arguments)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""
