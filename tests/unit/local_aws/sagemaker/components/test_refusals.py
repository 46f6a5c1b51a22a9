"""What SageMaker refuses to do with inference components."""

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.support.served import REGION, wait_until

from .conftest import specification, state


@pytest.fixture(scope="module")
def unchecked(served):
    """Return a client that sends anything; boto3's own holds some things back."""
    keys = served.local.environment(REGION)
    return boto3.client(
        "sagemaker",
        endpoint_url=served.local.url,
        region_name=REGION,
        aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
        config=Config(parameter_validation=False, retries={"total_max_attempts": 1}),
    )


@pytest.fixture
def create(unchecked, plane, unique):
    """Create a component of parameters that may be wrong."""

    def make(where, **changes):
        given = {
            "InferenceComponentName": unique("refused"),
            "EndpointName": where,
            "VariantName": "main",
            "RuntimeConfig": {"CopyCount": 1},
            **changes,
        }
        unchecked.create_inference_component(
            **{name: value for name, value in given.items() if value is not None}
        )

    return make


@pytest.fixture
def refusal():
    """Return the text of a refusal."""

    def of(call, *arguments, **parameters):
        with pytest.raises(ClientError) as caught:
            call(*arguments, **parameters)
        assert caught.value.response["Error"]["Code"] == "ValidationException"
        return caught.value.response["Error"]["Message"]

    return of


def test_a_component_is_created_with_at_least_one_copy(
    create, refusal, endpoint, model
):
    said = refusal(
        create,
        endpoint(),
        Specification=specification(model()),
        RuntimeConfig={"CopyCount": 0},
    )

    assert said == "Inference components copy count an integer larger than 0"


def test_an_endpoint_of_models_takes_no_components(
    create, refusal, endpoint, model, variant
):
    name = model()
    with_model = {
        "VariantName": variant["VariantName"],
        "InstanceType": variant["InstanceType"],
        "InitialInstanceCount": 1,
        "ModelName": name,
    }
    where = endpoint(ProductionVariants=[with_model])

    said = refusal(create, where, Specification=specification(name))

    assert "Inference Components are not supported in this Endpoint" in said


def test_an_endpoint_that_is_not_there_takes_no_components(create, refusal, model):
    said = refusal(create, "nowhere", Specification=specification(model()))

    assert said.startswith("Could not find endpoint")


def test_an_endpoint_that_is_not_ready_takes_no_components(
    create, refusal, endpoint, model, plane
):
    name = model()
    plane.go_on.clear()
    where = endpoint(wait=False)

    said = refusal(create, where, Specification=specification(name))

    assert "while it is in state Creating" in said


@pytest.mark.parametrize("name", ["other", None])
def test_a_component_names_a_variant_of_the_endpoint(
    create, refusal, endpoint, model, name
):
    said = refusal(
        create, endpoint(), Specification=specification(model()), VariantName=name
    )

    assert "Could not find variant" in said


def test_a_component_names_a_model_that_is_there(create, refusal, endpoint):
    said = refusal(create, endpoint(), Specification=specification("ghost"))

    assert said.startswith("Could not find model")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"ComputeResourceRequirements": None}, "ComputeResourceRequirements must be"),
        ({"ComputeResourceRequirements": {}}, "minMemoryRequiredInMb"),
        (
            {"ComputeResourceRequirements": {"MinMemoryRequiredInMb": 127}},
            "minMemoryRequiredInMb",
        ),
        (
            {"ComputeResourceRequirements": {"MinMemoryRequiredInMb": 128}},
            "Specify NumberOfCpuCoresRequired",
        ),
        (
            {
                "ComputeResourceRequirements": {
                    "MinMemoryRequiredInMb": 256,
                    "MaxMemoryRequiredInMb": 128,
                    "NumberOfCpuCoresRequired": 1,
                }
            },
            "MaxMemoryRequiredInMb",
        ),
        (
            {
                "ComputeResourceRequirements": {
                    "MinMemoryRequiredInMb": 128,
                    "NumberOfCpuCoresRequired": 0.1,
                }
            },
            "numberOfCpuCoresRequired",
        ),
        ({"ModelName": None}, "either ModelName or Container"),
        ({"Container": {"Image": "any"}}, "either ModelName or Container"),
        ({"ModelName": None, "Container": {}}, "Specify Image"),
    ],
)
def test_a_component_says_what_it_runs_and_what_it_needs(
    create, endpoint, model, change, expected
):
    what = {**specification(model()), **change}
    what = {name: value for name, value in what.items() if value is not None}

    with pytest.raises(ClientError, match=f"ValidationException.*{expected}"):
        create(endpoint(), Specification=what)


def test_a_component_without_a_runtime_is_refused(create, refusal, endpoint, model):
    said = refusal(
        create, endpoint(), Specification=specification(model()), RuntimeConfig=None
    )

    assert "RuntimeConfig" in said


def test_a_component_without_a_specification_is_refused(create, refusal, endpoint):
    assert "Specification" in refusal(create, endpoint())


def test_a_name_is_taken_while_its_component_is_there(
    refusal, sagemaker, component, endpoint
):
    where = endpoint()
    name = component(EndpointName=where)
    again = sagemaker.describe_inference_component(InferenceComponentName=name)
    sagemaker.delete_endpoint(EndpointName=where)

    said = refusal(
        sagemaker.create_inference_component,
        InferenceComponentName=name,
        EndpointName=endpoint(),
        VariantName="main",
        Specification=again["Specification"],
        RuntimeConfig={"CopyCount": 1},
    )

    assert said.startswith("Cannot create already existing inference component")


@pytest.fixture
def calls(sagemaker, component):
    """Make a component, and what changes it."""
    name = component()
    return {
        "scale": lambda: sagemaker.update_inference_component_runtime_config(
            InferenceComponentName=name, DesiredRuntimeConfig={"CopyCount": 0}
        ),
        "update": lambda: sagemaker.update_inference_component(
            InferenceComponentName=name, RuntimeConfig={"CopyCount": 2}
        ),
        "delete": lambda: sagemaker.delete_inference_component(
            InferenceComponentName=name
        ),
    }


@pytest.mark.parametrize(
    ("under_way", "activity"),
    [
        ("scale", "UPDATE_RC_IN_PROGRESS"),
        ("update", "UPDATE_IN_PROGRESS"),
        ("delete", "DELETE_IN_PROGRESS"),
    ],
)
def test_what_is_being_changed_is_left_alone(
    refusal, plane, calls, under_way, activity
):
    plane.go_on.clear()
    calls[under_way]()

    for call in calls.values():
        assert f"while it is in state {activity}." in refusal(call)


def test_what_is_being_created_is_left_alone(
    sagemaker, refusal, plane, component, endpoint
):
    where = endpoint()
    plane.go_on.clear()
    name = component(wait=False, EndpointName=where)

    said = refusal(sagemaker.delete_inference_component, InferenceComponentName=name)

    assert "while it is in state CREATE_IN_PROGRESS." in said


def test_a_failed_component_can_be_deleted(sagemaker, component, model):
    too_large = specification(model(), MinMemoryRequiredInMb=100_000)
    name = component(wait=False, Specification=too_large)
    wait_until(lambda: state(sagemaker, component=name) == "Failed")

    sagemaker.delete_inference_component(InferenceComponentName=name)

    wait_until(lambda: not is_listed(sagemaker, name))


def is_listed(sagemaker, name):
    found = sagemaker.list_inference_components(NameContains=name)
    return bool(found["InferenceComponents"])


@pytest.mark.parametrize(
    "operation",
    [
        "describe_inference_component",
        "delete_inference_component",
        "update_inference_component",
    ],
)
def test_what_is_not_there_is_not_found(sagemaker, refusal, operation):
    said = refusal(getattr(sagemaker, operation), InferenceComponentName="ghost")

    assert said.startswith("Could not find inference component")


@pytest.mark.parametrize(
    "lacking", [{"BaseInferenceComponentName": "base"}, {"InstanceType": "ml.m5.large"}]
)
def test_what_the_local_aws_lacks_it_says(create, endpoint, model, lacking):
    with pytest.raises(ClientError, match="The local AWS lacks this"):
        create(endpoint(), Specification={**specification(model()), **lacking})
