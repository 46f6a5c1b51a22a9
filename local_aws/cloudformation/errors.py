"""The errors of CloudFormation's API, and those within a stack."""

from local_aws.errors import AwsError


class ResourceError(Exception):
    """A resource could not be made, changed or deleted; the message says why."""


def invalid(text: str) -> AwsError:
    """Return a refusal with its text."""
    return AwsError(text, code="ValidationError")
