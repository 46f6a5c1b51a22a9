"""What a caller is told whose inference failed in the workflow."""

from inferences.errors import DocumentMissingError
from inferences.failures import (
    AttemptTimedOutError,
    EndpointBusyError,
    EndpointGoneError,
    ModelFailedError,
    ModelNotReadyError,
    NoCapacityError,
    PathLimitError,
    ThrottledError,
)
from inferences.record import Failure

_BUSY = Failure(
    code="capacity_unavailable",
    message="No endpoint had capacity for this inference within the time it may take."
    " Send it again later.",
)
_GONE = Failure(
    code="endpoint_unavailable",
    message="The endpoints for this inference cannot be used. The service's owner"
    " must mend its deployment.",
)
_MODEL = Failure(
    code="model_failed",
    message="The model failed on this inference each time it was tried.",
)
_SLOW = Failure(
    code="timed_out",
    message="There was no answer within the time that an inference may take.",
)
_INNER = Failure(
    code="internal_error",
    message="The service failed on this inference each time it was tried.",
)

_BY_ERROR = {
    EndpointBusyError.__name__: _BUSY,
    ModelNotReadyError.__name__: _BUSY,
    NoCapacityError.__name__: _BUSY,
    ThrottledError.__name__: _BUSY,
    EndpointGoneError.__name__: _GONE,
    ModelFailedError.__name__: _MODEL,
    PathLimitError.__name__: Failure(
        code="payload_too_large",
        message="The inference or its answer is larger than its paths take: send"
        " fewer instances in a request.",
    ),
    AttemptTimedOutError.__name__: _SLOW,
    "States.Timeout": _SLOW,
    DocumentMissingError.__name__: Failure(
        code="payload_unavailable",
        message="The payload had not reached the Region that took over when the other"
        " one failed. Send the inference again, under another Idempotency-Key.",
    ),
    "WindowFailedError": Failure(
        code="batch_failed",
        message="The batch job of this inference failed each time it was tried.",
    ),
}


def reason_of(error: str) -> Failure:
    """Return the reason that goes with the name of the workflow's last error."""
    return _BY_ERROR.get(error, _INNER)
