"""What a caller is told when the API refuses."""

from collections.abc import Mapping
from enum import StrEnum


class ErrorCode(StrEnum):
    """The codes of error answers that the fronts give.

    The gateway gives the others of the HTTP contract (throttled, gateway_timeout)
    without calling the function. The SageMaker front alone reads CSV and looks at
    Accept; the routing function alone knows traffic classes, idempotency keys and
    services that it cannot do without.
    """

    INVALID_JSON = "invalid_json"
    INVALID_CSV = "invalid_csv"
    NO_INSTANCES = "no_instances"
    INVALID_INSTANCE = "invalid_instance"
    INVALID_PARAMETERS = "invalid_parameters"
    UNKNOWN_TRAFFIC_CLASS = "unknown_traffic_class"
    INVALID_IDEMPOTENCY_KEY = "invalid_idempotency_key"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    NOT_ACCEPTABLE = "not_acceptable"
    IDEMPOTENCY_CONFLICT = "idempotency_conflict"
    PAYLOAD_TOO_LARGE = "payload_too_large"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    VALUES_REFUSED = "values_refused"
    INTERNAL_ERROR = "internal_error"
    MODEL_UNAVAILABLE = "model_unavailable"
    SERVICE_UNAVAILABLE = "service_unavailable"


STATUS: Mapping[ErrorCode, int] = {
    ErrorCode.INVALID_JSON: 400,
    ErrorCode.INVALID_CSV: 400,
    ErrorCode.NO_INSTANCES: 400,
    ErrorCode.INVALID_INSTANCE: 400,
    ErrorCode.INVALID_PARAMETERS: 400,
    ErrorCode.UNKNOWN_TRAFFIC_CLASS: 400,
    ErrorCode.INVALID_IDEMPOTENCY_KEY: 400,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.METHOD_NOT_ALLOWED: 405,
    ErrorCode.NOT_ACCEPTABLE: 406,
    ErrorCode.IDEMPOTENCY_CONFLICT: 409,
    ErrorCode.PAYLOAD_TOO_LARGE: 413,
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: 415,
    ErrorCode.VALUES_REFUSED: 422,
    ErrorCode.INTERNAL_ERROR: 500,
    ErrorCode.MODEL_UNAVAILABLE: 503,
    ErrorCode.SERVICE_UNAVAILABLE: 503,
}


class RequestError(Exception):
    """A request that gets an error answer.

    Attributes:
        code: Which one.
        message: For the caller: what is wrong and how to mend it. It never
            holds text of an exception, a path or a name of ours.

    """

    def __init__(self, code: ErrorCode, message: str) -> None:
        """Take what the caller will read."""
        super().__init__(message)
        self.code = code
        self.message = message

    @property
    def status(self) -> int:
        """The HTTP status that goes with the code."""
        return STATUS[self.code]
