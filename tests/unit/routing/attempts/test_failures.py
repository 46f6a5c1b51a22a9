"""Every failure of a call is one class, and only a container blames the caller."""

import inspect

import botocore.exceptions
import pytest
import urllib3.exceptions
from botocore.exceptions import BotoCoreError, ClientError
from hypothesis import given
from hypothesis import strategies as st

from inferences import failures
from inferences.failures import AttemptError, ClientFaultError, failure_of

LEAVES = {
    found
    for _, found in inspect.getmembers(failures, inspect.isclass)
    if issubclass(found, AttemptError) and not found.__subclasses__()
}
CODES = [
    *("ModelError", "ValidationError", "ModelNotReadyException", "ServiceUnavailable"),
    *("InternalFailure", "InternalDependencyException", "ThrottlingException"),
    *("AccessDeniedException", "", "413"),
]
anything = st.none() | st.integers() | st.text() | st.booleans() | st.floats()
statuses = anything | st.integers(0, 999) | st.integers(0, 999).map(str)
errors = st.fixed_dictionaries(
    {},
    optional={
        "Error": anything
        | st.fixed_dictionaries(
            {},
            optional={
                "Code": st.sampled_from(CODES) | anything,
                "Message": st.sampled_from(["no Capacity", "oversize body"]) | anything,
            },
        ),
        "ResponseMetadata": anything
        | st.fixed_dictionaries({}, optional={"HTTPStatusCode": statuses}),
        "OriginalStatusCode": statuses,
        "OriginalMessage": anything
        | st.sampled_from(
            ['{"error":{"code":"c","message":"m"}}', '{"error":{"code":1}}', "[]"]
        ),
    },
)


class RefusedError(ClientError):
    """One whose response is whatever came; botocore's own reads it first."""

    def __init__(self, response):
        self.response = response


@given(errors)
def test_every_answer_is_of_one_class(response):
    found = failure_of(RefusedError(response))

    assert type(found) in LEAVES
    assert len(str(found)) < 400


@given(errors)
def test_the_callers_fault_is_said_by_a_container_with_4xx(response):
    found = failure_of(RefusedError(response))

    if isinstance(found, ClientFaultError):
        assert response["Error"]["Code"] == "ModelError"
        assert found.status in {400, 413, 422}
        assert str(found.status) == str(response["OriginalStatusCode"]).strip()
        assert found.code
        assert found.message or response["OriginalMessage"]


def kinds(*modules):
    return [
        found
        for module in modules
        for _, found in inspect.getmembers(module, inspect.isclass)
    ]


OF_BOTOCORE = [
    kind for kind in kinds(botocore.exceptions) if issubclass(kind, BotoCoreError)
]
OF_URLLIB3 = [
    kind
    for kind in kinds(urllib3.exceptions)
    if issubclass(kind, urllib3.exceptions.HTTPError)
]


@pytest.mark.parametrize("kind", [*OF_BOTOCORE, *OF_URLLIB3, OSError, TimeoutError])
def test_every_kind_of_error_of_the_libraries_is_of_one_class(kind):
    found = failure_of(kind.__new__(kind))

    assert type(found) in LEAVES - {ClientFaultError}


def test_there_were_kinds():
    assert len(OF_BOTOCORE) > 80
    assert len(OF_URLLIB3) > 20


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (botocore.exceptions.ReadTimeoutError, "AttemptTimedOutError"),
        (urllib3.exceptions.ReadTimeoutError, "AttemptTimedOutError"),
        (TimeoutError, "AttemptTimedOutError"),
        (botocore.exceptions.ConnectTimeoutError, "EndpointBusyError"),
        (urllib3.exceptions.ConnectTimeoutError, "EndpointBusyError"),
        (botocore.exceptions.EndpointConnectionError, "EndpointBusyError"),
        (botocore.exceptions.ConnectionClosedError, "EndpointBusyError"),
        (botocore.exceptions.SSLError, "EndpointBusyError"),
        (botocore.exceptions.ResponseStreamingError, "EndpointBusyError"),
        (botocore.exceptions.IncompleteReadError, "EndpointBusyError"),
        (urllib3.exceptions.ProtocolError, "EndpointBusyError"),
        (ConnectionResetError, "EndpointBusyError"),
        (botocore.exceptions.NoCredentialsError, "EndpointGoneError"),
        (botocore.exceptions.ParamValidationError, "EndpointGoneError"),
        (botocore.exceptions.NoRegionError, "EndpointGoneError"),
    ],
)
def test_errors_without_an_answer(kind, name):
    assert type(failure_of(kind.__new__(kind))).__name__ == name


@pytest.mark.parametrize(
    ("code", "status", "name"),
    [
        ("ModelNotReadyException", 429, "ModelNotReadyError"),
        ("ThrottlingException", 400, "ThrottledError"),
        ("TooManyRequestsException", 429, "ThrottledError"),
        ("ServiceUnavailable", 503, "EndpointBusyError"),
        ("InternalFailure", 500, "EndpointBusyError"),
        ("InternalDependencyException", 530, "EndpointBusyError"),
        ("ExpiredTokenException", 403, "EndpointBusyError"),
        ("AccessDeniedException", 403, "EndpointGoneError"),
        ("ValidationError", 400, "EndpointGoneError"),
        ("NeverHeardOf", 429, "ThrottledError"),
        ("NeverHeardOf", 413, "PathLimitError"),
        ("NeverHeardOf", 502, "EndpointBusyError"),
        ("NeverHeardOf", 418, "EndpointGoneError"),
        ("NeverHeardOf", None, "EndpointGoneError"),
    ],
)
def test_errors_by_their_code_else_by_their_status(code, status, name):
    response = {
        "Error": {"Code": code, "Message": "m"},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }

    assert type(failure_of(RefusedError(response))).__name__ == name


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (0, "ModelFailedError"),
        (None, "ModelFailedError"),
        (500, "ModelFailedError"),
        (503, "EndpointBusyError"),
        (599, "ModelFailedError"),
        (200, "PathLimitError"),
        (302, "EndpointGoneError"),
        (401, "EndpointGoneError"),
        (404, "EndpointGoneError"),
        (429, "ThrottledError"),
        (400, "ClientFaultError"),
        (413, "ClientFaultError"),
        (422, "ClientFaultError"),
    ],
)
def test_errors_of_a_container_by_its_status(status, name):
    response = {"Error": {"Code": "ModelError"}, "OriginalStatusCode": status}

    assert type(failure_of(RefusedError(response))).__name__ == name


def test_only_a_validation_error_can_mean_no_capacity():
    response = {"Error": {"Code": "ThrottlingException", "Message": "no capacity"}}

    assert type(failure_of(RefusedError(response))).__name__ == "ThrottledError"
