"""What AWS Backup refuses, and in which words."""

from collections.abc import Mapping
from typing import Any

from local_aws.errors import AwsError

# "Backups that are transitioned to cold storage must be stored in cold storage for
# a minimum of 90 days."
_COLD_DAYS = 90


def invalid(text: str) -> AwsError:
    """Return the error of a value that is none."""
    return AwsError(text, code="InvalidParameterValueException")


def missing(text: str) -> AwsError:
    """Return the error of something that is not there."""
    return AwsError(text, code="ResourceNotFoundException")


def check_lifecycle(lifecycle: Mapping[str, Any]) -> None:
    """Refuse a lifecycle that cannot be.

    Raises:
        AwsError: It keeps nothing, or what is cold for less than 90 days.

    """
    cold = lifecycle.get("MoveToColdStorageAfterDays")
    delete = lifecycle.get("DeleteAfterDays")
    if any(days is not None and days < 1 for days in (cold, delete)):
        text = "A lifecycle counts days from 1."
        raise invalid(text)
    if cold is not None and delete is not None and delete < cold + _COLD_DAYS:
        text = (
            "DeleteAfterDays cannot be less than 90 days apart from "
            "MoveToColdStorageAfterDays"
        )
        raise invalid(text)
