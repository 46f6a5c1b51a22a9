"""What becomes of a container's answer that is no good one: a ModelError."""

from http import HTTPStatus

from local_aws.errors import AwsError
from local_aws.sagemaker import refusals
from local_aws.sagemaker.exchange import AnswerTimeoutError, ContainerAnswer
from local_aws.sagemaker.log_place import LogPlace

# Each way (fact I4).
PAYLOAD_LIMIT = 6 * 1024 * 1024
# What of a container's error is passed on.
_MESSAGE_LIMIT = 4096


def failure_of(answer: ContainerAnswer, place: LogPlace) -> AwsError | None:
    """Return the error that an answer stands for, None for a good one."""
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        if len(answer.body) <= PAYLOAD_LIMIT:
            return None
        return refusals.model_error(answer.status, "", place=place, kept=False)
    message = answer.body.decode(errors="replace")
    return refusals.model_error(
        answer.status,
        message[:_MESSAGE_LIMIT],
        place=place,
        kept=len(message) <= _MESSAGE_LIMIT,
    )


def without_answer(error: Exception, variant_name: str, place: LogPlace) -> AwsError:
    """Return the error for an answer that did not come, or not in time."""
    if isinstance(error, AnswerTimeoutError):
        text = (
            "Your invocation timed out while waiting for a response from container "
            "primary. Review the latency metrics for each container in Amazon "
            "CloudWatch, resolve the issue, and try again."
        )
    else:
        text = (
            "Amazon SageMaker could not get a response from the "
            f"{variant_name} endpoint. This can occur when CPU or memory "
            "utilization is high. To check your utilization, see Amazon CloudWatch. "
            "To fix this problem, use an instance type with more CPU capacity or "
            "memory."
        )
    return refusals.model_error(0, text, place=place)
