"""The error that Lambda answers most refusals with."""

from local_aws.errors import AwsError


def invalid(text: str) -> AwsError:
    """Return it with its text."""
    return AwsError(text, code="InvalidParameterValueException")
