"""The errors that SageMaker answers with.

It names nearly every one ValidationException and tells them apart by the text,
which Terraform reads: "Could not find ..." is the end of a deletion.
"""

from local_aws.errors import AwsError
from local_aws.iam.callers import PARTITION

# What the texts call each kind of resource.
CONFIG = "endpoint configuration"
ENDPOINT = "endpoint"
MODEL = "model"


def invalid(text: str) -> AwsError:
    """Return a refusal with its text."""
    return AwsError(text, code="ValidationException")


def arn_of(account_id: str, region: str, kind: str, name: str) -> str:
    """Return the ARN of a resource of a kind, such as "endpoint-config"."""
    return f"arn:{PARTITION}:sagemaker:{region}:{account_id}:{kind}/{name}"


def arn_of_config(account_id: str, region: str, name: str) -> str:
    """Return the ARN of an endpoint configuration of the name."""
    return arn_of(account_id, region, "endpoint-config", name)


def arn_of_model(account_id: str, region: str, name: str) -> str:
    """Return the ARN of a model of the name."""
    return arn_of(account_id, region, "model", name)


def missing(what: str, arn: str) -> AwsError:
    """Return the refusal of what is not there."""
    return invalid(f'Could not find {what} "{arn}".')


def existing(what: str, arn: str) -> AwsError:
    """Return the refusal of what is there already."""
    return invalid(f'Cannot create already existing {what} "{arn}".')
