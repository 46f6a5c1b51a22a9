"""Which refusals pass by themselves, and which are findings."""

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as BotocoreConnectionError

from model.aws_errors import code_of, unusable
from model.errors import UnavailableError
from smoke.found import Failure

# Cold starts, throttled calls, resources on their way, and errors that are the
# service's own.
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
# https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
_PASSING = {
    "EC2ThrottledException",
    "InternalDependencyException",
    "InternalFailure",
    "ModelNotReadyException",
    "ResourceConflictException",
    "ResourceNotReadyException",
    "ServiceException",
    "ServiceUnavailable",
    "ServiceUnavailableException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
}
# What is answered as long as there is no model, or no room; and what the model
# before may say of golden instances that are not its own.
PASSING_STATUSES = frozenset({400, 422, 429, 503})

# An inference component without copies: an HTTP 400 like any other, told apart
# by its words alone.
_ASLEEP = "no capacity"

_READ_LENGTH = 400


def unavailable(error: ClientError | BotoCoreError, action: str) -> UnavailableError:
    """Return what to raise where AWS could not be asked at all."""
    said = unusable(error, action)
    return UnavailableError(said or f"AWS would not {action}: {error}")


def failure_of(error: ClientError | BotoCoreError, action: str) -> Failure:
    """Return what a refused call means.

    Args:
        error: Of botocore.
        action: What was tried, after "may not": "invoke endpoint x".

    Raises:
        UnavailableError: The call says nothing about what is served: these
            credentials may not make it.

    """
    if isinstance(error, BotocoreConnectionError | HTTPClientError):
        return Failure(reason=f"no answer: {error}", passes=True)
    if unusable(error, action) is not None or not isinstance(error, ClientError):
        raise unavailable(error, action) from error
    code = code_of(error)
    message = str(error.response.get("Error", {}).get("Message", ""))[:_READ_LENGTH]
    reason = f"{code}: {message}" if message else code
    if code == "ValidationError" and _ASLEEP in message.lower():
        return Failure(reason=reason, passes=True, asleep=True)
    if code == "ModelError":
        return _model_error(error, reason)
    return Failure(reason=reason, passes=code in _PASSING)


def _model_error(error: ClientError, reason: str) -> Failure:
    # Beside "Error", and not in the type that botocore's stubs give.
    response: dict[str, object] = dict(error.response)
    status = response.get("OriginalStatusCode")
    said = str(response.get("OriginalMessage", ""))[:_READ_LENGTH]
    return Failure(
        reason=f"the container answered {status}: {said}" if said else reason,
        passes=status in PASSING_STATUSES,
    )
