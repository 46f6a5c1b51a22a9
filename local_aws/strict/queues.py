"""SQS: queues and messages that it does not take.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-quotas.html
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from moto.sqs.models import sqs_backends

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.strict.refusals import Refusals

_BOUNDS = {
    "DelaySeconds": (0, 900),
    "KmsDataKeyReusePeriodSeconds": (60, 86_400),
    "MaximumMessageSize": (1024, 1_048_576),
    "MessageRetentionPeriod": (60, 1_209_600),
    "ReceiveMessageWaitTimeSeconds": (0, 20),
    "VisibilityTimeout": (0, 43_200),
}
_OF_CALLS = {
    "DelaySeconds": (0, 900),
    "MaxNumberOfMessages": (1, 10),
    "VisibilityTimeout": (0, 43_200),
    "WaitTimeSeconds": (0, 20),
}
_RECEIVES = (1, 1000)
_MOST_ENTRIES = 10
_MOST_ATTRIBUTES = 10
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
_NOT_TEXT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _invalid(text: str, code: str = "InvalidParameterValue") -> AwsError:
    return AwsError(text, code=code)


def _attributes(call: Call) -> None:
    """Refuse attributes that are out of their bounds."""
    given: Mapping[str, str] = call.params.get("Attributes") or {}
    for name, (low, high) in _BOUNDS.items():
        value = given.get(name)
        if value is None:
            continue
        if not re.fullmatch(r"\d{1,9}", str(value)) or not low <= int(value) <= high:
            text = f"Invalid value for the parameter {name}."
            raise _invalid(text, "InvalidAttributeValue")


def _redrive(call: Call) -> None:
    """Refuse dead letters to a queue that is not there, or not of this place."""
    given = (call.params.get("Attributes") or {}).get("RedrivePolicy")
    if not given:
        return
    try:
        policy = json.loads(given)
        receives = int(policy["maxReceiveCount"])
        target = policy["deadLetterTargetArn"].split(":")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        text = f"Value {given} for parameter RedrivePolicy is invalid."
        raise _invalid(text) from error
    low, high = _RECEIVES
    if not low <= receives <= high:
        text = (
            f"Value {given} for parameter RedrivePolicy is invalid. Reason: Invalid "
            f"value for maxReceiveCount: {receives}, valid values are from {low} to "
            f"{high} both inclusive."
        )
        raise _invalid(text)
    queues = sqs_backends[call.account_id][call.region].queues
    here = target[3:5] == [call.region, call.account_id]
    if not here or target[-1] not in queues:
        text = (
            f"Value {given} for parameter RedrivePolicy is invalid. Reason: Dead "
            "letter target does not exist."
        )
        raise _invalid(text)


def _numbers(call: Call) -> None:
    for each in [call.params, *(call.params.get("Entries") or ())]:
        for name, (low, high) in _OF_CALLS.items():
            value = each.get(name)
            if value is not None and not low <= int(value) <= high:
                text = (
                    f"Value {value} for parameter {name} is invalid. Reason: Must be "
                    f"between {low} and {high}, if provided."
                )
                raise _invalid(text)


def _bodies(call: Call) -> None:
    """Refuse messages that are empty, no text, or too large, by their bytes."""
    queue = sqs_backends[call.account_id][call.region].queues.get(
        str(call.params.get("QueueUrl", "")).rpartition("/")[2]
    )
    most = _BOUNDS["MaximumMessageSize"][1]
    limit = most if queue is None else int(queue.maximum_message_size)  # type: ignore[attr-defined]
    sizes = []
    for message in call.params.get("Entries") or [call.params]:
        body = message.get("MessageBody") or ""
        attributes = message.get("MessageAttributes") or {}
        if not body:
            text = "The request must contain the parameter MessageBody."
            raise _invalid(text, "MissingParameter")
        if _NOT_TEXT.search(body):
            text = "Invalid characters found. Valid unicode characters are #x9 | #xA..."
            raise _invalid(text, "InvalidMessageContents")
        if len(attributes) > _MOST_ATTRIBUTES:
            text = f"Number of message attributes [{len(attributes)}] exceeds the limit"
            raise _invalid(text)
        size = len(body.encode()) + _size_of(attributes)
        if size > limit:
            text = (
                "One or more parameters are invalid. Reason: Message must be shorter "
                f"than {limit} bytes."
            )
            raise _invalid(text)
        sizes.append(size)
    if sum(sizes) > most:
        text = f"Batch requests cannot be longer than {most} bytes."
        raise _invalid(text, "AWS.SimpleQueueService.BatchRequestTooLong")


def _size_of(attributes: Mapping[str, Any]) -> int:
    """Return the bytes of names, types and values."""
    return sum(
        len(name.encode())
        + len(str(value.get("DataType", "")).encode())
        + len(str(value.get("StringValue") or "").encode())
        + len(value.get("BinaryValue") or b"")
        for name, value in attributes.items()
    )


def _batch(call: Call) -> None:
    entries = call.params.get("Entries") or ()
    start = "AWS.SimpleQueueService"
    if not entries:
        text = "There should be at least one entry in the request."
        raise _invalid(text, f"{start}.EmptyBatchRequest")
    if len(entries) > _MOST_ENTRIES:
        text = (
            f"Maximum number of entries per request are {_MOST_ENTRIES}. You have sent "
            f"{len(entries)}."
        )
        raise _invalid(text, f"{start}.TooManyEntriesInBatchRequest")
    names = [entry["Id"] for entry in entries]
    if len(set(names)) != len(names):
        text = "Two or more batch entries in the request have the same Id."
        raise _invalid(text, f"{start}.BatchEntryIdsNotDistinct")


REFUSALS: Refusals = {
    "ChangeMessageVisibility": (_numbers,),
    "ChangeMessageVisibilityBatch": (_batch, _numbers),
    "CreateQueue": (_attributes, _redrive),
    "DeleteMessageBatch": (_batch,),
    "ReceiveMessage": (_numbers,),
    "SendMessage": (_numbers, _bodies),
    "SendMessageBatch": (_batch, _numbers, _bodies),
    "SetQueueAttributes": (_attributes, _redrive),
}
