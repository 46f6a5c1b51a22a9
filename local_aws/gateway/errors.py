"""What the gateway itself refuses or fails with.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

from dataclasses import dataclass

DEFAULT_4XX = "DEFAULT_4XX"
DEFAULT_5XX = "DEFAULT_5XX"


@dataclass(frozen=True, kw_only=True)
class ErrorKind:
    """One type of gateway response.

    Attributes:
        response_type: As the API may customise it.
        status: Of the answer unless the API has another.
        code: Value of x-amzn-ErrorType.
        message: Default $context.error.message.

    """

    response_type: str
    status: int
    code: str
    message: str


_SERVER = "InternalServerErrorException"

API_CONFIGURATION_ERROR = ErrorKind(
    response_type="API_CONFIGURATION_ERROR",
    status=500,
    code=_SERVER,
    message="Internal server error",
)
BAD_REQUEST_BODY = ErrorKind(
    response_type="BAD_REQUEST_BODY",
    status=400,
    code="BadRequestException",
    message="Invalid request body",
)
BAD_REQUEST_PARAMETERS = ErrorKind(
    response_type="BAD_REQUEST_PARAMETERS",
    status=400,
    code="BadRequestException",
    message="Missing required request parameters",
)
# No type of its own: "Request Header Fields Too Large" has none.
HEADERS_TOO_LARGE = ErrorKind(
    response_type=DEFAULT_4XX,
    status=431,
    code="RequestHeaderFieldsTooLargeException",
    message="Request Header Fields Too Large",
)
# Lambda refused the call, as when it is throttled: for a proxy integration the
# client sees 500, not Lambda's 429.
# https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html
INTEGRATION_FAILURE = ErrorKind(
    response_type="INTEGRATION_FAILURE",
    status=500,
    code=_SERVER,
    message="Internal server error",
)
INTEGRATION_TIMEOUT = ErrorKind(
    response_type="INTEGRATION_TIMEOUT",
    status=504,
    code=_SERVER,
    message="Endpoint request timed out",
)
INVALID_API_KEY = ErrorKind(
    response_type="INVALID_API_KEY",
    status=403,
    code="ForbiddenException",
    message="Forbidden",
)
# The function failed, or its answer is none that the gateway can read.
MALFORMED_ANSWER = ErrorKind(
    response_type=DEFAULT_5XX,
    status=502,
    code=_SERVER,
    message="Internal server error",
)
MISSING_AUTHENTICATION_TOKEN = ErrorKind(
    response_type="MISSING_AUTHENTICATION_TOKEN",
    status=403,
    code="MissingAuthenticationTokenException",
    message="Missing Authentication Token",
)
QUOTA_EXCEEDED = ErrorKind(
    response_type="QUOTA_EXCEEDED",
    status=429,
    code="LimitExceededException",
    message="Limit Exceeded",
)
REQUEST_TOO_LARGE = ErrorKind(
    response_type="REQUEST_TOO_LARGE",
    status=413,
    code="RequestEntityTooLargeException",
    message="Request Entity Too Large",
)
THROTTLED = ErrorKind(
    response_type="THROTTLED",
    status=429,
    code="TooManyRequestsException",
    message="Too Many Requests",
)
UNSUPPORTED_MEDIA_TYPE = ErrorKind(
    response_type="UNSUPPORTED_MEDIA_TYPE",
    status=415,
    code="BadRequestException",
    message="Unsupported Media Type",
)


class GatewayError(Exception):
    """The gateway answers instead of the integration.

    Attributes:
        kind: Decides the answer.
        detail: For the log and, with a validator's error, the client; not for
            the client otherwise.

    """

    def __init__(
        self, kind: ErrorKind, *, message: str | None = None, detail: str | None = None
    ) -> None:
        """Take the kind, and a message in place of its own."""
        super().__init__(message or kind.message)
        self.kind = kind
        self.detail = detail


def misconfigured(detail: str) -> GatewayError:
    """Return the error of an API that cannot be served as it is configured."""
    return GatewayError(API_CONFIGURATION_ERROR, detail=detail)
