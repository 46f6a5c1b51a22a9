"""What calls of AWS Backup need: vaults, recovery points, and roles passed on.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbackup.html
"""

from collections.abc import Callable, Mapping

from local_aws.calls import Call
from local_aws.iam.callers import PARTITION
from local_aws.iam.keys import find_key, need_through
from local_aws.iam.need import Need
from local_aws.iam.tags import of_resource

_SERVICE = "backup.amazonaws.com"
# Of whoever makes a vault, on the key that its backups are to be encrypted with.
# https://docs.aws.amazon.com/aws-backup/latest/devguide/access-control.html
_KEY_USE = (
    "kms:CreateGrant",
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:GenerateDataKey",
    "kms:RetireGrant",
)


class KeptTags:
    """The tags of vaults and plans, which only the local AWS Backup itself knows."""

    def __init__(self) -> None:
        """Know of none, until there is one that does."""
        self.look: Callable[[str, str], Mapping[str, str]] = lambda _, __: {}


KEPT_TAGS = KeptTags()
"""Of the process. Its `look` takes a Region and an ARN."""


def needs_of(call: Call) -> list[Need]:
    """Return what a call needs."""
    arn = _resource(call)
    tags = of_resource(KEPT_TAGS.look(call.region, arn))
    needs = [Need(action=f"backup:{call.operation}", context=tags, resource=arn)]
    if call.operation == "CreateBackupVault":
        needs.append(Need(action="backup-storage:MountCapsule", resource="*"))
        needs += _key_needs(call)
    selection = call.params.get("BackupSelection") or {}
    role = call.params.get("IamRoleArn") or selection.get("IamRoleArn")
    if role:
        context = {"iam:PassedToService": [_SERVICE]}
        needs.append(Need(action="iam:PassRole", context=context, resource=str(role)))
    return needs


def _resource(call: Call) -> str:
    params = call.params
    here = f"arn:{PARTITION}:backup:{call.region}:{call.account_id}"
    if params.get("RecoveryPointArn"):
        return str(params["RecoveryPointArn"])
    if params.get("BackupVaultName"):
        return f"{here}:backup-vault:{params['BackupVaultName']}"
    if params.get("BackupPlanId"):
        return f"{here}:backup-plan:{params['BackupPlanId']}"
    if call.operation == "CreateBackupPlan":
        # AWS gives a plan an id of its own.
        return f"{here}:backup-plan:*"
    if call.operation in ("ListTags", "TagResource", "UntagResource"):
        return str(params["ResourceArn"])
    return "*"


def _key_needs(call: Call) -> list[Need]:
    name = call.params.get("EncryptionKeyArn")
    key = find_key(call.account_id, call.region, name) if name else None
    if key is None:
        return []
    return [need_through("backup", action, key, {}) for action in _KEY_USE]
