"""The invoker through botocore itself, against answers as SageMaker gives them."""

import json
import string

import pytest

from inferences import failures
from inferences.failures import AttemptTimedOutError, ClientFaultError
from local_aws.errors import answer as aws_answer
from local_aws.sagemaker import model_errors, refusals
from local_aws.sagemaker.exchange import AnswerTimeoutError, ContainerAnswer
from local_aws.sagemaker.log_place import LogPlace
from routing.attempts_once import LEAST_SECONDS
from routing.endpoints import Endpoint
from routing.invoker import Invoker, RuntimeClients

ENDPOINT = Endpoint(name="the-endpoint")
PAYLOAD = json.dumps({"instances": ["é", "b"]})
ANSWER = {"predictions": ["x", "y"], "model": {"name": "m", "version": "v"}}
PLACE = LogPlace(
    account_id="111111111111", region="eu-west-1", group="/g", stream="s/1"
)


@pytest.fixture
def clients(served, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", served.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "attempts")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "attempts")
    return RuntimeClients(region="eu-west-1")


@pytest.fixture
def invoke(clients):
    def invoke(endpoint=ENDPOINT, payload=PAYLOAD, seconds=20.0):
        return Invoker(clients).invoke(endpoint, payload, seconds=seconds)

    return invoke


def as_aws(error):
    headers, body = aws_answer(error, "rest-json")
    return (error.status, headers, body)


def container(status, content):
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return model_errors.failure_of(
        ContainerAnswer(status=status, body=body, headers={}), PLACE
    )


def our_error(code, message="Say it otherwise."):
    return {"error": {"code": code, "message": message, "request_id": "r"}}


def test_the_endpoint_gets_the_payload_as_it_is(served, invoke):
    served.answers = [(200, {}, json.dumps(ANSWER).encode())]

    found = invoke()

    ((path, headers, body),) = served.requests
    assert path == "/endpoints/the-endpoint/invocations"
    assert headers["Content-Type"] == headers["Accept"] == "application/json"
    assert "X-Amzn-SageMaker-Inference-Component" not in headers
    assert body.decode() == PAYLOAD
    assert (found.model_name, found.model_version) == ("m", "v")
    assert found.predictions_text == '{"predictions":["x","y"]}'


def test_a_component_is_named(served, invoke):
    served.answers = [(200, {}, json.dumps(ANSWER).encode())]

    invoke(Endpoint(name="e", component="the-component"))

    ((_, headers, _),) = served.requests
    assert headers["X-Amzn-SageMaker-Inference-Component"] == "the-component"


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (refusals.not_ready(), "ModelNotReadyError"),
        (refusals.throttled(), "ThrottledError"),
        (refusals.unavailable(), "EndpointBusyError"),
        (refusals.no_capacity(), "NoCapacityError"),
        (refusals.unknown_endpoint("111111111111", "e"), "EndpointGoneError"),
        (refusals.unknown_component("c"), "EndpointGoneError"),
        (refusals.unknown_variant("v", "e"), "EndpointGoneError"),
        (refusals.component_required(), "EndpointGoneError"),
        (refusals.component_not_allowed(), "EndpointGoneError"),
        (refusals.asynchronous_only("e"), "EndpointGoneError"),
        (refusals.oversize("r"), "PathLimitError"),
        (refusals.too_long(6), "PathLimitError"),
        (container(500, "broken"), "ModelFailedError"),
        (container(503, our_error("model_unavailable")), "EndpointBusyError"),
        (container(429, "busy"), "ThrottledError"),
        (container(404, our_error("not_found")), "EndpointGoneError"),
        (container(415, our_error("unsupported_media_type")), "EndpointGoneError"),
        (container(200, b"x" * (6 * 1024**2 + 1)), "PathLimitError"),
        (
            model_errors.without_answer(AnswerTimeoutError(), "v", PLACE),
            "ModelFailedError",
        ),
        (model_errors.without_answer(OSError(), "v", PLACE), "ModelFailedError"),
    ],
)
def test_an_error_gets_its_name_and_one_call(served, invoke, error, name):
    served.answers = [as_aws(error)]

    with pytest.raises(getattr(failures, name)) as raised:
        invoke()

    assert type(raised.value).__name__ == name
    assert len(served.requests) == 1


@pytest.mark.parametrize(
    ("status", "content", "read"),
    [
        (422, our_error("values_refused"), ("values_refused", "Say it otherwise.")),
        (400, our_error("invalid_instance", "i"), ("invalid_instance", "i")),
        (413, our_error("payload_too_large", "p"), ("payload_too_large", "p")),
        (400, "ouch", ("invalid_request", "The model refused the instances.")),
        (422, {"error": "x"}, ("values_refused", "The model refused the instances.")),
        (413, [], ("payload_too_large", "The model refused the instances.")),
        (
            400,
            our_error("long", "m" * 5000),
            ("invalid_request", "The model refused the instances."),
        ),
    ],
)
def test_the_containers_4xx_is_the_callers(served, invoke, status, content, read):
    served.answers = [as_aws(container(status, content))]

    with pytest.raises(ClientFaultError) as raised:
        invoke()

    fault = raised.value
    assert (fault.status, fault.code, fault.message) == (status, *read)


def test_a_broken_connection_is_one_call_too(served, invoke):
    served.answers = [(None, {}, b"")]

    with pytest.raises(failures.EndpointBusyError):
        invoke()

    assert len(served.requests) == 1


def test_an_answer_that_breaks_off(served, invoke):
    served.answers = [(200, {"Content-Length": "99"}, b"{")]

    with pytest.raises(failures.EndpointBusyError):
        invoke()


def test_no_connection(served, invoke, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")

    with pytest.raises(failures.EndpointBusyError):
        invoke()


def test_no_credentials(invoke, monkeypatch):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, "/nonexistent")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")

    with pytest.raises(failures.EndpointGoneError):
        invoke()


def test_time_is_spent_from_what_is_left(clients):
    asked = []

    def client(read_seconds):
        asked.append(read_seconds)
        return clients(read_seconds)

    for seconds in (LEAST_SECONDS, 3.9, 20.0, 85.0):
        with pytest.raises(failures.AttemptError):
            Invoker(client).invoke(ENDPOINT, PAYLOAD, seconds=seconds)

    assert asked == [1, 1, 18, 65]
    config = clients(18).meta.config
    assert config.read_timeout == 18
    assert config.connect_timeout == 2
    assert config.retries["total_max_attempts"] == 1
    assert clients(18) is clients(18)
    assert clients(17) is not clients(18)


def test_a_slow_answer_is_left(served, clients):
    text = string.ascii_letters * 20_000
    served.answers = [(200, {}, json.dumps({**ANSWER, "predictions": text}).encode())]
    now = iter([0.0, 10.0, 30.0, 50.0, 70.0, 90.0])

    with pytest.raises(AttemptTimedOutError):
        Invoker(clients, clock=lambda: next(now)).invoke(
            ENDPOINT, PAYLOAD, seconds=20.0
        )

    assert next(now) == 50.0
