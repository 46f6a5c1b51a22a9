"""Clients of AWS, and what becomes of their errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, overload

import botocore.session
import urllib3.exceptions
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from inferences.errors import UnavailableError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_stepfunctions import SFNClient

# Every call here takes milliseconds or is not answered: all tries of one, with their
# pauses, take less than half of the gateway's 29 s.
CLIENT_CONFIG = Config(
    connect_timeout=1,
    read_timeout=2,
    retries={"mode": "standard", "total_max_attempts": 3},
)

# What reading a body can raise beside botocore's own: its connection died.
_BROKEN = (BotoCoreError, ClientError, urllib3.exceptions.HTTPError, OSError)


@overload
def connect(service: Literal["dynamodb"], region: str) -> "DynamoDBClient": ...
@overload
def connect(service: Literal["s3"], region: str) -> "S3Client": ...
@overload
def connect(service: Literal["sqs"], region: str) -> "SQSClient": ...
@overload
def connect(service: Literal["stepfunctions"], region: str) -> "SFNClient": ...
def connect(service: str, region: str) -> Any:
    """Return a client with CLIENT_CONFIG and the function's own credentials."""
    # botocore alone: boto3 adds its own import and nothing that is used here.
    return _session().create_client(service, region_name=region, config=CLIENT_CONFIG)


@contextmanager
def reaching(service: str) -> Iterator[None]:
    """Turn whatever botocore raises into UnavailableError.

    Args:
        service: As people call it; the error names it.

    """
    try:
        yield
    except _BROKEN as error:
        message = f"{service} cannot be reached, or refuses: {error}"
        raise UnavailableError(message) from error


def error_code(error: ClientError) -> str:
    """Return the name of what a service answered."""
    return str(error.response.get("Error", {}).get("Code", ""))


@cache
def _session() -> botocore.session.Session:
    # One for all clients: each session would read botocore's data anew.
    return botocore.session.Session()
