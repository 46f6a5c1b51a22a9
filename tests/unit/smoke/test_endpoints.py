"""What SageMaker says of an endpoint, and what the endpoint says."""

import io
import json
from datetime import UTC, datetime

import pytest
from botocore.response import StreamingBody
from botocore.stub import Stubber

from model.errors import UnavailableError
from smoke.endpoints import Endpoints
from smoke.found import Answer
from tests.unit.smoke.conftest import DIGEST, LIVE, OLD, client, endpoint

NAME = "inferway-test-steady"
CONFIG = f"{NAME}-2"
ARN = "arn:aws:sagemaker:eu-west-1:111111111111"
IMAGE = f"111111111111.dkr.ecr.eu-west-1.amazonaws.com/x@{DIGEST}"
TIME = datetime(2030, 1, 1, tzinfo=UTC)
VARIANT = {"VariantName": "live"}


class Sagemaker:
    """Both of its clients, answering what they are told to."""

    def __init__(self):
        control, runtime, s3 = (
            client(one) for one in ("sagemaker", "sagemaker-runtime", "s3")
        )
        self.control, self.runtime, self.s3 = (
            Stubber(one) for one in (control, runtime, s3)
        )
        self.endpoints = Endpoints(control, runtime, s3)

    def describe(self, **more):
        self.control.add_response(
            "describe_endpoint",
            {
                "EndpointName": NAME,
                "EndpointArn": f"{ARN}:endpoint/{NAME}",
                "EndpointConfigName": CONFIG,
                "EndpointStatus": "InService",
                "CreationTime": TIME,
                "LastModifiedTime": TIME,
                **more,
            },
            {"EndpointName": NAME},
        )

    def describe_component(self, **more):
        self.control.add_response(
            "describe_inference_component",
            {
                "InferenceComponentName": "component",
                "InferenceComponentArn": f"{ARN}:inference-component/component",
                "EndpointName": NAME,
                "EndpointArn": f"{ARN}:endpoint/{NAME}",
                "InferenceComponentStatus": "InService",
                "CreationTime": TIME,
                "LastModifiedTime": TIME,
                **more,
            },
            {"InferenceComponentName": "component"},
        )

    def describe_model(self, name):
        self.control.add_response(
            "describe_model",
            {
                "ModelName": name,
                "ModelArn": f"{ARN}:model/{name}",
                "CreationTime": TIME,
                "PrimaryContainer": {"Image": IMAGE},
            },
            {"ModelName": name},
        )


@pytest.fixture
def sagemaker():
    stubs = Sagemaker()
    with stubs.control, stubs.runtime, stubs.s3:
        yield stubs
        for one in (stubs.control, stubs.runtime, stubs.s3):
            one.assert_no_pending_responses()


def test_an_endpoint_is_what_it_says_of_itself(sagemaker):
    image = {"SpecifiedImage": "x:v1", "ResolvedImage": IMAGE}
    sagemaker.describe(ProductionVariants=[{**VARIANT, "DeployedImages": [image]}])

    found = sagemaker.endpoints.find(endpoint())

    assert (found.status, found.config_name) == ("InService", CONFIG)
    assert found.image_digests == (DIGEST,)
    assert found.pending is None


@pytest.mark.parametrize(
    "status", ["Creating", "Updating", "SystemUpdating", "RollingBack"]
)
def test_an_endpoint_on_its_way_is_waited_for(sagemaker, status):
    image = {"ResolvedImage": IMAGE}
    sagemaker.describe(
        EndpointStatus=status,
        ProductionVariants=[{**VARIANT, "DeployedImages": [image]}],
    )

    assert sagemaker.endpoints.find(endpoint()).pending == f"it is {status}"


def test_where_it_names_no_image_its_models_do(sagemaker):
    sagemaker.describe()
    sagemaker.control.add_response(
        "describe_endpoint_config",
        {
            "EndpointConfigName": CONFIG,
            "EndpointConfigArn": f"{ARN}:endpoint-config/{CONFIG}",
            "ProductionVariants": [{**VARIANT, "ModelName": "model"}],
            "CreationTime": TIME,
        },
        {"EndpointConfigName": CONFIG},
    )
    sagemaker.describe_model("model")

    assert sagemaker.endpoints.find(endpoint()).image_digests == (DIGEST,)


def test_a_configuration_that_went_leaves_the_image_unknown(sagemaker):
    sagemaker.describe()
    sagemaker.control.add_client_error(
        "describe_endpoint_config",
        "ValidationException",
        'Could not find endpoint configuration "c".',
    )

    assert sagemaker.endpoints.find(endpoint()).image_digests == ()


def test_an_image_by_tag_is_not_taken_for_a_digest(sagemaker):
    image = {"SpecifiedImage": "x:v1"}
    sagemaker.describe(ProductionVariants=[{**VARIANT, "DeployedImages": [image]}])

    assert sagemaker.endpoints.find(endpoint()).image_digests == ("x:v1",)


def test_no_endpoint_is_found(sagemaker):
    sagemaker.control.add_client_error(
        "describe_endpoint",
        "ValidationException",
        f'Could not find endpoint "{ARN}:endpoint/{NAME}".',
    )

    assert sagemaker.endpoints.find(endpoint()) is None


def test_another_refusal_is_not_taken_for_absence(sagemaker):
    sagemaker.control.add_client_error(
        "describe_endpoint", "ValidationException", "1 validation error detected"
    )

    with pytest.raises(UnavailableError, match="1 validation error"):
        sagemaker.endpoints.find(endpoint())


@pytest.mark.parametrize("of_a_model", [True, False])
def test_a_component_with_its_copies_and_image(sagemaker, of_a_model):
    container = {"DeployedImage": {"SpecifiedImage": "x:v1", "ResolvedImage": IMAGE}}
    sagemaker.describe_component(
        Specification={"ModelName": "m"} if of_a_model else {"Container": container},
        RuntimeConfig={"DesiredCopyCount": 1, "CurrentCopyCount": 0},
    )
    if of_a_model:
        sagemaker.describe_model("m")

    found = sagemaker.endpoints.find_component(endpoint(component="component"))

    assert (found.copies, found.image_digests) == (0, (DIGEST,))


def test_no_component_is_found(sagemaker):
    sagemaker.control.add_client_error(
        "describe_inference_component",
        "ValidationException",
        'Could not find inference component "component".',
    )

    wanted = endpoint(component="component")
    assert sagemaker.endpoints.find_component(wanted) is None


@pytest.mark.parametrize("component", [None, "component"])
def test_the_endpoint_is_asked_in_an_envelope(sagemaker, golden, component):
    body = json.dumps(
        {
            "predictions": ["x", "y", "x"],
            "model": {"name": LIVE.name, "version": LIVE.version},
        }
    ).encode()
    named = {} if component is None else {"InferenceComponentName": component}
    sagemaker.runtime.add_response(
        "invoke_endpoint",
        {"Body": StreamingBody(io.BytesIO(body), len(body))},
        {
            "EndpointName": NAME,
            "ContentType": "application/json",
            "Accept": "application/json",
            "Body": b'{"instances": ["a", "b", "c"]}',
            **named,
        },
    )

    answer = sagemaker.endpoints.ask_of(endpoint(component=component))(golden)

    assert answer == Answer(predictions=["x", "y", "x"], model=LIVE)


def test_a_cold_start_passes(sagemaker, golden):
    sagemaker.runtime.add_client_error(
        "invoke_endpoint", "ModelNotReadyException", http_status_code=429
    )

    assert sagemaker.endpoints.ask_of(endpoint())(golden).passes


ASYNC = endpoint(kind="async", input_url="s3://bucket/requests/")


def read(sagemaker, key, body=None):
    where = {"Bucket": "bucket", "Key": key}
    if body is None:
        sagemaker.s3.add_client_error(
            "get_object", "NoSuchKey", http_status_code=404, expected_params=where
        )
    else:
        stream = StreamingBody(io.BytesIO(body), len(body))
        sagemaker.s3.add_response("get_object", {"Body": stream}, where)


def send(sagemaker):
    sagemaker.s3.add_response("put_object", {})
    sagemaker.runtime.add_response(
        "invoke_endpoint_async",
        {
            "OutputLocation": "s3://bucket/answers/1.out",
            "FailureLocation": "s3://bucket/failures/1-error.out",
        },
    )


def test_an_asynchronous_endpoint_is_asked_once_and_looked_at_until_it_answers(
    sagemaker, golden
):
    ask = sagemaker.endpoints.ask_of(ASYNC)
    send(sagemaker)
    read(sagemaker, "answers/1.out")
    read(sagemaker, "failures/1-error.out")
    assert ask(golden).passes

    model = {"name": OLD.name, "version": OLD.version}
    read(
        sagemaker,
        "answers/1.out",
        json.dumps({"predictions": ["x"], "model": model}).encode(),
    )
    assert ask(golden) == Answer(predictions=["x"], model=OLD)

    # An answer of the wrong model: the next call asks anew.
    send(sagemaker)
    read(sagemaker, "answers/1.out")
    read(sagemaker, "failures/1-error.out")
    assert ask(golden).passes


def test_an_asynchronous_failure_is_a_finding(sagemaker, golden):
    send(sagemaker)
    read(sagemaker, "answers/1.out")
    read(sagemaker, "failures/1-error.out", b"no model")

    failure = sagemaker.endpoints.ask_of(ASYNC)(golden)

    assert (failure.passes, failure.reason) == (
        *(False, "the container failed: no model"),
    )


def test_an_asynchronous_endpoint_needs_a_folder_for_requests(sagemaker, golden):
    failure = sagemaker.endpoints.ask_of(endpoint(kind="async"))(golden)

    assert not failure.passes
