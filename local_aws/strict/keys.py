"""KMS: key policies that would lock everyone out.

https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
"""

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.iam.callers import caller_of
from local_aws.iam.policies import Effect, Request, evaluate
from local_aws.strict.refusals import Refusals


def _lockout(call: Call) -> None:
    """Refuse a policy under which its author could not change it again."""
    policy = call.params.get("Policy")
    if not policy or call.params.get("BypassPolicyLockoutSafetyCheck"):
        return
    caller = caller_of(call)
    request = Request(
        action="kms:PutKeyPolicy",
        context={"kms:CallerAccount": [call.account_id]},
        principals=caller.principals | caller.account_principals,
        resource="*",
    )
    if evaluate([policy], request) is not Effect.ALLOW:
        text = (
            "The new key policy will not allow you to update the key policy in the "
            "future."
        )
        raise AwsError(text, code="MalformedPolicyDocumentException")


REFUSALS: Refusals = {"CreateKey": (_lockout,), "PutKeyPolicy": (_lockout,)}
