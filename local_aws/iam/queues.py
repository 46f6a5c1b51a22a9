"""What calls of SQS and SNS need, with the keys that encrypt their messages.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
"""

from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.iam.callers import PARTITION
from local_aws.iam.keys import find_key, need_through
from local_aws.iam.need import Need

_SQS_KEY_USE = {
    "ReceiveMessage": ("kms:Decrypt",),
    "SendMessage": ("kms:GenerateDataKey", "kms:Decrypt"),
    "SendMessageBatch": ("kms:GenerateDataKey", "kms:Decrypt"),
}
_SNS_KEY_USE = {
    "Publish": ("kms:GenerateDataKey", "kms:Decrypt"),
    "PublishBatch": ("kms:GenerateDataKey", "kms:Decrypt"),
}
# Of a topic's ARN; in a subscription's its own id stands behind them.
_TOPIC_PARTS = 6
# One permission stands for a call and for its batch.
_BATCH = "Batch"


def needs_of_sqs(call: Call) -> list[Need]:
    """Return what a call of SQS needs.

    Raises:
        AwsError: The key of the queue does not exist.

    """
    url = call.params.get("QueueUrl", "")
    name = url.rpartition("/")[2] or call.params.get("QueueName", "")
    arn = f"arn:{PARTITION}:sqs:{call.region}:{call.account_id}:{name or '*'}"
    queue = sqs_backends[call.account_id][call.region].queues.get(name)
    policy = queue.policy if queue is not None else None
    key = getattr(queue, "kms_master_key_id", None)
    uses = _SQS_KEY_USE.get(call.operation, ())
    return _needs(call, arn, policy, key, uses)


def needs_of_sns(call: Call) -> list[Need]:
    """Return what a call of SNS needs.

    Raises:
        AwsError: The key of the topic does not exist.

    """
    arn = _topic(call)
    topic = sns_backends[call.account_id][call.region].topics.get(arn)
    policy = topic.policy if topic is not None else None
    key = topic.kms_master_key_id if topic is not None else None
    return _needs(call, arn, policy, key, _SNS_KEY_USE.get(call.operation, ()))


def _topic(call: Call) -> str:
    params = call.params
    subscription = params.get("SubscriptionArn")
    if subscription:
        # AWS's list names no resource for calls on subscriptions. Its refusals name
        # the topic.
        return ":".join(str(subscription).split(":")[:_TOPIC_PARTS])
    if call.operation == "CreateTopic":
        here = f"arn:{PARTITION}:sns:{call.region}:{call.account_id}"
        return f"{here}:{params['Name']}"
    names = ("TopicArn", "TargetArn", "ResourceArn")
    return next((str(params[name]) for name in names if params.get(name)), "*")


def _needs(
    call: Call, arn: str, policy: object, key_name: str | None, uses: tuple[str, ...]
) -> list[Need]:
    name = call.operation.removesuffix(_BATCH)
    need = Need(
        action=f"{call.service}:{name}",
        resource=arn,
        resource_policies=(policy,) if isinstance(policy, str) and policy else (),
    )
    # The services' own keys are open to the account.
    if not uses or not key_name or key_name.startswith("alias/aws/"):
        return [need]
    key = find_key(call.account_id, call.region, key_name)
    if key is None:
        # Accepted when it was set; found out when it is used.
        code = "KMS.NotFoundException" if call.service == "sqs" else "KMSNotFound"
        text = f"Key {key_name} does not exist"
        raise AwsError(text, code=code)
    return [need, *(need_through(call.service, use, key, {}) for use in uses)]
