"""What calls of IAM need: roles, policies and providers by their ARNs.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""

from collections.abc import Sequence

from moto.iam.exceptions import NotFoundException
from moto.iam.models import Role, iam_backends

from local_aws.calls import Call
from local_aws.iam.callers import PARTITION
from local_aws.iam.need import Need

# What policies may ask of the boundary that a role has, or is to have.
_BOUNDED = frozenset(
    {
        "AttachRolePolicy",
        "CreateRole",
        "DeleteRolePermissionsBoundary",
        "DeleteRolePolicy",
        "DetachRolePolicy",
        "PutRolePermissionsBoundary",
        "PutRolePolicy",
    }
)
_BOUNDARY = "PermissionsBoundary"
# Calls on a role that name a policy beside it are on the role.
_ARNS = ("OpenIDConnectProviderArn", "PolicyArn")


def needs_of(call: Call) -> list[Need]:
    """Return what a call needs: its action on the resource that it is about."""
    context: dict[str, Sequence[str]] = {}
    role = _role(call)
    if call.operation in _BOUNDED:
        # Without one there is no such key: a condition on it is not met.
        has = None if role is None else role.permissions_boundary_arn
        boundary = call.params.get(_BOUNDARY) or has
        context |= {f"iam:{_BOUNDARY}": [boundary]} if boundary else {}
    if call.operation == "CreateServiceLinkedRole":
        context["iam:AWSServiceName"] = [call.params["AWSServiceName"]]
    if call.params.get("RoleName") and call.params.get("PolicyArn"):
        context["iam:PolicyARN"] = [call.params["PolicyArn"]]
    return [
        Need(
            action=f"iam:{call.operation}",
            context=context,
            resource=_resource(call, role),
        )
    ]


def _resource(call: Call, role: Role | None) -> str:
    here = f"arn:{PARTITION}:iam::{call.account_id}"
    params = call.params
    if call.operation == "CreateServiceLinkedRole":
        return f"{here}:role/aws-service-role/{params['AWSServiceName']}/*"
    if params.get("RoleName"):
        name = f"{params.get('Path') or '/'}{params['RoleName']}"
        return f"{here}:role{name}" if role is None else str(role.arn)
    if params.get("PolicyName") and call.operation == "CreatePolicy":
        return f"{here}:policy{params.get('Path') or '/'}{params['PolicyName']}"
    if params.get("Url"):
        return f"{here}:oidc-provider/{params['Url'].removeprefix('https://')}"
    if params.get("UserName"):
        return f"{here}:user/{params['UserName']}"
    return next((str(params[name]) for name in _ARNS if params.get(name)), "*")


def _role(call: Call) -> Role | None:
    if not call.params.get("RoleName") or call.operation == "CreateRole":
        return None
    try:
        return iam_backends[call.account_id][PARTITION].get_role(
            call.params["RoleName"]
        )
    except NotFoundException:
        return None
