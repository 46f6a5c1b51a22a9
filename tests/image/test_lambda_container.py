"""The image as a Lambda function, called through AWS's own emulator."""

import json
import time

import pytest

from tests.image.conftest import free_port
from tests.support.containers import emulated
from tests.support.corpus import BINARY_CORPUS, CORPUS, frame_model, text_model
from tests.support.fronts import (
    Context,
    from_proxy,
    lambda_front,
    loaded,
    proxy_event,
)

pytestmark = pytest.mark.docker


@pytest.fixture
def function(image, rie, store, s3_url):
    """Boots the function on this test's store."""
    variables = {
        "AWS_ENDPOINT_URL": s3_url,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_REGION": "eu-west-1",
        "MODEL_BUCKET": store.bucket,
        "MODEL_POINTER_KEY": store.pointer_key,
        "MODEL_REFRESH_SECONDS": "1",
        "LOG_LEVEL": "INFO",
        "METRICS_NAMESPACE": "Inferway",
        "SERVICE_NAME": "test",
        "AWS_LAMBDA_FUNCTION_TIMEOUT": "30",
    }
    return lambda: emulated(
        image, rie, ports=(free_port(), free_port()), variables=variables
    )


def test_it_answers_as_the_front_does_in_process(function, store, record_property):
    model = text_model()
    store.promote(model)
    here = lambda_front(loaded(model))
    corpus = {**CORPUS, **BINARY_CORPUS}

    with function() as there:
        begun = time.monotonic()
        assert there.invoke({"body": ["good"]}) == {"statusCode": 200, "body": ["pos"]}
        record_property("cold_start_seconds", round(time.monotonic() - begun, 2))
        for name, case in corpus.items():
            event = proxy_event(case)
            answer = from_proxy(there.invoke(event))
            assert answer.status == case.status, (name, answer)
            expected = from_proxy(here(event, Context()))
            assert answer.comparable == expected.comparable, name
        lines = [line for line in there.container.log().splitlines() if "{" in line]

    told = [json.loads(line[line.index("{") :]) for line in lines]
    assert len([t for t in told if t.get("message") == "request answered"]) == (
        len(corpus) + 1
    )


def test_a_data_frame_model_in_the_image(function, store):
    store.promote(frame_model())

    with function() as there:
        answer = there.invoke({"body": [{"city": "b", "age": None}, [4, "a"]]})

    assert answer == {
        "statusCode": 200,
        "body": ["age:float64 nan city:str b", "age:float64 4.0 city:str a"],
    }


def test_without_a_model_it_answers_503_and_finds_the_next(function, store):
    with function() as there:
        answer = there.invoke({"body": ["good"]})
        assert answer["statusCode"] == 503
        assert "live.json" not in json.dumps(answer)
        assert "no live.json" in there.container.log()

        store.promote(text_model())
        deadline = time.monotonic() + 20
        while there.invoke({"body": ["good"]})["statusCode"] == 503:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert there.invoke({"body": ["good"]})["body"] == ["pos"]
