"""Which refusals pass, which are findings, and which say nothing of either."""

import pytest
from botocore.exceptions import (
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
)

from model.errors import UnavailableError
from smoke.failures import failure_of

NO_CAPACITY = (
    "Inference Component has no capacity to process this request. "
    "ApplicationAutoScaling may be in-progress (if configured) or try to increase the"
    " capacity by invoking UpdateInferenceComponentRuntimeConfig API."
)


def refused(code, message="", **more):
    return ClientError(
        {"Error": {"Code": code, "Message": message}, **more}, "InvokeEndpoint"
    )


@pytest.mark.parametrize(
    "code",
    [
        *("ModelNotReadyException", "ThrottlingException", "ServiceUnavailable"),
        *("InternalFailure", "InternalDependencyException"),
        *("TooManyRequestsException", "ResourceNotReadyException"),
        *("ResourceConflictException", "ServiceException"),
    ],
)
def test_what_passes_by_itself(code):
    failure = failure_of(refused(code, "wait"), "invoke")

    assert (failure.passes, failure.asleep) == (True, False)
    assert failure.reason == f"{code}: wait"


def test_no_capacity_is_sleep():
    failure = failure_of(refused("ValidationError", NO_CAPACITY), "invoke")

    assert (failure.passes, failure.asleep) == (True, True)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("ValidationError", "Endpoint x of account 111111111111 not found."),
        ("ValidationException", "something else"),
        ("KMSDisabledException", ""),
    ],
)
def test_the_rest_is_a_finding(code, message):
    assert not failure_of(refused(code, message), "invoke").passes


@pytest.mark.parametrize(
    ("status", "passes"),
    [(503, True), (429, True), (400, True), (422, True), (500, False), (404, False)],
)
def test_a_container_without_the_right_model_passes(status, passes):
    error = refused(
        "ModelError", "m", OriginalStatusCode=status, OriginalMessage="no model"
    )

    failure = failure_of(error, "invoke")

    assert failure.passes is passes
    assert failure.reason == f"the container answered {status}: no model"


@pytest.mark.parametrize(
    "error",
    [
        ReadTimeoutError(endpoint_url="https://x"),
        EndpointConnectionError(endpoint_url="https://x"),
    ],
)
def test_no_answer_passes(error):
    assert failure_of(error, "invoke").passes


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (refused("AccessDeniedException"), "may not invoke endpoint x: ask for a role"),
        (refused("ExpiredTokenException"), "expired"),
        (refused("UnrecognizedClientException"), "does not know this access key"),
        (NoCredentialsError(), "no AWS credentials"),
    ],
)
def test_who_may_not_ask_learns_nothing(error, said):
    with pytest.raises(UnavailableError, match=said):
        failure_of(error, "invoke endpoint x")
