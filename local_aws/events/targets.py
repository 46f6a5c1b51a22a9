"""Targets, called as EventBridge calls them: by AWS's API."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local_aws.events.delivery import DeliveryError

Attributes = Mapping[str, str]
Clients = Callable[[str], Any]
"""Makes a client of a service; raises DeliveryError where it may not act."""


def deliver(
    clients: Clients, arn: str, payload: str, attributes: Attributes | None = None
) -> None:
    """Give a target its input.

    Args:
        clients: Makes clients of services, who act for whoever delivers.
        arn: Of a function, with or without its qualifier, or of a queue.
        payload: JSON, or any text for a queue.
        attributes: Of the message, for a queue.

    Raises:
        DeliveryError: It was not taken.

    """
    service = arn.split(":")[2]
    try:
        if service == "lambda":
            _invoke(clients("lambda"), arn, payload)
        else:
            _send(clients("sqs"), arn, payload, attributes or {})
    except ClientError as error:
        found = error.response["Error"]
        raise DeliveryError(found["Message"], code=found["Code"]) from error
    except BotoCoreError as error:
        raise DeliveryError(str(error), code="InternalFailure") from error


def _invoke(client: Any, arn: str, payload: str) -> None:  # noqa: ANN401 - boto3 makes them as it goes
    parts = arn.split(":")
    name = ":".join(parts[:7])
    qualifier = {"Qualifier": parts[7]} if len(parts) > 7 else {}  # noqa: PLR2004 - an ARN of a function has seven
    answer = client.invoke(
        FunctionName=name,
        InvocationType="Event",
        Payload=payload.encode(),
        **qualifier,
    )
    assert answer["StatusCode"] == HTTPStatus.ACCEPTED  # noqa: S101 - botocore raises otherwise


def _send(client: Any, arn: str, payload: str, attributes: Attributes) -> None:  # noqa: ANN401 - boto3 makes them as it goes
    _, _, _, _, account_id, name = arn.split(":", 5)
    # As it is made up; nobody is asked, which would take another permission.
    url = f"{client.meta.endpoint_url}/{account_id}/{name}"
    client.send_message(
        QueueUrl=url,
        MessageBody=payload,
        MessageAttributes={
            key: {"DataType": "String", "StringValue": value}
            for key, value in attributes.items()
            if value
        },
    )
