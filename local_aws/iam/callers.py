"""Who signed a call: the account's administrator, or a session of a role."""

from dataclasses import dataclass
from datetime import datetime

from moto.core.utils import utcnow
from moto.iam.exceptions import NotFoundException
from moto.iam.models import ManagedPolicy, Role, iam_backends
from moto.sts.models import AssumedRole, sts_backends

from local_aws.calls import Call
from local_aws.errors import AwsError

PARTITION = "aws"


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who calls, as policies see it.

    Attributes:
        account_id: 12 digits.
        arn: Of the session, or of the account's root.
        boundary: The role's permissions boundary, if it has one.
        kind: The value of aws:PrincipalType.
        policies: The documents of the role; None for the administrator, who
            needs none.
        role_arn: Of the role behind the session.

    """

    account_id: str
    arn: str
    boundary: str | None = None
    kind: str
    policies: tuple[str, ...] | None = None
    role_arn: str | None = None

    @property
    def principals(self) -> frozenset[str]:
        """What a policy may call it, the account it is of left out."""
        return frozenset(n for n in ("*", self.arn, self.role_arn) if n)

    @property
    def account_principals(self) -> frozenset[str]:
        """What a policy may call its account."""
        return frozenset(
            [self.account_id, f"arn:{PARTITION}:iam::{self.account_id}:root"]
        )


def administrator(account_id: str) -> Caller:
    """Return the holder of the dummy keys: Terraform, or a person."""
    return Caller(
        account_id=account_id,
        arn=f"arn:{PARTITION}:iam::{account_id}:root",
        kind="Account",
    )


def caller_of(call: Call) -> Caller:
    """Return who signed the call.

    Keys of temporary credentials begin with ASIA and are known to STS; every
    other key is the administrator's.

    Raises:
        AwsError: The session is unknown, over, or has another token.

    """
    if not call.access_key.startswith("ASIA"):
        return administrator(call.account_id)
    session = _session(call)
    if utcnow() > _naive(session.expiration):
        code = "ExpiredToken" if call.protocol != "json" else "ExpiredTokenException"
        status = 400 if call.service == "s3" else 403
        text = "The security token included in the request is expired"
        raise AwsError(text, code=code, status=status)
    return role_session(call.account_id, session.role_arn, session.session_name)


def _session(call: Call) -> AssumedRole:
    sessions = sts_backends[call.account_id][PARTITION]
    session = sessions.get_assumed_role_from_access_key(call.access_key)
    if session is not None and session.session_token == call.session_token:
        return session
    if call.service == "s3":
        text = "The AWS Access Key Id you provided does not exist in our records."
        raise AwsError(text, code="InvalidAccessKeyId", status=403)
    json_code = "UnrecognizedClientException"
    code = json_code if "json" in call.protocol else "InvalidClientTokenId"
    text = "The security token included in the request is invalid."
    raise AwsError(text, code=code, status=403)


def role_session(account_id: str, role_arn: str, session_name: str) -> Caller:
    """Return a session of a role with the policies the role has now."""
    role_name = role_arn.rpartition("/")[2]
    arn = f"arn:{PARTITION}:sts::{account_id}:assumed-role/{role_name}/{session_name}"
    role = find_role(account_id, role_arn)
    return Caller(
        account_id=account_id,
        arn=arn,
        boundary=_boundary(account_id, role),
        kind="AssumedRole",
        policies=() if role is None else _documents(role),
        role_arn=role_arn,
    )


def find_role(account_id: str, role_arn: str) -> Role | None:
    """Return the role, or None where it does not exist."""
    try:
        return iam_backends[account_id][PARTITION].get_role_by_arn(role_arn)
    except NotFoundException:
        return None


def policies_by_role(account_id: str) -> dict[str, tuple[str, ...]]:
    """Return the policies of each role of the account, by the role's ARN."""
    roles = iam_backends[account_id][PARTITION].roles
    return {str(role.arn): _documents(role) for role in list(roles.values())}


def _documents(role: Role) -> tuple[str, ...]:
    managed = (_document(policy) for policy in role.managed_policies.values())
    return (*role.policies.values(), *managed)


def _boundary(account_id: str, role: Role | None) -> str | None:
    if role is None or not role.permissions_boundary_arn:
        return None
    policies = iam_backends[account_id][PARTITION]
    return _document(policies.get_policy(role.permissions_boundary_arn))


def _document(policy: ManagedPolicy) -> str:
    return next(v.document for v in policy.versions if v.is_default_version)


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)
