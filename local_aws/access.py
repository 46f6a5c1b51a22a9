"""Who may call what: the account's policies, enforced on every call.

Credentials of roles are held to the role's policies, its boundary, and the
policies of the resources. Every other key is the account's administrator, who
is held to the resources' policies only, as the root user is.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from moto.sts.models import sts_backends

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.iam import linked_roles
from local_aws.iam.callers import (
    PARTITION,
    Caller,
    caller_of,
    find_role,
    role_session,
)
from local_aws.iam.need import Need
from local_aws.iam.needs import needs_of
from local_aws.iam.policies import Effect, Request, evaluate
from local_aws.iam.privileges import PRIVILEGES, outcome_of
from local_aws.regions.hook import lives_in
from local_aws.runtime.owner import RoleOwner

# Nobody can be kept from asking who he is.
_OPEN = frozenset({("sts", "GetCallerIdentity")})
# The root user always gets back into a bucket that a policy has closed.
_RESCUES = frozenset(
    {"s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"}
)
_SESSION_SECONDS = 3600


def authorize(call: Call) -> None:
    """Let the call pass, or refuse it as its service does.

    Raises:
        AwsError: The caller may not, or its session is not valid.
        UnsupportedConditionError: A policy has a condition that is not known.

    """
    caller = caller_of(call)
    if (call.service, call.operation) in _OPEN:
        return
    for need in needs_of(call):
        reason = _refusal(caller, need, _context(caller, call))
        if reason:
            raise _denied(caller, need, call, reason)
    linked_roles.remember(call)


def credentials_for_role(  # noqa: PLR0913, PLR0917 - as a service has them
    account_id: str,
    region: str,
    role_arn: str,
    session_name: str,
    service: str = "lambda.amazonaws.com",
    source_arn: str | None = None,
) -> dict[str, str]:
    """Return credentials that a service gets by assuming an execution role.

    Args:
        account_id: 12 digits.
        region: Where the function or the model is.
        role_arn: The execution role.
        session_name: The function's name, as Lambda has it.
        service: Who assumes it.
        source_arn: On whose behalf, where the service says so.

    Returns:
        The environment variables of a session of an hour.

    Raises:
        AwsError: The role does not exist, or does not trust the service.

    """
    check_trust(account_id, role_arn, service, source_arn)
    session = sts_backends[account_id][PARTITION].assume_role(
        region, session_name, role_arn, "", _SESSION_SECONDS, ""
    )
    lives_in(session.access_key_id, region)
    return {
        "AWS_ACCESS_KEY_ID": session.access_key_id,
        "AWS_SECRET_ACCESS_KEY": session.secret_access_key,
        "AWS_SESSION_TOKEN": session.session_token,
    }


def check_trust(
    account_id: str, role_arn: str, service: str, source_arn: str | None = None
) -> None:
    """Refuse a role that does not let the service assume it.

    Raises:
        AwsError: AccessDenied, for a role that does not exist as well.

    """
    role = find_role(account_id, role_arn)
    request = Request(
        action="sts:AssumeRole",
        context={
            "aws:SourceAccount": [account_id],
            **({"aws:SourceArn": [source_arn]} if source_arn else {}),
        },
        principals=frozenset({"*", service}),
        resource=role_arn,
    )
    trust = () if role is None else (role.assume_role_policy_document,)
    if evaluate(trust, request) is not Effect.ALLOW:
        text = f"{service} is not authorized to perform: sts:AssumeRole on {role_arn}"
        raise AwsError(text, code="AccessDenied", status=403)


def role_may(owner: RoleOwner, need: Need) -> bool:
    """Tell whether a service may do something for the holder of a role."""
    caller = role_session(owner.account_id, owner.role_arn, owner.name)
    return _refusal(caller, need, _of_caller(caller, owner.region)) is None


def _refusal(
    caller: Caller, need: Need, context: Mapping[str, Sequence[str]]
) -> str | None:
    """Return why AWS says no, in its words, or None if it says yes."""
    request = Request(
        action=need.action,
        context={**context, **need.context},
        principals=caller.principals,
        resource=need.resource,
    )
    by_identity = _identity_says(caller, request)
    direct = evaluate(need.resource_policies, request) is Effect.ALLOW
    reason = _reason(caller, need, request, by_identity, direct=direct)
    if caller.role_arn is not None and caller.policies is not None:
        outcome = outcome_of(by_identity, direct=direct, refused=reason is not None)
        PRIVILEGES.note(caller.role_arn, caller.policies, request, outcome)
    return reason


def _reason(
    caller: Caller, need: Need, request: Request, by_identity: Effect, *, direct: bool
) -> str | None:
    if _resource_says(need, request, caller.account_principals) is Effect.DENY:
        if caller.policies is None and need.action in _RESCUES:
            return None
        return "with an explicit deny in a resource-based policy"
    if by_identity is Effect.DENY:
        return "with an explicit deny in an identity-based policy"
    if need.owned_by_policy:
        delegated = _resource_says(need, request, caller.account_principals)
        if not direct and delegated is not Effect.ALLOW:
            return f"because no resource-based policy allows the {need.action} action"
    if direct or by_identity is Effect.ALLOW:
        return None
    return f"because no identity-based policy allows the {need.action} action"


def _identity_says(caller: Caller, request: Request) -> Effect:
    if caller.policies is None:
        return Effect.ALLOW
    says = evaluate(caller.policies, request)
    if caller.boundary is None:
        return says
    bound = evaluate([caller.boundary], request)
    # A resource's policy may allow what the boundary does not, and not what it refuses.
    if says is Effect.ALLOW or bound is Effect.DENY:
        return bound
    return says


def _resource_says(
    need: Need, request: Request, account_principals: frozenset[str]
) -> Effect:
    # A policy that names the account speaks of all who are in it: a Deny hits
    # them, an Allow leaves it to their own policies.
    wider = Request(
        action=request.action,
        context=request.context,
        principals=request.principals | account_principals,
        resource=request.resource,
    )
    return evaluate(need.resource_policies, wider)


def _context(caller: Caller, call: Call) -> dict[str, list[str]]:
    return {
        **_of_caller(caller, call.region),
        # The loopback interface leaves the machine as little as TLS leaves
        # its tunnel: a policy that asks for TLS is met by it.
        "aws:SecureTransport": ["true"],
        "aws:SourceIp": ["127.0.0.1"],
        "aws:UserAgent": [call.headers.get("user-agent", "")],
        "s3:TlsVersion": ["1.3"],
    }


def _of_caller(caller: Caller, region: str) -> dict[str, list[str]]:
    now = datetime.now(UTC)
    return {
        "aws:CurrentTime": [now.isoformat()],
        "aws:EpochTime": [str(int(now.timestamp()))],
        "aws:PrincipalAccount": [caller.account_id],
        "aws:PrincipalArn": [caller.role_arn or caller.arn],
        "aws:PrincipalIsAWSService": ["false"],
        "aws:PrincipalType": [caller.kind],
        "aws:RequestedRegion": [region],
        "aws:ResourceAccount": [caller.account_id],
        "aws:ViaAWSService": ["false"],
    }


def _denied(caller: Caller, need: Need, call: Call, reason: str) -> AwsError:
    text = (
        f"User: {caller.arn} is not authorized to perform: {need.action} "
        f"on resource: {need.resource} {reason}"
    )
    code = "AccessDeniedException" if "json" in call.protocol else "AccessDenied"
    if call.service == "sns":
        code = "AuthorizationError"
    status = 400 if code == "AccessDeniedException" and call.protocol == "json" else 403
    return AwsError(text, code=code, status=status)
