"""Why an endpoint did not answer, as errors that a state machine tells by name.

Step Functions retries and catches by the name of an error, never by its text
(fact I2): every failure of InvokeEndpoint becomes one of these classes, whose names
stand in `modules/inference_workflow/definitions/inference.asl.json`.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
"""

import json
from http import HTTPStatus

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    IncompleteReadError,
    ReadTimeoutError,
    ResponseStreamingError,
)
from botocore.exceptions import ConnectionError as BotocoreConnectionError
from urllib3.exceptions import ConnectTimeoutError
from urllib3.exceptions import HTTPError as Urllib3Error
from urllib3.exceptions import TimeoutError as Urllib3TimeoutError


class AttemptError(Exception):
    """An endpoint was asked and did not predict. The text is for logs alone."""


class PassingError(AttemptError):
    """What may be over when the same endpoint is asked again."""


class ModelNotReadyError(PassingError):
    """A serverless endpoint starts from cold."""


class ThrottledError(PassingError):
    """More requests at once, or in a second, than the endpoint or AWS takes."""


class EndpointBusyError(PassingError):
    """No container that can answer, an error of SageMaker's own, no connection."""


class AttemptTimedOutError(PassingError):
    """No answer in the time that was given."""


class ModelFailedError(PassingError):
    """The container failed, gave no answer, or one that is no prediction."""


class PathUnusableError(AttemptError):
    """What asking the same endpoint again soon will not mend."""


class NoCapacityError(PathUnusableError):
    """An endpoint at zero: it wakes, but in minutes (fact S6)."""


class EndpointGoneError(PathUnusableError):
    """No such endpoint, or not for us: the deployment is wrong."""


class PathLimitError(PathUnusableError):
    """The request or its answer is larger than this path takes (fact I4)."""


class ClientFaultError(AttemptError):
    """The container says that the caller is wrong: no other path would differ.

    Attributes:
        status: Of HTTP, as the container gave it.
        code: For programs, such as "values_refused".
        message: For the caller.

    """

    def __init__(self, status: int, code: str, message: str) -> None:
        """Take what the caller will read."""
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.message = message


# A component without copies: an HTTP 400 like any other, told apart by its words
# alone. Likewise a request above the 4 MB of a serverless endpoint.
_ASLEEP = "no capacity"
_OVERSIZE = ("oversize body", "content length exceeded")

_BY_CODE: dict[str, type[AttemptError]] = {
    "ModelNotReadyException": ModelNotReadyError,
    **dict.fromkeys(
        (
            "RequestLimitExceeded",
            "Throttling",
            "ThrottledException",
            "ThrottlingException",
            "TooManyRequestsException",
        ),
        ThrottledError,
    ),
    **dict.fromkeys(
        (
            # Credentials of a function are renewed: another try has new ones.
            "ExpiredToken",
            "ExpiredTokenException",
            "InternalDependencyException",
            "InternalFailure",
            "InternalServerError",
            "InternalServerException",
            "RequestTimeout",
            "ServiceUnavailable",
            "ServiceUnavailableException",
        ),
        EndpointBusyError,
    ),
}

# The caller wrote the payload, and the rest of the request is ours: a container
# that finds fault with method, path, media type or rights is the wrong one.
_CALLERS = {
    HTTPStatus.BAD_REQUEST: "invalid_request",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "payload_too_large",
    HTTPStatus.UNPROCESSABLE_ENTITY: "values_refused",
}
_CODE_LENGTH = 64


# What asking an endpoint, and reading what it answers, can raise.
CallError = ClientError | BotoCoreError | Urllib3Error | OSError


def failure_of(error: CallError) -> AttemptError:
    """Return what a failed InvokeEndpoint means; there is an answer for each.

    A refusal that is not known is of the endpoint and not of the caller: then the
    next path is tried, while a caller's fault would end the inference. Only a
    container can say that the caller is wrong.

    Args:
        error: Of the call, or of reading its answer.

    """
    if isinstance(error, ClientError):
        return _of_answer(error)
    kind = type(error).__name__
    if isinstance(
        error, ReadTimeoutError | Urllib3TimeoutError | TimeoutError
    ) and not isinstance(error, ConnectTimeoutError):
        return AttemptTimedOutError(kind)
    if isinstance(
        error,
        BotocoreConnectionError
        | HTTPClientError
        | IncompleteReadError
        | ResponseStreamingError
        | Urllib3Error
        | OSError,
    ):
        return EndpointBusyError(kind)
    # No credentials, no Region, a name that is no endpoint's.
    return EndpointGoneError(kind)


def _of_answer(error: ClientError) -> AttemptError:
    # Some of it stands beside "Error", and not in the type of botocore's stubs.
    response: dict[str, object] = dict(error.response)
    said = response.get("Error")
    said = said if isinstance(said, dict) else {}
    code, message = str(said.get("Code", "")), str(said.get("Message", ""))
    if code == "ModelError":
        return _of_container(response)
    lowered = message.lower()
    if code == "ValidationError" and _ASLEEP in lowered:
        return NoCapacityError(code)
    if any(words in lowered for words in _OVERSIZE):
        return PathLimitError(code)
    return (_BY_CODE.get(code) or _by_status(_http_status(response)))(
        f"{code}: {message[:200]}"
    )


def _by_status(status: int | None) -> type[AttemptError]:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return ThrottledError
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return PathLimitError
    if status is not None and status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return EndpointBusyError
    return EndpointGoneError


def _of_container(response: dict[str, object]) -> AttemptError:
    """Return what a ModelError means, by the status that the container gave.

    0, or none, stands for a container that gave no answer; a good one stands for
    an answer that SageMaker could not carry.
    """
    status = _integer(response.get("OriginalStatusCode"))
    reason = f"the container answered {status}"
    if status in _CALLERS:
        return _client_fault(status, response.get("OriginalMessage"))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return ThrottledError(reason)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        # It has no model yet.
        return EndpointBusyError(reason)
    if not status or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ModelFailedError(reason)
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return PathLimitError(reason)
    return EndpointGoneError(reason)


def _client_fault(status: int, original: object) -> ClientFaultError:
    """Return the container's error form, or ours where it has another or a cut one."""
    try:
        said = json.loads(str(original))["error"]
        code, message = said["code"], said["message"]
    except (ValueError, TypeError, LookupError, RecursionError):
        code = message = None
    if (
        isinstance(code, str)
        and isinstance(message, str)
        and 0 < len(code) <= _CODE_LENGTH
    ):
        return ClientFaultError(status, code, message)
    return ClientFaultError(
        status, _CALLERS[HTTPStatus(status)], "The model refused the instances."
    )


def _http_status(response: dict[str, object]) -> int | None:
    metadata = response.get("ResponseMetadata")
    found = metadata.get("HTTPStatusCode") if isinstance(metadata, dict) else None
    return _integer(found)


def _integer(value: object) -> int | None:
    try:
        return int(str(value))
    except ValueError:
        return None
