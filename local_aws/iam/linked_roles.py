"""Roles that AWS makes for its services when they are first used, by who uses them.

Whoever does needs `iam:CreateServiceLinkedRole`, unless the role is there.
https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html
"""

from local_aws.calls import Call
from local_aws.iam.callers import PARTITION
from local_aws.iam.need import Need

# The service, and the name of its role, by what is first used.
_BACKUP = ("backup.amazonaws.com", "AWSServiceRoleForBackup")
_GATEWAY = ("ops.apigateway.amazonaws.com", "AWSServiceRoleForAPIGateway")
_REPLICATION = (
    "replication.dynamodb.amazonaws.com",
    "AWSServiceRoleForDynamoDBReplication",
)
_SCALING = {
    "lambda": (
        "lambda.application-autoscaling.amazonaws.com",
        "AWSServiceRoleForApplicationAutoScaling_LambdaConcurrency",
    ),
    "sagemaker": (
        "sagemaker.application-autoscaling.amazonaws.com",
        "AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint",
    ),
}

# What IAM would list: accounts, and the services that have their roles there. Here
# they are kept apart, for nobody takes them away again.
_MADE: set[tuple[str, str]] = set()


def needs_of(call: Call) -> list[Need]:
    """Return what a call needs that has AWS make a role."""
    role = _role(call)
    if role is None:
        return []
    service, name = role
    if (call.account_id, service) in _MADE:
        return []
    here = f"arn:{PARTITION}:iam::{call.account_id}:role/aws-service-role"
    return [
        Need(
            action="iam:CreateServiceLinkedRole",
            context={"iam:AWSServiceName": [service]},
            resource=f"{here}/{service}/{name}",
        )
    ]


def remember(call: Call) -> None:
    """Take note of a call that may be made: from then on its role is there."""
    role = _role(call)
    if role is not None:
        _MADE.add((call.account_id, role[0]))


def _role(call: Call) -> tuple[str, str] | None:
    match call.service, call.operation:
        case "apigateway", "CreateDomainName":
            return _GATEWAY
        case "application-autoscaling", "RegisterScalableTarget":
            return _SCALING.get(call.params.get("ServiceNamespace", ""))
        case "backup", "CreateBackupSelection":
            return _BACKUP
        case "dynamodb", "UpdateTable" if call.params.get("ReplicaUpdates"):
            return _REPLICATION
    return None
