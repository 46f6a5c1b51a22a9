"""CloudWatch Logs: keys that it may not use.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
"""

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.iam.callers import PARTITION
from local_aws.iam.keys import find_key
from local_aws.iam.policies import Effect, Request, evaluate
from local_aws.strict.refusals import Refusals

_NEEDED = ("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey")


def _unusable_key(call: Call) -> None:
    """Refuse a key whose policy does not let the Region's Logs use it."""
    name = call.params.get("kmsKeyId")
    if not name:
        return
    if not name.startswith("arn:"):
        text = "The specified KMS Key Id could not be found."
        raise AwsError(text, code="InvalidParameterException")
    group = (
        f"arn:{PARTITION}:logs:{call.region}:{call.account_id}"
        f":log-group:{call.params.get('logGroupName')}"
    )
    key = find_key(call.account_id, call.region, name)
    requests = [
        Request(
            action=action,
            context={
                "aws:SourceAccount": [call.account_id],
                "aws:SourceArn": [group],
                "kms:EncryptionContext:aws:logs:arn": [group],
            },
            principals=frozenset({"*", f"logs.{call.region}.amazonaws.com"}),
            resource=name,
        )
        for action in _NEEDED
    ]
    if key is None or any(
        evaluate([key.policy], request) is not Effect.ALLOW for request in requests
    ):
        text = (
            "The specified KMS key does not exist or is not allowed to be used with "
            f"Arn '{group}'"
        )
        raise AwsError(text, code="AccessDeniedException")


REFUSALS: Refusals = {
    "AssociateKmsKey": (_unusable_key,),
    "CreateLogGroup": (_unusable_key,),
}
