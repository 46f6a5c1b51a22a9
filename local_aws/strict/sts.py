"""STS: nobody has a role whose trust policy does not let him.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
"""

from datetime import UTC, datetime
from http import HTTPStatus

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.iam.callers import find_role
from local_aws.iam.policies import Effect, Request, evaluate
from local_aws.iam.web_identity import (
    check_time,
    context_of,
    find_provider,
    read_token,
)
from local_aws.strict.constraints import check_constraints
from local_aws.strict.refusals import Refusals

_WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity"
_DEFAULT_SECONDS = 3600


def _web_identity(call: Call) -> None:
    claims = read_token(call.params["WebIdentityToken"])
    check_time(claims, datetime.now(UTC))
    provider = find_provider(call.account_id, claims)
    role = find_role(call.account_id, call.params["RoleArn"])
    request = Request(
        action=_WEB_IDENTITY,
        context={
            **context_of(claims, provider),
            "sts:RoleSessionName": [call.params["RoleSessionName"]],
        },
        principals=frozenset({"*", provider.arn}),
        resource=call.params["RoleArn"],
    )
    trust = () if role is None else (role.assume_role_policy_document,)
    if evaluate(trust, request) is not Effect.ALLOW:
        # Whether the role exists is not said.
        text = f"Not authorized to perform {_WEB_IDENTITY}"
        raise AwsError(text, code="AccessDenied", status=HTTPStatus.FORBIDDEN)


def _duration(call: Call) -> None:
    role = find_role(call.account_id, call.params["RoleArn"])
    seconds = call.params.get("DurationSeconds") or _DEFAULT_SECONDS
    if role is not None and seconds > int(
        role.max_session_duration or _DEFAULT_SECONDS
    ):
        text = (
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this "
            "role."
        )
        raise AwsError(text, code="ValidationError")


REFUSALS: Refusals = {
    "AssumeRole": (check_constraints, _duration),
    "AssumeRoleWithWebIdentity": (check_constraints, _web_identity, _duration),
}
