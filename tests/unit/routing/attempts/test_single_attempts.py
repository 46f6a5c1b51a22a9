"""One attempt: what the record says afterwards."""

import pytest

from inferences.errors import UnavailableError
from inferences.failures import (
    ClientFaultError,
    EndpointGoneError,
    ThrottledError,
)
from inferences.paths import Path
from inferences.record import Attempt, Document, Failure, State
from routing.attempts_once import SingleAttempts
from routing.endpoints import Endpoint, endpoints
from routing.endpoints_answer import EndpointAnswer
from routing.ports import Ended, Refused, Succeeded
from tests.support.attempts import FOUND, NOW, TEXT
from tests.support.inferences import an_answer

PAYLOAD = '{"instances":["some text"]}'


@pytest.fixture
def attempts(records, documents, invoker, told, clock):
    return SingleAttempts(
        records,
        documents,
        {
            Path.PROVISIONED: Endpoint(name="p", component="c"),
            Path.SERVERLESS: Endpoint(name="s"),
        },
        invoker,
        told,
        clock=clock,
        now=lambda: NOW,
    )


@pytest.fixture
def run(attempts, record):
    def run(path=Path.SERVERLESS):
        return attempts.run(record, path, PAYLOAD, seconds=9.0)

    return run


def test_an_answer_ends_the_record(run, record, records, invoker):
    invoker.script = {"s": [FOUND]}

    outcome = run()

    assert outcome == Succeeded(answer=an_answer(), predictions_text=TEXT)
    ended = records.get(record.id)
    assert (ended.state, ended.answer) == (State.SUCCEEDED, an_answer())
    assert ended.attempts == (
        Attempt(
            path=Path.SERVERLESS,
            target="s",
            began_at="2026-11-22T03:00:00+00:00",
            milliseconds=100,
            outcome="succeeded",
        ),
    )
    assert invoker.calls == [("s", PAYLOAD, 9.0)]


def test_a_long_answer_is_kept_outside_the_record(
    run, record, records, documents, invoker
):
    text = '{"predictions":["' + "a" * 70_000 + '"]}'
    invoker.script = {
        "s": [EndpointAnswer(model_name="n", model_version="v", predictions_text=text)]
    }

    outcome = run()

    ((key, kept),) = documents.objects.items()
    assert kept == text
    assert records.get(record.id).answer.predictions == Document(key=key)
    assert outcome.predictions_text == text


def test_the_callers_fault_ends_the_record(run, record, records, invoker):
    invoker.script = {"s": [ClientFaultError(422, "values_refused", "no")]}

    assert run() == Refused(status=422, code="values_refused", message="no")
    ended = records.get(record.id)
    assert ended.state is State.FAILED
    assert ended.failure == Failure(code="values_refused", message="no")
    assert [attempt.outcome for attempt in ended.attempts] == ["ClientFaultError"]


def test_a_failure_is_noted_and_told_and_the_record_goes_on(
    run, record, records, invoker, told
):
    error = ThrottledError("too many")
    invoker.script = {"p": [error]}

    with pytest.raises(ThrottledError):
        run(Path.PROVISIONED)

    found = records.get(record.id)
    assert found.state is State.PENDING
    (attempt,) = found.attempts
    assert (attempt.target, attempt.outcome) == ("c", "ThrottledError")
    assert told.attempts == [(record.id, attempt, error)]


def test_an_endpoint_that_is_configured_no_more_is_gone(
    records, documents, invoker, told, record
):
    attempts = SingleAttempts(records, documents, {}, invoker, told)

    with pytest.raises(EndpointGoneError):
        attempts.run(record, Path.SERVERLESS, PAYLOAD, seconds=9.0)

    (attempt,) = records.get(record.id).attempts
    assert (attempt.target, attempt.outcome) == ("none", "EndpointGoneError")
    assert invoker.calls == []


@pytest.mark.parametrize("fault", [True, False])
def test_a_record_that_ended_meanwhile_keeps_its_answer(
    run, record, records, invoker, fault
):
    there = an_answer(Path.BATCH, model_version="before")
    records.succeed(record.id, there)
    invoker.script = {"s": [ClientFaultError(400, "c", "m") if fault else FOUND]}

    assert run() == Ended()
    assert records.get(record.id).answer == there
    assert records.get(record.id).attempts == ()


@pytest.mark.parametrize("method", ["note", "succeed"])
def test_a_table_out_of_reach_is_said(run, records, invoker, method):
    invoker.script = {"s": [FOUND]}
    records.unavailable = {method}

    with pytest.raises(UnavailableError):
        run()


def test_endpoints_are_what_terraform_wrote():
    assert endpoints(
        {
            "PROVISIONED_ENDPOINT": "p",
            "PROVISIONED_COMPONENT": "c",
            "SERVERLESS_ENDPOINT": "s",
        }
    ) == {
        Path.PROVISIONED: Endpoint(name="p", component="c"),
        Path.SERVERLESS: Endpoint(name="s"),
    }
    assert endpoints(
        {
            "PROVISIONED_ENDPOINT": "p",
            "PROVISIONED_COMPONENT": "",
            "SERVERLESS_ENDPOINT": "",
        }
    ) == {Path.PROVISIONED: Endpoint(name="p")}
