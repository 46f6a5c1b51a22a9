"""IAM: a role that trusts a provider whom everybody shares must ask whose token it is.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
"""

import json
from collections.abc import Mapping
from typing import Any

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.iam.conditions import texts
from local_aws.iam.web_identity import GITHUB
from local_aws.strict.refusals import Refusals

_PROVIDER = f":oidc-provider/{GITHUB}"
_CONTROL = f"{GITHUB}:sub"


def _shared_provider(call: Call) -> None:
    text = call.params.get("AssumeRolePolicyDocument") or call.params["PolicyDocument"]
    try:
        policy = json.loads(text)
    except ValueError:
        # moto says so.
        return
    statements = policy.get("Statement", [])
    for statement in statements if isinstance(statements, list) else [statements]:
        if statement.get("Effect") == "Allow" and _trusts(statement):
            asked = {
                k.lower() for c in statement.get("Condition", {}).values() for k in c
            }
            if _CONTROL not in asked:
                # (text: our own)
                message = f"The trust policy must evaluate {_CONTROL}."
                raise AwsError(message, code="MalformedPolicyDocument")


def _trusts(statement: Mapping[str, Any]) -> bool:
    principal = statement.get("Principal")
    federated = principal.get("Federated", []) if isinstance(principal, dict) else []
    return any(arn.endswith(_PROVIDER) for arn in texts(federated))


REFUSALS: Refusals = {
    "CreateRole": (_shared_provider,),
    "UpdateAssumeRolePolicy": (_shared_provider,),
}
