"""What the role of a replication rule may do.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
"""

from dataclasses import dataclass
from typing import Any

from moto.s3.models import FakeBucket, FakeDeleteMarker

from local_aws.access import check_trust, role_may
from local_aws.errors import AwsError
from local_aws.iam.keys import find_key
from local_aws.iam.need import Need
from local_aws.replication.rules import Rule

_SERVICE = "s3.amazonaws.com"

# moto's versions: objects or delete markers.
_Version = Any


class RefusedError(Exception):
    """Something cannot be copied; the message says why."""


@dataclass(frozen=True, kw_only=True)
class _Owner:
    account_id: str
    region: str
    name: str
    role_arn: str


def check_role(
    source: FakeBucket, target: FakeBucket, rule: Rule, version: _Version
) -> None:
    """Refuse what the rule's role may not do.

    Raises:
        RefusedError: It may not.

    """
    marker = isinstance(version, FakeDeleteMarker)
    write = "s3:ReplicateDelete" if marker else "s3:ReplicateObject"
    needs = [_need(target, version, write)]
    if not marker:
        needs.append(_need(source, version, "s3:GetObjectVersionForReplication"))
        if version.kms_key_id:
            needs.append(_use(source, "kms:Decrypt", version.kms_key_id))
            needs.append(_use(target, "kms:Encrypt", rule.key or ""))
    owner = _Owner(
        account_id=source.account_id,
        region=str(source.region_name),
        name="s3-replication",
        role_arn=rule.role,
    )
    try:
        check_trust(source.account_id, rule.role, _SERVICE)
    except AwsError as error:
        raise RefusedError(error.message) from error
    refused = next((n for n in needs if not role_may(owner, n)), None)
    if refused is not None:
        message = f"{rule.role} may not {refused.action} on {refused.resource}"
        raise RefusedError(message)


def _need(bucket: FakeBucket, version: _Version, action: str) -> Need:
    return Need(
        action=action,
        resource=f"{bucket.arn}/{version.name}",
        resource_policies=(bucket.policy.decode(),) if bucket.policy else (),
    )


def _use(bucket: FakeBucket, action: str, key_name: str) -> Need:
    region = str(bucket.region_name)
    key = find_key(bucket.account_id, region, key_name)
    if key is None:
        message = f"there is no key {key_name} in {region}"
        raise RefusedError(message)
    return Need(
        action=action,
        context={
            "kms:EncryptionContext:aws:s3:arn": [bucket.arn],
            "kms:ViaService": [f"s3.{region}.amazonaws.com"],
        },
        owned_by_policy=True,
        resource=key.arn,
        resource_policies=(key.policy,),
    )
