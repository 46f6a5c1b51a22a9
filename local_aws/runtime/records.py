"""What Lambda sends about events that nobody waits for.

Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local_aws.runtime.config import FunctionConfig
from local_aws.runtime.invocation import Invocation, Outcome
from local_aws.runtime.roles import Roles

logger = logging.getLogger(__name__)

_ERROR_MESSAGE_LENGTH = 1024


@dataclass(frozen=True, kw_only=True)
class Attempted:
    """An event and what became of it.

    Attributes:
        config: Of the function.
        invocation: The event.
        attempts: How often it ran.
        outcome: Of the last run; None if there was none.

    """

    config: FunctionConfig
    invocation: Invocation
    attempts: int
    outcome: Outcome | None


def invocation_record(attempted: Attempted, condition: str) -> dict[str, Any]:
    """Return the record for a destination.

    Args:
        attempted: The event.
        condition: "Success", "RetriesExhausted" or "EventAgeExceeded".

    """
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    record: dict[str, Any] = {
        "version": "1.0",
        "timestamp": now.replace("+00:00", "Z"),
        "requestContext": {
            "requestId": attempted.invocation.request_id,
            "functionArn": attempted.config.version_arn,
            "condition": condition,
            "approximateInvokeCount": attempted.attempts,
        },
        "requestPayload": json.loads(attempted.invocation.payload),
    }
    outcome = attempted.outcome
    if outcome is not None:
        context: dict[str, Any] = {
            "statusCode": 200,
            "executedVersion": outcome.executed_version,
        }
        if outcome.failure is not None:
            context["functionError"] = "Unhandled"
        record["responseContext"] = context
        record["responsePayload"] = _json_or_text(outcome.payload)
    return record


def dead_letter_attributes(attempted: Attempted) -> dict[str, Any]:
    """Return the attributes of a message that carries a failed event."""
    answer = _json_or_text(attempted.outcome.payload) if attempted.outcome else None
    message = answer.get("errorMessage") if isinstance(answer, dict) else None
    return {
        "RequestID": {
            "DataType": "String",
            "StringValue": attempted.invocation.request_id,
        },
        "ErrorCode": {"DataType": "Number", "StringValue": "200"},
        "ErrorMessage": {
            "DataType": "String",
            # SQS refuses an empty value.
            "StringValue": str(message or "-")[:_ERROR_MESSAGE_LENGTH],
        },
    }


def send_to_queue(
    roles: Roles,
    config: FunctionConfig,
    queue_arn: str,
    body: str,
    attributes: Mapping[str, Any],
) -> None:
    """Send a message with the function's role.

    What cannot be delivered is logged; Lambda counts it and goes on.
    """
    _, _, service, region, account_id, name = queue_arn.split(":", 5)
    if service != "sqs" or region != config.region:
        logger.error(
            "%s: the local AWS sends records to SQS queues of the Region, not to %s",
            config.function_arn,
            queue_arn,
        )
        return
    try:
        client = roles.client(config, "sqs")
        # Not asked for: a role needs no more than to send.
        url = f"{client.meta.endpoint_url}/{account_id}/{name}"
        client.send_message(
            QueueUrl=url, MessageBody=body, MessageAttributes=attributes
        )
    except (BotoCoreError, ClientError) as error:
        logger.warning("%s: %s: %s", config.function_arn, queue_arn, error)


def _json_or_text(payload: bytes) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(payload)
    except ValueError:
        return payload.decode(errors="replace")
