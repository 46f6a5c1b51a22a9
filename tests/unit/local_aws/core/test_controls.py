"""Faults that tests ask for."""

from datetime import datetime, timedelta

import pytest
import urllib3
from botocore.config import Config
from botocore.exceptions import ClientError


@pytest.fixture
def fail(local):
    """Ask for faults, and forget those that did not happen."""

    def ask(**fault):
        return urllib3.request("POST", f"{local.url}/_local/faults", json=fault).status

    yield ask
    forget(local)


def forget(local):
    assert urllib3.request("DELETE", f"{local.url}/_local/faults").status == 200


FAULT = {
    "service": "s3",
    "operation": "GetObject",
    "calls": 2,
    "code": "SlowDown",
    "status": 503,
}


@pytest.fixture
def outcomes(client, bucket):
    """Read an object some times; gives each code, or "read"."""
    once = Config(retries={"total_max_attempts": 1})
    client("s3").put_object(Bucket=bucket, Key="a", Body=b"a")

    def read(times, s3=None):
        s3 = s3 or client("s3", config=once)
        found = []
        for _ in range(times):
            try:
                s3.get_object(Bucket=bucket, Key="a")
            except ClientError as error:
                found.append(error.response["Error"]["Code"])
            else:
                found.append("read")
        return found

    return read


def test_the_next_calls_fail(fail, outcomes):
    assert fail(**FAULT) == 201

    assert outcomes(3) == ["SlowDown", "SlowDown", "read"]


def test_other_operations_do_not(fail, outcomes):
    fail(**{**FAULT, "operation": "PutObject"})

    assert outcomes(1) == ["read"]


def test_calls_of_functions_alone_can_fail(fail, outcomes, as_role, role):
    _, arn = role([{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}])
    fail(**{**FAULT, "calls": 1, "code": "Gone", "status": 410, "from_functions": True})

    assert outcomes(1) == ["read"]
    assert outcomes(2, as_role("s3", arn)) == ["Gone", "read"]


def test_one_call_of_several_can_fail(fail, outcomes):
    fail(**{**FAULT, "calls": 2, "code": "Gone", "status": 410, "every": 3})

    assert outcomes(8) == ["read", "read", "Gone"] * 2 + ["read"] * 2


def test_several_faults_of_an_operation_are_counted_each(fail, outcomes):
    fail(**{**FAULT, "code": "Gone", "status": 410, "every": 3})
    fail(**{**FAULT, "code": "Teapot", "status": 418, "every": 2})

    assert outcomes(8) == ["read", "Teapot", "Gone"] * 2 + ["read"] * 2


def test_faults_can_be_forgotten(fail, outcomes, local):
    fail(**FAULT)
    forget(local)

    assert outcomes(1) == ["read"]


@pytest.mark.parametrize("fault", [{}, {**FAULT, "unknown": 1}])
def test_a_fault_that_says_too_little_is_refused(fail, fault):
    assert fail(**fault) == 400


@pytest.mark.parametrize(
    ("service", "operation", "call"),
    [
        ("sqs", "ListQueues", "list_queues"),
        ("sns", "ListTopics", "list_topics"),
        ("lambda", "ListFunctions", "list_functions"),
        ("kms", "ListKeys", "list_keys"),
    ],
)
def test_an_error_has_its_name_in_every_protocol(
    fail, client, service, operation, call
):
    fail(service=service, operation=operation, calls=1, code="Throttling", status=400)
    once = Config(retries={"total_max_attempts": 1})

    with pytest.raises(ClientError) as error:
        getattr(client(service, config=once), call)()

    assert error.value.response["Error"]["Code"] == "Throttling"
    assert error.value.response["Error"]["Message"] == "asked for by a test"


def test_the_clock_moves_on(local):
    clock = f"{local.url}/_local/clock"
    before = datetime.fromisoformat(urllib3.request("GET", clock).json()["now"])

    answer = urllib3.request("POST", clock, json={"advance_seconds": 3600})

    moved = datetime.fromisoformat(answer.json()["now"]) - before
    assert timedelta(hours=1) <= moved < timedelta(hours=1, minutes=1)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"advance_seconds": -1}, "only goes forward"),
        ({"now": "2031-01-01T00:00:00"}, "has no zone"),
        ({"now": "soon"}, "soon"),
        ({}, "advance_seconds"),
    ],
)
def test_the_clock_refuses(local, body, said):
    answer = urllib3.request("POST", f"{local.url}/_local/clock", json=body)

    assert answer.status == 400
    assert said in answer.json()["error"]
