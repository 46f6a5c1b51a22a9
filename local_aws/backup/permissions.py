"""What the role of a job may do.

https://docs.aws.amazon.com/aws-backup/latest/devguide/security-iam-awsmanpol.html
"""

from collections.abc import Iterable
from dataclasses import dataclass

from local_aws.access import check_trust, role_may
from local_aws.errors import AwsError
from local_aws.iam.keys import find_key
from local_aws.iam.need import Need

SERVICE = "backup.amazonaws.com"


class RefusedError(Exception):
    """A job cannot be done; the message says why."""


@dataclass(frozen=True, kw_only=True)
class _Owner:
    account_id: str
    region: str
    name: str
    role_arn: str


def check_role(account_id: str, region: str, role_arn: str, *needs: Need) -> None:
    """Refuse what a role may not do for AWS Backup.

    Raises:
        RefusedError: It may not, or AWS Backup may not take it.

    """
    owner = _Owner(
        account_id=account_id, region=region, name="AWSBackup", role_arn=role_arn
    )
    try:
        check_trust(account_id, role_arn, SERVICE)
    except AwsError as error:
        raise RefusedError(error.message) from error
    refused = next((need for need in needs if not role_may(owner, need)), None)
    if refused is not None:
        message = (
            f"Access Denied: {role_arn} is not authorized to perform: "
            f"{refused.action} on resource: {refused.resource}"
        )
        raise RefusedError(message)


def uses_of_table(table_arn: str, *actions: str) -> Iterable[Need]:
    """Yield what is done with a table."""
    for action in actions:
        yield Need(action=f"dynamodb:{action}", resource=table_arn)


def uses_of_key(
    account_id: str, key_arn: str, *actions: str, via: str | None = None
) -> Iterable[Need]:
    """Yield what is done with a key, through a service where one is named.

    Raises:
        RefusedError: The key is not there, or cannot be used.

    """
    key = find_key(account_id, key_arn.split(":")[3], key_arn)
    if key is None or key.key_state != "Enabled":
        message = f"The key {key_arn} is not there, or not enabled."
        raise RefusedError(message)
    context = {"kms:GrantIsForAWSResource": ["true"]}
    if via:
        context["kms:ViaService"] = [f"{via}.{key.region}.amazonaws.com"]
    for action in actions:
        yield Need(
            action=f"kms:{action}",
            context=context,
            owned_by_policy=True,
            resource=key.arn,
            resource_policies=(key.policy,),
        )
