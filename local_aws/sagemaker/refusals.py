"""The errors with which SageMaker's runtime answers.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
"""

from http import HTTPStatus

from local_aws.errors import AwsError
from local_aws.sagemaker.log_place import LogPlace

_FAILED_DEPENDENCY = 424


def validation(text: str) -> AwsError:
    """Return the error for what the caller got wrong, and for missing capacity."""
    return AwsError(text, code="ValidationError")


def unknown_endpoint(account_id: str, name: str) -> AwsError:
    """Return the error for an endpoint that is not there or not yet."""
    return validation(f"Endpoint {name} of account {account_id} not found.")


def no_capacity() -> AwsError:
    """Return the error for a component without a copy (fact S6)."""
    return validation(
        "Inference Component has no capacity to process this request. "
        "ApplicationAutoScaling may be in-progress (if configured) or try to increase "
        "the capacity by invoking UpdateInferenceComponentRuntimeConfig API."
    )


def not_ready() -> AwsError:
    """Return the error of a cold start."""
    return AwsError(
        "The serverless endpoint variant's resources are still being provisioned. "
        "Wait and try again.",
        code="ModelNotReadyException",
        status=HTTPStatus.TOO_MANY_REQUESTS,
    )


def throttled() -> AwsError:
    """Return the error above a serverless variant's MaxConcurrency."""
    return AwsError(
        "Rate exceeded",
        code="ThrottlingException",
        status=HTTPStatus.TOO_MANY_REQUESTS,
    )


def unavailable() -> AwsError:
    """Return the error where no container is healthy."""
    return AwsError(
        "The service is currently unavailable.",
        code="ServiceUnavailable",
        status=HTTPStatus.SERVICE_UNAVAILABLE,
    )


def model_error(
    status: int, message: str, *, place: LogPlace, kept: bool = True
) -> AwsError:
    """Return the error for an answer of the container that is none.

    Args:
        status: The container's; 0 if it gave none.
        message: Its body, or why there is none.
        place: Where its log is.
        kept: Whether the whole message was.

    """
    client = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    side = "client" if client else "server"
    said = (
        f'with message "{message}"'
        if kept
        else ("and could not load the entire response body")
    )
    text = (
        f"Received {side} error ({status}) from primary {said}. See "
        f"{place.console_url} in account {place.account_id} for more information."
    )
    return AwsError(
        text,
        code="ModelError",
        status=_FAILED_DEPENDENCY,
        details={
            "LogStreamArn": place.stream_arn,
            "OriginalMessage": message,
            "OriginalStatusCode": status,
        },
    )


def asynchronous_only(name: str) -> AwsError:
    """Return the error of InvokeEndpoint on an asynchronous endpoint."""
    return validation(
        f"Endpoint {name} is an asynchronous endpoint: it is invoked by "
        "InvokeEndpointAsync only."
    )


def not_asynchronous(name: str) -> AwsError:
    """Return the error of InvokeEndpointAsync on any other endpoint."""
    return validation(
        f"Endpoint {name} has no AsyncInferenceConfig: it is invoked by "
        "InvokeEndpoint only."
    )


def component_required() -> AwsError:
    """Return the error for an endpoint of components where none is named."""
    return validation(
        "Inference Component Name header is required for endpoints to which you plan "
        "to deploy inference components. Please include Inference Component Name "
        "header or consider using SageMaker models."
    )


def component_not_allowed() -> AwsError:
    """Return the error for a component named where there are none."""
    return validation(
        "Inference Component Name header is not allowed for endpoints to which you "
        "dont plan to deploy inference components. Please remove the Inference "
        "Component Name header or consider using Inference Components."
    )


def unknown_component(name: str) -> AwsError:
    """Return the error for a component that is not on the endpoint."""
    return validation(f"Inference Component {name} not found.")


def unknown_variant(variant: str, endpoint: str) -> AwsError:
    """Return the error for a variant that the endpoint has not."""
    return validation(f"Variant {variant} not found for endpoint {endpoint}.")


def oversize(request_id: str) -> AwsError:
    """Return the error for a request too large for a serverless variant."""
    return validation(f"Request {request_id} has oversize body.")


def too_long(limit: int) -> AwsError:
    """Return the error for a request too large for any other; it has no name."""
    return AwsError(
        f"HTTP content length exceeded {limit} bytes.",
        code=str(HTTPStatus.REQUEST_ENTITY_TOO_LARGE.value),
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    )
