"""What an invocation can end in, as Lambda words it.

Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
"""

import json
from dataclasses import dataclass
from http import HTTPStatus


class InvokeRefusedError(Exception):
    """Lambda refuses to run the function; the code was not called.

    Attributes:
        status: HTTP status of the answer.
        code: The service's name of the error.
        reason: What a throttled call ran into, else None.

    """

    def __init__(
        self, status: HTTPStatus, code: str, message: str, *, reason: str | None = None
    ) -> None:
        """Take the answer's status, error name and text."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.reason = reason

    def body(self) -> bytes:
        """Return the answer's body."""
        fields = {"Type": "User", "message": str(self)}
        if self.reason is not None:
            fields = {"Reason": self.reason, **fields}
        return json.dumps(fields).encode()


@dataclass(frozen=True, kw_only=True)
class FunctionFailure:
    """The function was called and did not answer.

    Attributes:
        payload: What the caller gets in place of an answer.
        error_type: As in the payload.
        status: Word in the REPORT line, or None where Lambda reports none.

    """

    payload: bytes
    error_type: str
    status: str | None = None


def throttled(reason: str) -> InvokeRefusedError:
    """Return the refusal of a call that no environment may take.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
    """
    return InvokeRefusedError(
        HTTPStatus.TOO_MANY_REQUESTS,
        "TooManyRequestsException",
        "Rate Exceeded.",
        reason=reason,
    )


def request_too_large(limit: int) -> InvokeRefusedError:
    """Return the refusal of an event above the limit in bytes."""
    return InvokeRefusedError(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "RequestTooLargeException",
        f"Request must be smaller than {limit} bytes for the InvokeFunction operation",
    )


def timed_out(request_id: str, seconds: float) -> FunctionFailure:
    """Return what a caller gets when the function ran out of time."""
    return _failure(
        "Sandbox.Timedout",
        f"RequestId: {request_id} Error: Task timed out after {seconds:.2f} seconds",
        status="timeout",
    )


def exited(request_id: str, exit_code: int) -> FunctionFailure:
    """Return what a caller gets when the runtime ended.

    Args:
        request_id: Of the invocation.
        exit_code: As `subprocess` gives it: below 0 for a signal. A container
            ends with 128 and the signal's number.

    """
    if exit_code == 0:
        reason = "Runtime exited without providing a reason"
    elif exit_code in _KILLED:
        reason = "Runtime exited with error: signal: killed"
    elif exit_code < 0:
        name = _SIGNALS.get(-exit_code, f"signal {-exit_code}")
        reason = f"Runtime exited with error: signal: {name}"
    else:
        reason = f"Runtime exited with error: exit status {exit_code}"
    return _failure(
        "Runtime.ExitError", f"RequestId: {request_id} Error: {reason}", status="error"
    )


def response_too_large(limit: int) -> FunctionFailure:
    """Return what a caller gets for an answer above the limit in bytes."""
    return _failure(
        "Function.ResponseSizeTooLarge",
        f"Response payload size exceeded maximum allowed payload size ({limit} bytes).",
    )


def reported(error_type: str | None, payload: bytes) -> FunctionFailure:
    """Return the failure that the runtime told of, in its own words."""
    return FunctionFailure(payload=payload, error_type=error_type or "Unhandled")


_KILLED = (-9, 128 + 9)
# As Go's os.ProcessState names them, which is what Lambda shows.
_SIGNALS = {
    6: "aborted",
    7: "bus error",
    11: "segmentation fault",
    15: "terminated",
}


def _failure(
    error_type: str, message: str, *, status: str | None = None
) -> FunctionFailure:
    payload = json.dumps({"errorType": error_type, "errorMessage": message})
    return FunctionFailure(
        payload=payload.encode(), error_type=error_type, status=status
    )
