"""What a caller wants of a function, and what came of it."""

import secrets
import time
import uuid
from dataclasses import dataclass, field

from local_aws.runtime.errors import FunctionFailure


def _trace_id() -> str:
    return (
        f"Root=1-{int(time.time()):08x}-{secrets.token_hex(12)}"
        f";Parent={secrets.token_hex(8)};Sampled=0"
    )


@dataclass(frozen=True, kw_only=True)
class Invocation:
    """What a caller wants.

    Attributes:
        payload: JSON.
        function_arn: As the caller named it, with its qualifier.
        client_context: JSON, or None.
        trace_id: X-Ray's header.
        request_id: Of the invocation.

    """

    payload: bytes
    function_arn: str
    client_context: str | None = None
    trace_id: str = field(default_factory=_trace_id)
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of an invocation.

    Attributes:
        payload: The answer, or the error in its place.
        failure: None for a success.
        executed_version: Of the function.
        log_tail: The last of its lines.
        duration_ms: Of the run alone.

    """

    payload: bytes
    failure: FunctionFailure | None
    executed_version: str
    log_tail: bytes
    duration_ms: float
