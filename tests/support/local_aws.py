"""A throw-away local AWS for tests."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from local_aws.process import down, up
from local_aws.settings import Launcher
from local_aws.state import LocalAws
from tests.support.privileges import flow_that_begins, keep

GATEWAY_ROLE = "tests-gateway-logs"


@contextmanager
def running_local_aws(
    tmp_path: Path, *, launcher: Launcher = "process"
) -> Iterator[LocalAws]:
    """Start one on a free port with its state in a folder, and stop it."""
    state_dir = tmp_path / "local_aws"
    flow = flow_that_begins()
    try:
        local = up(state_dir, launcher=launcher)
        yield local
        keep(local, flow)
    finally:
        down(state_dir)


def let_the_gateway_log(client: Callable[[str], Any]) -> None:
    """Set what envs/registry sets once for an account.

    Args:
        client: Makes a client of a service.

    """
    iam = client("iam")
    role = iam.create_role(
        RoleName=GATEWAY_ROLE,
        AssumeRolePolicyDocument=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": "sts:AssumeRole",
                        "Principal": {"Service": "apigateway.amazonaws.com"},
                    }
                ],
            }
        ),
    )["Role"]
    iam.attach_role_policy(
        RoleName=GATEWAY_ROLE,
        PolicyArn="arn:aws:iam::aws:policy/service-role/"
        "AmazonAPIGatewayPushToCloudWatchLogs",
    )
    client("apigateway").update_account(
        patchOperations=[
            {"op": "replace", "path": "/cloudwatchRoleArn", "value": role["Arn"]}
        ]
    )
