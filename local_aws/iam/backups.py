"""What calls of AWS Backup need: vaults, recovery points, and roles passed on.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbackup.html
"""

from local_aws.calls import Call
from local_aws.iam.callers import PARTITION
from local_aws.iam.need import Need

_SERVICE = "backup.amazonaws.com"


def needs_of(call: Call) -> list[Need]:
    """Return what a call needs."""
    needs = [Need(action=f"backup:{call.operation}", resource=_resource(call))]
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
    if call.operation in ("ListTags", "TagResource", "UntagResource"):
        return str(params["ResourceArn"])
    return "*"
